import type { Context, TypedResponse } from "hono";
import type { PublicContext } from "../auth/service-context.ts";
import type { AppEnv } from "../http/app-env.ts";
import { isKnown } from "../http/etag.ts";
import { answerList, wantsCsv } from "../http/listing.ts";
import { limits, page } from "../http/paging.ts";
import { listPublicDoctors } from "./listing.ts";
import { currentRevision } from "./revision.ts";
import { type ListDoctorsQuery, publicDoctorSchema } from "./schema.ts";

/** Long enough for a busy page; a write counts at once, because it makes another key. */
const KEPT_SECONDS = 300;

/** The same for every spelling of a query, and without what the list does not know. */
function normalised(url: string, query: ListDoctorsQuery): URL {
	const { origin, pathname } = new URL(url);
	const address = new URL(pathname, origin);
	const named = Object.entries(query).toSorted(([a], [b]) => a.localeCompare(b));
	for (const [name, value] of named) if (value !== undefined) address.searchParams.set(name, String(value));
	return address;
}

/** A page of the list: from the edge's cache, or else from the database. */
async function answerPage(c: Context<AppEnv>, context: PublicContext, query: ListDoctorsQuery, revision: number) {
	const address = normalised(c.req.url, query);
	const key = new URL(address);
	key.searchParams.set("public_revision", String(revision));
	const known = await caches.default.match(key);
	if (known) return jsonResponse(await known.text());
	const { count, results } = await listPublicDoctors(context, query).page(limits(query));
	const text = JSON.stringify(page(address.toString(), query, count, results));
	const kept = { "Content-Type": "application/json", "Cache-Control": `max-age=${KEPT_SECONDS}` };
	c.executionCtx.waitUntil(caches.default.put(key, new Response(text, { headers: kept })));
	return jsonResponse(text);
}

function jsonResponse(text: string) {
	const response = new Response(text, { headers: { "Content-Type": "application/json" } });
	// The cast: a text out of the cache has no type that the document could check; a page went in.
	return response as Response & TypedResponse<string, 200, "text">;
}

function answerCsv(c: Context<AppEnv>, context: PublicContext, query: ListDoctorsQuery) {
	const list = { item: publicDoctorSchema, file: "doctors" };
	return answerList(c, query, list, (part) => listPublicDoctors(context, part));
}

/**
 * The list as everybody may see it. One row tells whether any doctor has changed: if not, the client's own copy is good
 * (304), or else the edge's. Nothing that only who is signed in may see ever comes here.
 */
export async function answerPublicList(c: Context<AppEnv>, context: PublicContext, query: ListDoctorsQuery) {
	const csv = wantsCsv(c, query.format);
	const revision = await currentRevision(context.db);
	const etag = `"doctors-${revision}${csv ? "-csv" : ""}"`;
	const fresh = () => (csv ? answerCsv(c, context, query) : answerPage(c, context, query, revision));
	const answer = isKnown(c, etag) ? c.body(null, 304) : await fresh();
	// Last, so that no failure is answered with them. The client asks each time, and hears at once if nothing changed.
	c.res.headers.set("Cache-Control", "public, max-age=0, must-revalidate");
	c.res.headers.set("ETag", etag);
	c.res.headers.append("Vary", "Authorization, Accept");
	return answer;
}
