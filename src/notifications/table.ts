import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, flag, id } from "../db/columns.ts";

/** The inbox: one row per event and recipient, however often the queue delivers the event. */
export const notifications = sqliteTable(
	"notifications",
	{
		id: id(),
		eventId: text("event_id").notNull(),
		recipientId: integer("recipient_id")
			.notNull()
			.references(() => users.id),
		notificationType: text("notification_type").notNull(),
		title: text("title").notNull(),
		message: text("message").notNull(),
		data: text("data", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
		isRead: flag("is_read").notNull().default(false),
		createdAt: createdNow("created_at"),
	},
	(table) => [
		uniqueIndex("notifications_event").on(table.eventId, table.recipientId),
		index("notifications_inbox").on(table.recipientId, table.isRead, table.id),
	],
);
