import { gte } from "drizzle-orm";
import { sessions } from "../accounts/table.ts";
import type { Database } from "../db/client.ts";
import { ACCESS_SECONDS } from "./tokens.ts";

/** A logout elsewhere is seen here after at most this long and one query's time. */
const RENEW_MS = 5_000;

// Of this isolate: a session that ended longer ago than an access token lives cannot matter any more.
let ended = new Set<string>();
let renewedAt = Number.NEGATIVE_INFINITY;
const endedHere = new Set<string>();

/** Whether the session was ended. Reads the database at most once in five seconds, never once a request. */
export async function isEnded(db: Database, sessionId: string): Promise<boolean> {
	const now = Date.now();
	if (now - renewedAt >= RENEW_MS) {
		const before = renewedAt;
		// Set first: requests that come during the query use the list as it is instead of asking too.
		renewedAt = now;
		await renew(db, now).catch((error) => {
			renewedAt = before;
			throw error;
		});
	}
	return ended.has(sessionId);
}

async function renew(db: Database, now: number): Promise<void> {
	const since = new Date(now - ACCESS_SECONDS * 1000);
	const rows = await db.select({ id: sessions.id }).from(sessions).where(gte(sessions.endedAt, since));
	// A session that ended here while the query ran is not in its result.
	const fresh = new Set(rows.map((row) => row.id));
	for (const id of endedHere) fresh.add(id);
	endedHere.clear();
	ended = fresh;
}

/** Makes a logout count in this isolate at once. */
export function noteEnded(sessionId: string): void {
	endedHere.add(sessionId);
	ended.add(sessionId);
}
