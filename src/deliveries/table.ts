import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { createdNow, id, instant } from "../db/columns.ts";

export const CHANNELS = ["inbox", "email", "webhook"] as const;
export const STATUSES = ["pending", "sent", "skipped", "failed"] as const;

/**
 * One row for each event and each way by which it is to reach somebody: a person's inbox, a person's mailbox, a webhook.
 * No foreign keys: the trail outlives its subjects.
 */
export const deliveries = sqliteTable(
	"deliveries",
	{
		id: id(),
		eventId: text("event_id").notNull(),
		eventType: text("event_type").notNull(),
		/** Of the inbox and of the mail; null for a webhook. */
		recipientId: integer("recipient_id"),
		webhookId: integer("webhook_id"),
		channel: text("channel", { enum: CHANNELS }).notNull(),
		status: text("status", { enum: STATUSES }).notNull(),
		/** Why it was left out, or how it failed last; null where all is well. */
		reason: text("reason"),
		attempts: integer("attempts").notNull().default(0),
		/** What a webhook is sent, byte by byte: ids alone. */
		body: text("body"),
		/** Of a webhook that is pending: from then on the minute's run announces it. */
		nextAttemptAt: instant("next_attempt_at"),
		createdAt: createdNow("created_at"),
		/** Of the last change. */
		at: createdNow("at"),
	},
	(table) => [
		// A webhook has no recipient, and null equals nothing: this one keeps apart what goes to people.
		uniqueIndex("deliveries_person").on(table.eventId, table.recipientId, table.channel),
		uniqueIndex("deliveries_webhook").on(table.webhookId, table.eventId).where(sql`webhook_id is not null`),
		index("deliveries_recipient").on(table.recipientId).where(sql`recipient_id is not null`),
		index("deliveries_due").on(table.nextAttemptAt).where(sql`next_attempt_at is not null`),
	],
);
