import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow } from "../db/columns.ts";
import { EMAIL_LEVELS, type QuietHours } from "../notifications/channels.ts";

/** How a person wants to be reached beside the inbox; who has no row has the defaults. */
export const notificationPreferences = sqliteTable("notification_preferences", {
	userId: integer("user_id")
		.primaryKey()
		.references(() => users.id),
	email: text("email", { enum: EMAIL_LEVELS }).notNull(),
	quietHours: text("quiet_hours", { mode: "json" }).$type<QuietHours>(),
	/** Counts the edits; the ETag. */
	version: integer("version").notNull(),
	updatedAt: createdNow("updated_at"),
});
