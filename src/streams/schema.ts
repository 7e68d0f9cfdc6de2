import { z } from "@hono/zod-openapi";

export const ticketSchema = z
	.object({
		ticket: z.string().describe("For the address of one stream, once"),
		expires_at: z.string().describe("Half a minute from now"),
	})
	.openapi("StreamTicket");

export const streamQuery = z.object({
	ticket: z.string().min(1, "is required").max(100).describe("From `POST /api/streams/ticket/`"),
	last_event_id: z.string().max(200).optional().describe("For clients that cannot send `Last-Event-ID`"),
});

/** A stream of events: nothing that a schema could say more of. */
export const eventStream = (description: string) => ({
	description,
	content: { "text/event-stream": { schema: z.string() } },
});
