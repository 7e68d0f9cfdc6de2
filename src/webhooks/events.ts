import { z } from "zod";

/**
 * One attempt to call a webhook, as it travels through the queue: what it says waits in the delivery's row. `attempt` is
 * how many were made before: a message that comes twice finds another number there, and does nothing.
 */
export const webhookDelivery = z.object({
	type: z.literal("webhook.delivery"),
	event_id: z.string(),
	webhook_id: z.number().int(),
	attempt: z.number().int(),
});

export type WebhookDelivery = z.infer<typeof webhookDelivery>;
