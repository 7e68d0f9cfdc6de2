import { z } from "zod";
import { mailEvents } from "../mail/events.ts";

const at = z.string();

const alert = {
	/** The same for every delivery of the same event: the inbox keeps one row of it for each recipient. */
	event_id: z.string(),
	patient_id: z.number().int(),
	episode_id: z.number().int(),
	kind: z.enum(["above", "below"]),
	severity: z.enum(["warning", "critical"]),
	threshold: z.number().int(),
	sustained_minutes: z.number(),
	started_at: at,
	opened_at: at,
	/** Beats per minute furthest from calm so far. */
	extreme: z.number().int(),
};

/** What reaches the inboxes. */
export const notificationEvent = z.discriminatedUnion("type", [
	z.object({ type: z.literal("alert.opened"), ...alert }),
	z.object({ type: z.literal("alert.closed"), ...alert, closed_at: at }),
]);

export type NotificationEvent = z.infer<typeof notificationEvent>;

/** What travels through the notification queue; each message stands alone. */
export const queuedEvent = z.discriminatedUnion("type", [...notificationEvent.options, ...mailEvents]);

export type QueuedEvent = z.infer<typeof queuedEvent>;
