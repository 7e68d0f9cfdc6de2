import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { seesEverybody } from "../auth/policy.ts";
import { openSession } from "../db/client.ts";
import type { AppEnv } from "./app-env.ts";

/** The header in which D1's bookmark goes to a client, and comes back. */
export const BOOKMARK = "X-D1-Bookmark";

/** As D1 writes them: https://developers.cloudflare.com/d1/best-practices/read-replication/ */
const WRITTEN = /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/;

const READS: readonly string[] = ["GET", "HEAD"];

/**
 * Reads of a client who sends the bookmark of an earlier answer begin at a copy of the database near by, no older than
 * that answer. Not of those whose rights are rows of the database: what they see is decided at the primary, so that a right
 * that has ended has ended with the next request.
 */
export const nearby = createMiddleware<AppEnv>(function nearby(c, next) {
	const bookmark = c.req.header(BOOKMARK);
	const actor = c.get("actor");
	const isBounded = actor !== undefined && !(actor.kind === "user" && seesEverybody(actor));
	if (bookmark && WRITTEN.test(bookmark) && READS.includes(c.req.method) && !isBounded)
		c.set("session", openSession(c.env, bookmark));
	return next();
});

/**
 * After an object has written to the database by itself, which the request's session knows nothing of: what is read from
 * now on is read at the primary, and the bookmark of the answer is no older.
 */
export function beginAgain(c: Context<AppEnv>): void {
	c.set("session", openSession(c.env));
}
