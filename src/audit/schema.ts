import { z } from "@hono/zod-openapi";
import { dayOrInstant } from "../http/filters.ts";
import { orderingQuery, pageQuery, printedFormat } from "../http/paging.ts";

export const auditEntrySchema = z
	.object({
		id: z.number().int(),
		at: z.string(),
		actor: z.number().int().nullable().describe("The user who did it; null for nobody signed in, and for a device"),
		actor_name: z.string().nullable(),
		action: z.string().openapi({ example: "patient.edit" }),
		entity: z.string().openapi({ example: "patient" }),
		entity_id: z.string().nullable(),
		patient: z.number().int().nullable(),
		patient_name: z.string().nullable(),
		fields: z.array(z.string()).describe("What changed, never to what; of what was erased, how much"),
		request_id: z.string().nullable(),
		address: z.string().nullable().describe("Where the request came from"),
	})
	.openapi("AuditEntry");

export const AUDIT_ORDERINGS = ["at"] as const;

export const listAuditQuery = pageQuery.extend({
	actor: z.coerce.number().int().positive().optional(),
	patient: z.coerce.number().int().positive().optional(),
	action: z.string().trim().min(1).max(100).optional().describe("Exactly, or with a dot at the end all of a kind"),
	entity: z.string().trim().min(1).max(100).optional().openapi({ example: "appointment" }),
	entity_id: z.string().trim().min(1).max(200).optional(),
	request_id: z.string().trim().min(1).max(200).optional().describe("All that one request did"),
	search: z.string().trim().min(1).max(100).optional().describe("In the names of actor and patient"),
	from: dayOrInstant.optional(),
	to: dayOrInstant.optional().describe("Included"),
	ordering: orderingQuery(AUDIT_ORDERINGS),
	format: printedFormat,
});
export type ListAuditQuery = z.infer<typeof listAuditQuery>;

/** What an admin can restore by its id alone. */
export const DELETABLE = ["patient", "doctor", "appointment", "device", "record", "assessment"] as const;
export type Deletable = (typeof DELETABLE)[number];

export const deletionSchema = z.object({
	id: z.number().int().describe("Of the entry in the audit trail"),
	at: z.string(),
	kind: z.enum(DELETABLE),
	thing: z.number().int().describe("The id of what was deleted"),
	name: z.string().nullable().describe("Whose it is, or the doctor's"),
	patient: z.number().int().nullable(),
	actor: z.number().int().nullable(),
	actor_name: z.string().nullable(),
});

export const listDeletionsQuery = pageQuery.extend({
	kind: z.enum(DELETABLE).optional(),
	search: z.string().trim().min(1).max(100).optional().describe("In the names of patients and doctors"),
});
export type ListDeletionsQuery = z.infer<typeof listDeletionsQuery>;
