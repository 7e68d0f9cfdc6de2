import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import type { Notice } from "./events.ts";

/**
 * The statement that tells an account's owner of something: put it into the batch of the change, then flush. It goes to
 * the account's address if that is proven, for a stranger's mailbox is none of ours; or `to` one that was, until now.
 */
export function noticeRow(
	db: Database,
	notice: Notice,
	userId: number,
	{ details = {}, to }: { details?: Record<string, string>; to?: string } = {},
) {
	const event = { type: "mail.notice", event_id: crypto.randomUUID(), user_id: userId, notice, details, to };
	const isTheirs = to === undefined ? sql`email_verified_at is not null` : sql`true`;
	return outboxRowFrom(
		db,
		sql`select ${JSON.stringify(event)} as event from users where id = ${userId} and ${isTheirs}`,
	);
}
