import { z } from "@hono/zod-openapi";
import { pageQuery, yesOrNo } from "../http/paging.ts";

export const notificationSchema = z
	.object({
		id: z.number().int(),
		notification_type: z.string().openapi({ example: "ALERT_OPENED" }),
		title: z.string(),
		message: z.string(),
		is_read: z.boolean(),
		created_at: z.string(),
		data: z.record(z.string(), z.unknown()).describe("The event, for programs"),
	})
	.openapi("Notification");

export const listNotificationsQuery = pageQuery.extend({
	is_read: yesOrNo.optional(),
});
export type ListNotificationsQuery = z.infer<typeof listNotificationsQuery>;
