import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { formatOf } from "../http/format.ts";
import { asText, csvFile, pdfFile } from "../http/listing.ts";
import { idParam, protectedRoute } from "../http/route.ts";
import { patientReport } from "./report.ts";
import { reportFile } from "./report-file.ts";
import { reportQuery, reportSchema } from "./schema.ts";

export const exportRoutes = newRouter();

const ROWS = 'section,item,field,value\r\n"patient",12,"name","Greta Lindqvist"\r\n';

const report = protectedRoute("patients.export", {
	method: "get",
	path: "/api/patients/{id}/report",
	tags: ["Patients"],
	summary: "All about a patient, in one document",
	description:
		"Demographics, chart, heart rate with a plotted day and month, alerts, records with comments, assessments and " +
		"appointments: what of each you may see. As CSV, one value a line with its `section`, `item` and `field`. Each " +
		"report is in the audit trail (`patient.export`).",
	request: { params: idParam, query: reportQuery },
	responses: {
		200: {
			description: "The report",
			content: {
				"application/json": { schema: reportSchema },
				"text/csv": { schema: csvFile.describe("One value a line").openapi({ example: ROWS }) },
				"application/pdf": { schema: pdfFile },
			},
		},
	},
	fails: ["not_found"],
});
exportRoutes.openapi(report, async (c) => {
	const { format: asked, ...query } = c.req.valid("query");
	const { id } = c.req.valid("param");
	const format = formatOf(c, asked, ["csv", "pdf"]);
	const made = await patientReport(serviceContext(c), id, query);
	return format === "json" ? c.json(made, 200) : asText(await reportFile(made, id, format));
});
