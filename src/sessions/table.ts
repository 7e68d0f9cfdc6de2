import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, instant } from "../db/columns.ts";

/**
 * A login and its family of refresh tokens: the current one and its predecessor, as SHA-256 hashes. Rotation replaces
 * the hashes in place, so any other token of this session was spent before.
 */
export const sessions = sqliteTable(
	"sessions",
	{
		id: text("id").primaryKey(),
		userId: integer("user_id")
			.notNull()
			.references(() => users.id),
		refreshHash: text("refresh_hash").notNull(),
		previousHash: text("previous_hash"),
		rotatedAt: createdNow("rotated_at"),
		expiresAt: instant("expires_at").notNull(),
		endedAt: instant("ended_at"),
		userAgent: text("user_agent"),
		place: text("place"),
		createdAt: createdNow("created_at"),
	},
	(table) => [
		index("sessions_user").on(table.userId),
		// Each isolate reads the recently ended sessions every few seconds.
		index("sessions_ended").on(table.endedAt),
	],
);
