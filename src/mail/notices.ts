import type { Database } from "../db/client.ts";
import { outboxRow } from "../outbox/service.ts";
import type { Notice } from "./events.ts";

/** The statement that tells an account's owner of something: put it into the batch of the change, then flush. */
export function noticeRow(db: Database, notice: Notice, userId: number) {
	const event = { event_id: crypto.randomUUID(), user_id: userId, notice, details: {} };
	return outboxRow(db, { type: "mail.notice", ...event });
}
