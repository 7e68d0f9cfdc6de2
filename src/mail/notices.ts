import type { Database } from "../db/client.ts";
import { outboxRow } from "../outbox/service.ts";
import type { Notice } from "./events.ts";

/** The statement that tells an account's owner of something: put it into the batch of the change, then flush. */
export function noticeRow(
	db: Database,
	notice: Notice,
	to: { userId: number; email?: string },
	details: Record<string, string> = {},
) {
	const event = { type: "mail.notice", event_id: crypto.randomUUID(), user_id: to.userId, notice, details } as const;
	return outboxRow(db, to.email === undefined ? event : { ...event, to: to.email });
}
