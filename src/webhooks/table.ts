import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, flag, id, instant } from "../db/columns.ts";

export const SCOPES = ["user", "clinic"] as const;

/** An address that is called when something happens: to those around its owner's patients, or to all of the clinic's. */
export const webhooks = sqliteTable(
	"webhooks",
	{
		id: id(),
		ownerId: integer("owner_id")
			.notNull()
			.references(() => users.id),
		scope: text("scope", { enum: SCOPES }).notNull(),
		url: text("url").notNull(),
		description: text("description").notNull(),
		/** The types that it wants; none means all. */
		events: text("events", { mode: "json" }).$type<string[]>().notNull(),
		isActive: flag("is_active").notNull(),
		/** Why it was switched off for its owner: its address is gone, or has failed to the end. */
		disabledReason: text("disabled_reason", { enum: ["gone", "failing"] }),
		/** Sealed (src/auth/sealing.ts). */
		secret: text("secret").notNull(),
		/** The one before, which signs too until then. */
		previousSecret: text("previous_secret"),
		previousUntil: instant("previous_until"),
		/** Counts the edits; the ETag. */
		version: integer("version").notNull().default(1),
		createdAt: createdNow("created_at"),
		updatedAt: instant("updated_at"),
	},
	(table) => [index("webhooks_owner").on(table.ownerId)],
);

/** Each call of a webhook and how it went; never what was answered. No foreign keys: what was sent stays on record. */
export const webhookAttempts = sqliteTable(
	"webhook_attempts",
	{
		id: id(),
		webhookId: integer("webhook_id").notNull(),
		deliveryId: integer("delivery_id").notNull(),
		at: createdNow("at"),
		/** Null where nobody answered. */
		statusCode: integer("status_code"),
		durationMs: integer("duration_ms").notNull(),
		/** How it failed; null where it did not. */
		reason: text("reason"),
	},
	(table) => [index("webhook_attempts_webhook").on(table.webhookId)],
);
