import { z } from "@hono/zod-openapi";
import { dayOrInstant } from "../http/filters.ts";
import { pageQuery } from "../http/paging.ts";

const STATUSES = ["waiting", "replayed"] as const;
const QUEUES = ["edgeward-notifications", "edgeward-notifications-dead"] as const;

export const deadLetterSchema = z
	.object({
		id: z.number().int(),
		queue: z.string().describe("`…-dead` where it was tried in vain, the other where nobody could read it"),
		status: z.enum(STATUSES).describe("Whether it was put back into the queue"),
		type: z.string().nullable().describe("Of the message, where it says one").openapi({ example: "alert.opened" }),
		body: z.unknown().openapi({ type: "object", additionalProperties: true }).describe("May tell of patients"),
		created_at: z.string(),
		replayed_at: z.string().nullable(),
		replayed_by: z.number().int().nullable().describe("The admin"),
		replayed_by_name: z.string().nullable(),
	})
	.openapi("DeadLetter");

export const listDeadLettersQuery = pageQuery.extend({
	queue: z.enum(QUEUES).optional(),
	status: z.enum(STATUSES).optional(),
	type: z.string().trim().min(1).max(100).optional().describe("Of the message").openapi({ example: "alert.opened" }),
	from: dayOrInstant.optional(),
	to: dayOrInstant.optional().describe("Included"),
});
export type ListDeadLettersQuery = z.infer<typeof listDeadLettersQuery>;
