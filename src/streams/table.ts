import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import type { WatchedEvent } from "../alert-engine/alert-event.ts";
import { createdNow, id, instant } from "../db/columns.ts";
import { patients } from "../patients/table.ts";

/** Tickets for opening a live stream, as SHA-256 hashes; see src/streams/tickets.ts for what they are good for. */
export const streamTickets = sqliteTable("stream_tickets", {
	ticketHash: text("ticket_hash").primaryKey(),
	userId: integer("user_id")
		.notNull()
		.references(() => users.id),
	/** What the ticket was bought with: it is worth nothing once that has ended. */
	sessionId: text("session_id"),
	personalTokenId: integer("personal_token_id"),
	/** The stream that it was used for, null before. */
	stream: text("stream"),
	expiresAt: instant("expires_at").notNull(),
});

/** The alerts of all patients in the order in which they became known here: what the ward's streams go on from. */
export const wardAlerts = sqliteTable(
	"ward_alerts",
	{
		id: id(),
		/** The patient's object may bring an event more than once. */
		eventId: text("event_id").notNull().unique(),
		patientId: integer("patient_id")
			.notNull()
			.references(() => patients.id),
		event: text("event", { mode: "json" }).$type<WatchedEvent>().notNull(),
		createdAt: createdNow("created_at"),
	},
	// The nightly clean-up looks for the old ones.
	(table) => [index("ward_alerts_created").on(table.createdAt)],
);
