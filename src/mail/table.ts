import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createdNow } from "../db/columns.ts";

/** Mails that were handed over, one row an event: the Queue may deliver an event twice. */
export const mails = sqliteTable("mails", {
	eventId: text("event_id").primaryKey(),
	userId: integer("user_id").notNull(),
	kind: text("kind").notNull(),
	sentAt: createdNow("sent_at"),
});
