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

/** As many as a screen shows. */
const MOST_IN_VIEW = 100;

const inView = z
	.string()
	.regex(/^(\d{1,15}(,\d{1,15})*)?$/, "must be ids, separated by commas")
	.transform((ids) => [...new Set(ids === "" ? [] : ids.split(",").map(Number))])
	.refine((ids) => ids.length <= MOST_IN_VIEW, `must be at most ${MOST_IN_VIEW}`)
	.openapi({ type: "string", example: "12,31" });

export const wardStreamQuery = streamQuery.extend({
	patients: inView.optional().describe("Those in view, of whom each reading is told: up to 100"),
});

const EVENTS = `id: 12.418
event: alert
data: {"id":41,"patient":12,"kind":"above","severity":"warning","status":"open"}

`;

/** A stream of events: nothing that a schema could say more of. */
export const eventStream = (description: string) => ({
	description,
	content: { "text/event-stream": { schema: z.string().openapi({ example: EVENTS }) } },
});
