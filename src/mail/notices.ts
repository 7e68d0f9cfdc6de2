import type { Database } from "../db/client.ts";
import { outboxRow } from "../outbox/service.ts";
import type { Notice } from "./events.ts";

/**
 * The statement that tells an account's owner of something: put it into the batch of the change, then flush. `to` is an
 * address that is not the account's any more.
 */
export function noticeRow(
	db: Database,
	notice: Notice,
	userId: number,
	{ details = {}, to }: { details?: Record<string, string>; to?: string } = {},
) {
	return outboxRow(db, { type: "mail.notice", event_id: crypto.randomUUID(), user_id: userId, notice, details, to });
}
