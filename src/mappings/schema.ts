import { z } from "@hono/zod-openapi";
import { blankAsMissing, blankAsNull } from "../accounts/schema.ts";
import { version } from "../http/etag.ts";
import { dayOrInstant } from "../http/filters.ts";
import { writtenDate } from "../http/instant.ts";
import { orderingQuery, pageQuery } from "../http/paging.ts";
import { line, prose } from "../http/text.ts";
import { countsSchema, dryRun, refusalFields } from "../http/verdicts.ts";
import { patientSchema } from "../patients/schema.ts";
import { MAPPING_STATUSES, RELATIONSHIP_TYPES } from "./table.ts";

const number = z.number().int().positive();
const details = {
	relationship_type: blankAsMissing(z.enum(RELATIONSHIP_TYPES)).describe("`primary_care` where it is not given"),
	referral_source: blankAsNull(line(200)).openapi({ example: "Dr. Reed, cardiology" }),
	established_on: blankAsNull(writtenDate).describe("The date on which the care began"),
	notes: blankAsNull(prose(10_000)),
};

export const createMappingBody = z
	.object({ patient: number, doctor: number, ...details })
	.openapi("CreateMapping", { example: { patient: 1, doctor: 2, relationship_type: "primary_care" } });
export type CreateMappingBody = z.infer<typeof createMappingBody>;

export const editMappingBody = z
	.object({ patient: number.optional(), doctor: number.optional(), ...details })
	.openapi("EditMapping", { example: { notes: "Every second week" } });
export type EditMappingBody = z.infer<typeof editMappingBody>;

export const mappingSchema = z
	.object({
		id: z.number().int(),
		patient: z.number().int(),
		patient_name: z.string().nullable().describe("null for a doctor whom the patient has not accepted yet"),
		doctor: z.number().int(),
		doctor_name: z.string(),
		specialization: z.string().nullable(),
		relationship_type: z.enum(RELATIONSHIP_TYPES),
		status: z
			.enum(MAPPING_STATUSES)
			.describe("`pending` waits for the consent of the patient, the owner or an admin, `declined` was refused it"),
		referral_source: z.string().nullable(),
		established_on: z.string().nullable(),
		notes: z.string().nullable(),
		assigned_at: z.string(),
		created_at: z.string(),
		ended_at: z.string().nullable(),
		version,
	})
	.openapi("Mapping");

export const listMappingsQuery = pageQuery.extend({
	patient: z.coerce.number().int().positive().optional(),
	doctor: z.coerce.number().int().positive().optional(),
	status: z.enum(MAPPING_STATUSES).optional().describe("Active and pending ones where it is not given"),
	relationship_type: z.enum(RELATIONSHIP_TYPES).optional(),
	created_after: dayOrInstant.optional(),
	created_before: dayOrInstant.optional().describe("Included"),
	search: z.string().trim().max(100).optional().describe("In the names of doctor and patient"),
	ordering: orderingQuery(["id", "created_at", "established_on"]),
});
export type ListMappingsQuery = z.infer<typeof listMappingsQuery>;

export const readMappingQuery = pageQuery.extend({
	by: z.enum(["patient", "mapping"]).default("patient").describe("What the id in the path is of (seed 4: a patient)"),
});

export const assignDoctorBody = z
	.object({ patient_id: number, doctor_id: number.optional().describe("Yourself where it is not given") })
	.openapi("AssignDoctor", { example: { patient_id: 1 } });

export const assignedSchema = z
	.object({
		message: z.string(),
		mapping: mappingSchema,
		patient: z.union([patientSchema, z.null()]).describe("null until the consent is given"),
	})
	.openapi("Assigned");

const MOST_PATIENTS = 200;

export const bulkMappingBody = z
	.object({
		doctor: number,
		patients: z.array(number).min(1).max(MOST_PATIENTS).describe(`Their ids, ${MOST_PATIENTS} at most`),
		...details,
		dry_run: dryRun,
	})
	.openapi("BulkMapping", { example: { doctor: 2, patients: [1, 3, 4], relationship_type: "primary_care" } });
export type BulkMappingBody = z.infer<typeof bulkMappingBody>;

export const VERDICTS = ["created", "would_create", "exists", "rejected"] as const;

export const bulkMappingSchema = z
	.object({
		counts: countsSchema(VERDICTS),
		results: z.array(
			z.object({
				index: z.number().int().describe("In `patients`"),
				patient: z.number().int(),
				status: z.enum(VERDICTS).describe("`exists` where the doctor treats the patient, or has asked to, already"),
				mapping_status: z
					.enum(MAPPING_STATUSES)
					.nullable()
					.describe("Of the mapping, also of one that would be created; null of a rejected one"),
				mapping: z.union([mappingSchema, z.null()]),
				...refusalFields,
			}),
		),
	})
	.openapi("BulkMappingVerdicts");
