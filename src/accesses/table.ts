import { integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { ROLES } from "../auth/roles.ts";
import { id, instant } from "../db/columns.ts";

/** What of a patient somebody can look at. */
export const ACCESS_KINDS = ["profile", "chart", "records", "assessments", "heart_rate", "alerts", "files"] as const;
export type AccessKind = (typeof ACCESS_KINDS)[number];

/**
 * Who looked at a patient's data: one row for all that somebody looks at of a kind within an hour. No foreign keys, as in
 * the audit trail.
 */
export const patientAccesses = sqliteTable(
	"patient_accesses",
	{
		id: id(),
		patientId: integer("patient_id").notNull(),
		userId: integer("user_id").notNull(),
		/** The most powerful one that they had then. */
		role: text("role", { enum: ROLES }).notNull(),
		kind: text("kind", { enum: ACCESS_KINDS }).notNull(),
		/** When it began. */
		hour: instant("hour").notNull(),
		firstAt: instant("first_at").notNull(),
		lastAt: instant("last_at").notNull(),
		/** How often. */
		count: integer("count").notNull(),
	},
	// The only index, for what is written with each look.
	(table) => [uniqueIndex("patient_accesses_hour").on(table.patientId, table.hour, table.userId, table.kind)],
);
