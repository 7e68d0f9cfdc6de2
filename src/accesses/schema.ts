import { z } from "@hono/zod-openapi";
import { ROLES } from "../auth/roles.ts";
import { dayOrInstant } from "../http/filters.ts";
import { orderingQuery, pageQuery } from "../http/paging.ts";
import { ACCESS_KINDS } from "./table.ts";

export const accessSchema = z
	.object({
		id: z.number().int(),
		user: z.number().int(),
		name: z.string(),
		role: z.enum(ROLES).describe("The most powerful one that they had then"),
		kind: z.enum(ACCESS_KINDS).describe("What they looked at"),
		first_at: z.string(),
		last_at: z.string().describe("Within the same hour"),
		count: z.number().int().describe("How often"),
	})
	.openapi("Access");

export const listAccessesQuery = pageQuery.extend({
	user: z.coerce.number().int().positive().optional(),
	role: z.enum(ROLES).optional(),
	kind: z.enum(ACCESS_KINDS).optional(),
	from: dayOrInstant.optional(),
	to: dayOrInstant.optional().describe("Included"),
	search: z.string().trim().min(1).max(100).optional().describe("In the names"),
	ordering: orderingQuery(["last_at", "first_at", "count"]),
});
export type ListAccessesQuery = z.infer<typeof listAccessesQuery>;
