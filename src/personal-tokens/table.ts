import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, id, instant } from "../db/columns.ts";

export const SCOPES = ["read", "write"] as const;
export type Scope = (typeof SCOPES)[number];

/** Tokens that people make for their scripts: shown once, kept as a SHA-256 hash. */
export const personalTokens = sqliteTable(
	"personal_tokens",
	{
		id: id(),
		userId: integer("user_id")
			.notNull()
			.references(() => users.id),
		name: text("name").notNull(),
		scope: text("scope").$type<Scope>().notNull(),
		tokenHash: text("token_hash").notNull().unique(),
		/** The last characters, so that its owner can tell which one it is. */
		hint: text("hint").notNull(),
		expiresAt: instant("expires_at").notNull(),
		lastUsedAt: instant("last_used_at"),
		createdAt: createdNow("created_at"),
	},
	(table) => [index("personal_tokens_user").on(table.userId)],
);
