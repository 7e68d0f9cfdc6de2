import { z } from "@hono/zod-openapi";
import { isoDate } from "../accounts/schema.ts";
import { alertSchema } from "../alerts/schema.ts";
import { appointmentSchema } from "../appointments/schema.ts";
import { assessmentSchema } from "../assessments/schema.ts";
import { allergySchemas, contactSchema, medicationSchemas } from "../charts/schema.ts";
import { bucketsSchema, seriesSchema, summarySchema } from "../heart-rate/schema.ts";
import { formatQuery } from "../http/format.ts";
import { writtenDate } from "../http/instant.ts";
import { patientSchema } from "../patients/schema.ts";
import { commentSchema, recordSchema } from "../records/schema.ts";

const recordWithComments = z
	.object({ ...recordSchema.shape, doctor_comments: z.array(commentSchema).describe("Those that you may see") })
	.openapi("ReportedRecord");

export const reportSchema = z
	.object({
		generated_at: z.string(),
		generated_by: z.string(),
		from: z.string().nullable().describe("Alerts, records, assessments and appointments begin with this date"),
		to: z.string().nullable().describe("… and end with this one"),
		patient: patientSchema,
		emergency_contact: contactSchema,
		allergies: z.array(allergySchemas.item),
		medications: z.array(medicationSchemas.item),
		statistics: summarySchema,
		day: z
			.object({ date: z.string(), timezone: z.string(), results: seriesSchema.shape.results })
			.describe("By quarters of an hour"),
		month: z
			.object({ month: z.string(), timezone: z.string(), results: bucketsSchema.shape.results })
			.describe("By days"),
		alerts: z.array(alertSchema).describe("The newest first, as all below"),
		records: z.array(recordWithComments),
		assessments: z.array(assessmentSchema),
		appointments: z.array(appointmentSchema),
	})
	.openapi("PatientReport");

/** All that is reported of a patient. */
export type Report = z.infer<typeof reportSchema>;

const month = z
	.string()
	.regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month like 2026-01")
	.refine((text) => writtenDate.safeParse(`${text}-01`).success, "must be from 1900 to 2199")
	.openapi({ type: "string", example: "2026-01" });

export const reportQuery = z.object({
	format: formatQuery(["json", "csv", "pdf"], "So do `Accept: text/csv` and `Accept: application/pdf`"),
	day: writtenDate.optional().describe("Whose readings are plotted, by the patient's own days; today, if not given"),
	month: month.optional().describe("Whose readings are plotted; this month, if not given"),
	from: isoDate
		.optional()
		.describe("Only alerts, records, assessments and appointments of this date or later, in the clinic's time zone"),
	to: isoDate.optional().describe("The same, of this date or earlier"),
});
export type ReportQuery = z.infer<typeof reportQuery>;
