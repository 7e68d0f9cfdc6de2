import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import type { Role } from "../auth/roles.ts";
import { createdNow, instant } from "../db/columns.ts";

/** Who a user is at a provider: the provider's word for them never changes, their e-mail address may. */
export const identities = sqliteTable(
	"identities",
	{
		issuer: text("issuer").notNull(),
		subject: text("subject").notNull(),
		userId: integer("user_id")
			.notNull()
			.references(() => users.id),
		createdAt: createdNow("created_at"),
	},
	(table) => [primaryKey({ columns: [table.issuer, table.subject] })],
);

/** A redirect to a provider whose callback has not come yet. Deleted by its first callback, so that there is no second. */
export const oidcAttempts = sqliteTable("oidc_attempts", {
	stateHash: text("state_hash").primaryKey(),
	provider: text("provider").notNull(),
	nonce: text("nonce").notNull(),
	codeVerifier: text("code_verifier").notNull(),
	/** The role of the account, if the callback has to create one. */
	role: text("role").$type<Role>().notNull(),
	expiresAt: instant("expires_at").notNull(),
});
