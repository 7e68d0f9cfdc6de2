import { gte } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { sessions } from "../sessions/table.ts";
import { ACCESS_SECONDS } from "./tokens.ts";

/** A logout elsewhere is seen here after at most this long and one query's time. */
const RENEW_MS = 5_000;
/** An access token lives as long, and may have been signed a request's time after its session ended. */
const REMEMBERED_MS = (ACCESS_SECONDS + 60) * 1000;

// Of this isolate: sessions and when they ended (Unix ms).
const ended = new Map<string, number>();
const NEVER = Number.NEGATIVE_INFINITY;
let renewedAt = NEVER;

/** Whether the session was ended. Reads the database at most once in five seconds, never once a request. */
export async function isEnded(db: Database, sessionId: string): Promise<boolean> {
	const now = Date.now();
	// Or it was renewed at a time that is still to come: the clock was set back.
	if (now - renewedAt >= RENEW_MS || now < renewedAt) {
		const before = renewedAt;
		// Set first: requests that come during the query use the list as it is instead of asking too. A fresh isolate
		// has no list yet: there each of them asks.
		if (before !== NEVER) renewedAt = now;
		await renewEnded(db).catch((error) => {
			renewedAt = before;
			throw error;
		});
	}
	return ended.has(sessionId);
}

/** Reads the list anew: after sessions were ended, so that it counts here at once. */
export async function renewEnded(db: Database): Promise<void> {
	const now = Date.now();
	const since = now - REMEMBERED_MS;
	const { id, endedAt } = sessions;
	const rows = await db
		.select({ id, endedAt })
		.from(sessions)
		.where(gte(endedAt, new Date(since)));
	for (const row of rows) ended.set(row.id, row.endedAt?.getTime() ?? now);
	for (const [session, at] of ended) if (at < since) ended.delete(session);
	renewedAt = now;
}
