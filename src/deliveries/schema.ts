import { z } from "@hono/zod-openapi";
import { pageQuery } from "../http/paging.ts";
import { CHANNELS, STATUSES } from "./table.ts";

const status = z.enum(STATUSES).describe("`skipped`: left out on purpose; `failed`: given up");

export const deliverySchema = z
	.object({
		id: z.number().int(),
		event_id: z.string().openapi({ example: "alert.opened:12:3" }),
		event_type: z.string().openapi({ example: "alert.opened" }),
		channel: z.enum(CHANNELS),
		recipient: z.number().int().nullable().describe("The user; null for a webhook"),
		recipient_name: z.string().nullable().describe("The user's username").openapi({ example: "miriam" }),
		webhook: z.number().int().nullable(),
		status,
		reason: z
			.string()
			.nullable()
			.describe("Why it was left out, or how it failed last")
			.openapi({ example: "quiet_hours" }),
		attempts: z.number().int(),
		at: z.string().describe("Of the last change"),
		created_at: z.string(),
	})
	.openapi("Delivery");

export const listDeliveriesQuery = pageQuery.extend({
	recipient: z.coerce.number().int().positive().optional(),
	channel: z.enum(CHANNELS).optional(),
	status: z.enum(STATUSES).optional(),
	event_id: z.string().trim().min(1).max(200).optional(),
});
export type ListDeliveriesQuery = z.infer<typeof listDeliveriesQuery>;
