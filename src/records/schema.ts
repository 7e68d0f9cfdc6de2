import { z } from "@hono/zod-openapi";
import { version } from "../http/etag.ts";
import { dayOrInstant } from "../http/filters.ts";
import { instant } from "../http/instant.ts";
import { orderingQuery, pageQuery } from "../http/paging.ts";
import { line, prose } from "../http/text.ts";
import { RECORD_TYPES } from "./table.ts";

const recordType = z
	.string()
	.transform((text) => text.trim().toUpperCase())
	.pipe(z.enum(RECORD_TYPES))
	.openapi({ type: "string", enum: [...RECORD_TYPES] });

const title = line(200, 1);

/** null and an empty text say the same. */
const note = z.preprocess((value) => value ?? "", prose(10_000)).optional();

const patient = z.number().int().positive();

const notes = { description: note, symptoms: note, diagnosis: note, treatment: note, medications: note };
const written = { record_type: recordType, title, visit_date: instant, ...notes };

const example = {
	record_type: "CHECKUP",
	title: "Annual physical",
	description: "Routine health examination",
	visit_date: "2026-01-31T10:00:00Z",
};

export const createOwnRecordBody = z
	.object({ ...written, patient: patient.optional().describe("Not needed: it can only be you") })
	.openapi("CreateHealthRecord", { example });
export type CreateOwnRecordBody = z.infer<typeof createOwnRecordBody>;

export const createRecordBody = z
	.object({ patient, ...written })
	.openapi("CreateRecord", { example: { patient: 1, ...example } });
export type CreateRecordBody = z.infer<typeof createRecordBody>;

export const editRecordBody = z
	.object({
		record_type: recordType.optional(),
		title: title.optional(),
		visit_date: instant.optional(),
		...notes,
		patient: patient.optional().describe("May be sent along, and cannot be changed"),
	})
	.openapi("EditRecord", { example: { diagnosis: "Hypertension" } });
export type EditRecordBody = z.infer<typeof editRecordBody>;

/** What a record says, of any of the bodies. */
export type RecordFields = Omit<EditRecordBody, "patient">;

export const commentSchema = z
	.object({
		id: z.number().int(),
		record: z.number().int(),
		author: z.number().int().describe("The user who wrote it"),
		doctor: z.number().int().nullable().describe("The doctor whom the author is; null for an admin"),
		author_name: z.string(),
		comment: z.string(),
		is_private: z.boolean().describe("Hidden from the patient, and from an owner who is no doctor"),
		created_at: z.string(),
		updated_at: z.string(),
	})
	.openapi("DoctorComment");

export const recordSchema = z
	.object({
		id: z.number().int(),
		patient: z.number().int(),
		patient_name: z.string(),
		record_type: z.enum(RECORD_TYPES),
		title: z.string(),
		description: z.string(),
		symptoms: z.string(),
		diagnosis: z.string(),
		treatment: z.string(),
		medications: z.string(),
		visit_date: z.string(),
		created_by: z.number().int().describe("The user who wrote it"),
		author_role: z.enum(["patient", "doctor", "admin"]).describe("The role by which they wrote it"),
		created_at: z.string(),
		updated_at: z.string(),
		version,
	})
	.openapi("HealthRecord");

/** How many comments one record shows; the rest are in their own list. */
export const SHOWN_COMMENTS = 100;

export const recordDetailSchema = z
	.object({
		...recordSchema.shape,
		doctor_comments: z
			.array(commentSchema)
			.describe(`Those that you may see, newest first; at most ${SHOWN_COMMENTS}, all at \`…/comments/\``),
	})
	.openapi("HealthRecordDetail");

const id = z.coerce.number().int().positive();

export const listRecordsQuery = pageQuery.extend({
	patient: id.optional(),
	record_type: recordType.optional(),
	created_by: id.optional().describe("The user who wrote it"),
	from: dayOrInstant.optional().describe("Of the visit; included"),
	to: dayOrInstant.optional().describe("Of the visit; included"),
	search: z.string().trim().min(1).max(100).optional().describe("In title, description and diagnosis"),
	ordering: orderingQuery(["visit_date", "id", "title", "record_type", "created_at", "updated_at"]),
});
export type ListRecordsQuery = z.infer<typeof listRecordsQuery>;

export const createCommentBody = z
	.object({ comment: prose(10_000, 1), is_private: z.boolean().default(false) })
	.openapi("CreateDoctorComment", { example: { comment: "Looks good.", is_private: false } });
export type CreateCommentBody = z.infer<typeof createCommentBody>;

export const myPatientSchema = z
	.object({
		id: z.number().int(),
		name: z.string(),
		email: z.string().nullable(),
		phone: z.string().nullable(),
		blood_type: z.string().nullable(),
		total_records: z.number().int(),
		last_visit: z.string().nullable().describe("Of the records; null where there are none"),
	})
	.openapi("MyPatient");

export const listMyPatientsQuery = pageQuery.extend({
	search: z.string().trim().min(1).max(100).optional().describe("In name, e-mail and phone number"),
	ordering: orderingQuery(["name", "id", "total_records", "last_visit"]),
});
export type ListMyPatientsQuery = z.infer<typeof listMyPatientsQuery>;
