import { fileResponse } from "../http/format.ts";
import type { patientReport } from "./report.ts";
import { reportCsv } from "./report-csv.ts";

type Report = Awaited<ReturnType<typeof patientReport>>;

/** A patient's report as a file to keep. */
export async function reportFile(report: Report, id: number, format: "csv" | "pdf"): Promise<Response> {
	const file = `patient-${id}`;
	if (format === "csv") return fileResponse(reportCsv(report), file, "csv");
	// Only now: it is a large part of the Worker, and most isolates never need it.
	const { reportPdf } = await import("./report-pdf.ts");
	return fileResponse(await reportPdf(report), file, "pdf");
}
