import type { Context } from "hono";
import { publicContext, serviceContext } from "../auth/authenticate.ts";
import { type AppEnv, newRouter } from "../http/app-env.ts";
import { idParam, json, openRoute, protectedRoute } from "../http/route.ts";
import { eventStream, streamQuery, ticketSchema, wardStreamQuery } from "./schema.ts";
import { openStream } from "./service.ts";
import { issueTicket } from "./tickets.ts";

export const streamRoutes = newRouter();
export const ticketRoutes = newRouter();
const tags = ["Live streams"];

const RESUMING =
	" After a cut, `Last-Event-ID` with the same ticket goes on where it was: an EventSource does so by itself. The " +
	"stream ends when the access does; then a new ticket is refused too.";

const ticket = protectedRoute("streams.open", {
	method: "post",
	path: "/api/streams/ticket",
	tags,
	summary: "A ticket to open a live stream with",
	description: "So that no access token stands in an address. Good for one stream, within half a minute.",
	responses: { 201: json(ticketSchema, "The ticket, shown this once") },
});
ticketRoutes.openapi(ticket, async (c) => c.json(await issueTicket(serviceContext(c)), 201));

interface Query {
	ticket: string;
	last_event_id?: string | undefined;
	patients?: number[] | undefined;
}

function streamed(c: Context<AppEnv>, patientId: number | null, { ticket, last_event_id, patients }: Query) {
	const lastEventId = c.req.header("Last-Event-ID") || last_event_id || null;
	return openStream(publicContext(c), patientId, { ticket, lastEventId, watched: patients });
}

const HEADERS = { "Content-Type": "text/event-stream" };

const patient = openRoute({
	method: "get",
	path: "/api/streams/patients/{id}",
	tags,
	summary: "A patient's readings and alerts as they happen",
	description:
		"Server-sent events, opened by a ticket: `reading` (`id`, `device`, `device_id`, `heart_rate`, `recorded_at`, " +
		"`created_at`) for each that is stored or corrected, `alert` for each that opens, gets worse, is acknowledged " +
		"or closes (`type`), `reset` where too much was missed to be sent again. From now on, without what was before." +
		RESUMING,
	request: { params: idParam, query: streamQuery },
	responses: { 200: eventStream("The stream") },
	fails: ["not_found"],
});
streamRoutes.openapi(patient, async (c) =>
	c.body(await streamed(c, c.req.valid("param").id, c.req.valid("query")), 200, HEADERS),
);

const ward = openRoute({
	method: "get",
	path: "/api/streams/ward",
	tags,
	summary: "The vitals and alerts of all your patients as they happen",
	description:
		"Server-sent events, opened by a ticket: `vitals` (`patient`, `last_reading`, `day`, `today`, `trend`, " +
		"`reading_count`, `updated_at`) when a patient's have changed, at most once a minute each, and `alert` for each " +
		"that opens, gets worse, is acknowledged or closes (`type`). Of the `patients` in view also `reading` " +
		"(`patient`, `heart_rate`, `recorded_at`): the newest of each when the stream opens, then whenever it is " +
		"another, at most one a second each; it has no id, as it is of that moment only. Whose they are is decided " +
		`with each event.${RESUMING}`,
	request: { query: wardStreamQuery },
	responses: { 200: eventStream("The stream") },
});
streamRoutes.openapi(ward, async (c) => c.body(await streamed(c, null, c.req.valid("query")), 200, HEADERS));
