import { sql } from "drizzle-orm";
import { atomic, type Database } from "../db/client.ts";
import { deliveries } from "../deliveries/table.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import { LEASE_MS } from "./listening.ts";

/** In one run: what is left waits for the next minute. */
const MOST = 500;

/** The message that announces the next attempt of a delivery, as SQL over its row. */
export const announcement = sql`json_object('type', 'webhook.delivery', 'event_id', event_id, 'webhook_id', webhook_id,
	'attempt', attempts)`;

/**
 * Announces the attempts that are due, also those whose message was lost. Announcements and marks are one transaction,
 * which finds the same rows for both: however often this runs, each is announced once in the time that it is given.
 */
export async function announceDue(db: Database): Promise<void> {
	const now = Date.now();
	const due = sql`id in (select id from deliveries where next_attempt_at <= ${now} and status = 'pending'
		order by next_attempt_at, id limit ${MOST})`;
	await atomic(db, [
		outboxRowFrom(db, sql`select ${announcement} as event from deliveries where ${due}`),
		db
			.update(deliveries)
			.set({ nextAttemptAt: new Date(now + LEASE_MS) })
			.where(due),
	]);
}
