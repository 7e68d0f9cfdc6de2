import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, instant } from "../db/columns.ts";
import type { Purpose } from "./purpose.ts";

/** Codes that went out by mail and still wait for their one use, as SHA-256 hashes. */
export const oneTimeCodes = sqliteTable(
	"one_time_codes",
	{
		id: text("id").primaryKey(),
		userId: integer("user_id")
			.notNull()
			.references(() => users.id),
		purpose: text("purpose").$type<Purpose>().notNull(),
		/** The address that it went to, and so the one that it proves. */
		email: text("email").notNull(),
		codeHash: text("code_hash").notNull().unique(),
		expiresAt: instant("expires_at").notNull(),
		createdAt: createdNow("created_at"),
	},
	(table) => [index("one_time_codes_user").on(table.userId)],
);
