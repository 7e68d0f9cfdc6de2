import { serviceContext } from "../../auth/authenticate.ts";
import { patientReport } from "../../exports/report.ts";
import { reportFile } from "../../exports/report-file.ts";
import { reportQuery } from "../../exports/schema.ts";
import { checked } from "../../http/checked.ts";
import { idParam } from "../../http/route.ts";
import { asked } from "../lists.tsx";
import { newPages } from "../router.ts";
import { requireRight } from "../session/visit.ts";
import { PATIENT } from "./frame.tsx";

/** All about a patient in one document. */
export const reportPages = newPages();

reportPages.get(`${PATIENT}/report`, requireRight("patients.export"), async (c) => {
	const { id } = checked(idParam, { id: c.req.param("id") });
	const { format, ...query } = checked(reportQuery, asked(c));
	const report = await patientReport(serviceContext(c), id, query);
	return reportFile(report, id, format === "csv" ? "csv" : "pdf");
});
