import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, id, instant } from "../db/columns.ts";

/** Messages that the queue gave up on, or that nobody could read: kept, so that nothing is lost. */
export const deadLetters = sqliteTable(
	"dead_letters",
	{
		id: id(),
		queue: text("queue").notNull(),
		messageId: text("message_id").notNull().unique(),
		body: text("body", { mode: "json" }).notNull(),
		createdAt: createdNow("created_at"),
		/** When an admin put it back into the queue; null while it waits for one. */
		replayedAt: instant("replayed_at"),
		replayedBy: integer("replayed_by").references(() => users.id),
	},
	(table) => [index("dead_letters_waiting").on(table.replayedAt, table.id)],
);
