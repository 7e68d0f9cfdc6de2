import type { Context } from "hono";
import { actorIn, allow, readContext, serviceContext } from "../auth/authenticate.ts";
import { type AppEnv, newRouter } from "../http/app-env.ts";
import { cutShort } from "../http/body-limit.ts";
import { checked } from "../http/checked.ts";
import { dressed, jsonAnswer, sendingOf } from "../http/data-response.ts";
import { KnownQueries } from "../http/known-queries.ts";
import { csvResponse, listOf, wantsCsv } from "../http/listing.ts";
import { problem } from "../http/problem.ts";
import { describedRoute, idParam, json, protectedRoute } from "../http/route.ts";
import { toJson } from "../json.ts";
import { answerDoor, type Question } from "../monitor/doors.ts";
import type { Monitor } from "../monitor/stub.ts";
import { readBody } from "./body.ts";
import { eraseReadings } from "./erasing.ts";
import { everyReading, listReadings } from "./listing.ts";
import { postReadings } from "./posting.ts";
import {
	bucketsSchema,
	envelopeSchema,
	erasedSchema,
	eraseReadingsQuery,
	listReadingsQuery,
	postedSchema,
	readingBody,
	readingSchema,
	readingsBody,
	seriesQuery,
	seriesSchema,
	statsQuery,
	summarySchema,
} from "./schema.ts";
import { heartRateSeries, resolutionFor, visibleMonitor, writtenBuckets } from "./service.ts";

export const heartRateRoutes = newRouter();
const tags = ["Heart rate"];
const mayRead = allow("heart-rate.read");
const listQueries = new KnownQueries(listReadingsQuery);
const statsQueries = new KnownQueries(statsQuery);
const seriesQueries = new KnownQueries(seriesQuery);

/** What a patient's object answers, as it is. */
async function answeredBy(monitor: Monitor, question: Question, c: Context<AppEnv>): Promise<Response> {
	const response = await monitor.fetch(...answerDoor(question, sendingOf(c)));
	if (response.status === 404) throw problem("not_found");
	return dressed(c, response);
}

const post = describedRoute("heart-rate.write", {
	method: "post",
	path: "/api/heart-rate",
	tags,
	summary: "Post one reading or many",
	description:
		"One object is answered as a reading: 201, or 200 where it was known or corrected. `{readings: […]}`, an array or " +
		"NDJSON (5,000 readings and 1 MiB at most) is answered with a verdict for each item: one bad item never holds up " +
		"the others. Posting the same again is harmless, always.",
	request: {
		body: {
			required: true,
			content: {
				"application/json": { schema: readingBody.or(readingsBody).or(readingsBody.shape.readings) },
				"application/x-ndjson": { schema: readingBody },
			},
		},
	},
	responses: {
		200: json(postedSchema.or(envelopeSchema), "Stored; for many, the verdicts"),
		201: json(postedSchema, "One new reading"),
	},
	fails: ["malformed", "not_found", "too_large", "unsupported_type"],
});
// Documented here, read by hand: a schema over 5,000 items would be slow, and would reject all for one.
heartRateRoutes.openAPIRegistry.registerPath(post);
heartRateRoutes.post(post.path, allow("heart-rate.write"), async (c) => {
	const now = Date.now();
	const text = await c.req.text().catch((cause) => {
		throw cutShort(cause);
	});
	const sent = readBody(text, c.req.header("Content-Type") ?? "", now);
	const { kind, answer } = await postReadings(c.env, actorIn(c), sent, now);
	return jsonAnswer(c, toJson(answer), kind === "one" && answer.status === "created" ? 201 : 200);
});

const list = describedRoute("heart-rate.read", {
	method: "get",
	path: "/api/heart-rate",
	tags,
	summary: "Readings, newest first",
	description: "Of one patient or device, or across all patients whom you may see.",
	request: { query: listReadingsQuery },
	responses: listOf(readingSchema, "ReadingPage", "A page of readings"),
	fails: ["not_found"],
});
// What follows is asked over and over with the same queries: documented here, read by `KnownQueries`.
heartRateRoutes.openAPIRegistry.registerPath(list);
heartRateRoutes.get(list.path, mayRead, async (c) => {
	const query = listQueries.read(c);
	if (wantsCsv(c, query.format)) {
		const pages = everyReading(readContext(c), query);
		return csvResponse(readingSchema, "heart-rate", pages);
	}
	const { url } = c.req;
	const found = await listReadings(readContext(c), query, url);
	if (typeof found === "string") return jsonAnswer(c, found);
	return answeredBy(found.monitor, { query: found.query, url }, c);
});

const erase = protectedRoute("heart-rate.erase", {
	method: "delete",
	path: "/api/heart-rate",
	tags,
	summary: "Erase readings for good",
	description:
		"Your own; an admin erases anybody's. At least one parameter is needed. Alerts by readings that are gone are " +
		"withdrawn, and the audit trail keeps who did it. A device that sends them again brings them back.",
	request: { query: eraseReadingsQuery },
	responses: { 200: json(erasedSchema, "How many there were") },
	fails: ["not_found"],
});
heartRateRoutes.openapi(erase, async (c) => c.json(await eraseReadings(serviceContext(c), c.req.valid("query")), 200));

const stats = describedRoute("heart-rate.read", {
	method: "get",
	path: "/api/patients/{id}/heart-rate-stats",
	tags,
	summary: "Exact statistics of one patient",
	description:
		"Days are the patient's own, in their time zone. With `period`, statistics by day, week (from Monday) or month " +
		"of the local dates `from` to `to`, both included. Zones and percentiles count readings.",
	request: { params: idParam, query: statsQuery },
	responses: { 200: json(summarySchema.or(bucketsSchema), "The statistics") },
	fails: ["not_found"],
});
heartRateRoutes.openAPIRegistry.registerPath(stats);
heartRateRoutes.get(stats.path.replace("{id}", ":id"), mayRead, async (c) => {
	const { id } = checked(idParam, c.req.param());
	const { period, from, to } = statsQueries.read(c);
	const context = readContext(c);
	if (!period) return answeredBy(await visibleMonitor(context, id), "summary", c);
	return jsonAnswer(c, await writtenBuckets(context, id, period, { from, to }));
});

const series = describedRoute("heart-rate.read", {
	method: "get",
	path: "/api/patients/{id}/heart-rate-series",
	tags,
	summary: "A chart's points",
	request: { params: idParam, query: seriesQuery },
	responses: { 200: json(seriesSchema, "Minimum, mean and maximum for each step that holds readings") },
	fails: ["not_found"],
});
heartRateRoutes.openAPIRegistry.registerPath(series);
heartRateRoutes.get(series.path.replace("{id}", ":id"), mayRead, async (c) => {
	const { id } = checked(idParam, c.req.param());
	const query = seriesQueries.read(c);
	const from = Date.parse(query.from);
	const to = query.to ? Date.parse(query.to) : Date.now();
	const resolution = query.resolution ?? resolutionFor(from, to, query.points ?? 500);
	const points = await heartRateSeries(readContext(c), id, { from, to, resolution });
	return jsonAnswer(c, toJson(points));
});
