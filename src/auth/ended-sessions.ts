import { gte } from "drizzle-orm";
import { sessions } from "../accounts/table.ts";
import type { Database } from "../db/client.ts";
import { ACCESS_SECONDS } from "./tokens.ts";

/** A logout elsewhere is seen here after at most this long and one query's time. */
const RENEW_MS = 5_000;

// Of this isolate: sessions and when they ended (Unix ms). One that ended longer ago than an access token lives
// cannot matter any more.
const ended = new Map<string, number>();
const NEVER = Number.NEGATIVE_INFINITY;
let renewedAt = NEVER;

/** Whether the session was ended. Reads the database at most once in five seconds, never once a request. */
export async function isEnded(db: Database, sessionId: string): Promise<boolean> {
	const now = Date.now();
	if (now - renewedAt >= RENEW_MS) {
		const before = renewedAt;
		// Set first: requests that come during the query use the list as it is instead of asking too. A fresh isolate
		// has no list yet: there each of them asks.
		if (before !== NEVER) renewedAt = now;
		await renew(db, now).catch((error) => {
			renewedAt = before;
			throw error;
		});
		renewedAt = now;
	}
	return ended.has(sessionId);
}

async function renew(db: Database, now: number): Promise<void> {
	const since = now - ACCESS_SECONDS * 1000;
	const { id, endedAt } = sessions;
	const rows = await db
		.select({ id, endedAt })
		.from(sessions)
		.where(gte(endedAt, new Date(since)));
	for (const row of rows) ended.set(row.id, row.endedAt?.getTime() ?? now);
	for (const [session, at] of ended) if (at < since) ended.delete(session);
}

/** Makes a logout count in this isolate at once. */
export function noteEnded(sessionId: string): void {
	ended.set(sessionId, Date.now());
}
