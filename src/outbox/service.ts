import { lte, type SQL, sql } from "drizzle-orm";
import { type Database, database } from "../db/client.ts";
import { outbox } from "./table.ts";

/** What one `sendBatch` takes. */
const BATCH = 100;

/**
 * The statement that announces events: put it into the same `atomic` as the change, then flush. `source` selects the JSON
 * text of each as `event`, or no row at all.
 */
export function outboxRowFrom(db: Database, source: SQL) {
	// Drizzle names every column of the table, so each must be selected; a null id is given by the database.
	return db.insert(outbox).select(sql`select null, event, ${Date.now()} from (${source})`);
}

/**
 * Hands what waits to the Queue, oldest first. Called in the background after a change, and every minute for what was
 * left behind. Two at once may send an event twice: every consumer knows an event by its id.
 */
export async function flushOutbox(env: Env): Promise<void> {
	const db = database(env);
	for (;;) {
		const rows = await db.select().from(outbox).orderBy(outbox.id).limit(BATCH);
		const last = rows.at(-1);
		if (!last) return;
		await env.NOTIFICATIONS.sendBatch(rows.map(({ event }) => ({ body: event, contentType: "json" as const })));
		await db.delete(outbox).where(lte(outbox.id, last.id));
	}
}
