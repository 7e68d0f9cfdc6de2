import { z } from "@hono/zod-openapi";
import { blankAsNull } from "../accounts/schema.ts";
import { version } from "../http/etag.ts";
import { orderingQuery, pageQuery } from "../http/paging.ts";
import { line, prose } from "../http/text.ts";
import { emergencyContact } from "../patients/schema.ts";

/** As many as one request adds: each is audited on its own. */
export const MOST_ITEMS = 30;

const name = line(200, 1);
const description = blankAsNull(prose(2_000));

const newItem = z.object({ name, description });
export type NewItem = z.infer<typeof newItem>;

const editedItem = z.object({ name: name.optional(), description });
export type EditedItem = z.infer<typeof editedItem>;

const item = z.object({
	id: z.number().int(),
	patient: z.number().int(),
	name: z.string(),
	description: z.string().nullable(),
	created_by: z.number().int().nullable().describe("The user who wrote it down"),
	created_at: z.string(),
	updated_at: z.string(),
	version,
});

/** The wire shapes of one list of a patient, by the name of its things. */
function itemSchemas(thing: "Allergy" | "Medication", example: { name: string; description: string }) {
	const one = newItem.openapi(`New${thing}`, { example });
	return {
		item: item.openapi(thing),
		page: `${thing}Page`,
		create: z.union([one, z.array(one).min(1).max(MOST_ITEMS)]),
		edit: editedItem.openapi(`Edit${thing}`, { example: { description: example.description } }),
	};
}

export const allergySchemas = itemSchemas("Allergy", { name: "Penicillin", description: "Rash within an hour" });
export const medicationSchemas = itemSchemas("Medication", {
	name: "Metoprolol",
	description: "47.5 mg every morning",
});

export const itemParam = z.object({
	id: z.coerce
		.number({ error: "must be a number" })
		.int()
		.positive()
		.openapi({ param: { name: "id", in: "path" }, example: 12 }),
	item: z.coerce
		.number({ error: "must be a number" })
		.int()
		.positive()
		.openapi({ param: { name: "item", in: "path" }, example: 3 }),
});

export const listItemsQuery = pageQuery.extend({
	search: z.string().trim().min(1).max(100).optional().describe("In name and description"),
	ordering: orderingQuery(["id", "name", "created_at"]),
});
export type ListItemsQuery = z.infer<typeof listItemsQuery>;

export const contactBody = emergencyContact
	.or(z.null().describe("Removes it"))
	.openapi("EmergencyContactBody", { example: { name: "Jo Doe", phone_number: "+49 30 1234567" } });

export const contactSchema = z
	.object({
		name: z.string().nullable().describe("Of a contact that was sent as a line: the line"),
		phone_number: z.string().nullable().describe("Of a line that is a number: the number"),
		version,
	})
	.openapi("EmergencyContact");
