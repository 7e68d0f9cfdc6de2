import { sql } from "drizzle-orm";
import { integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, id, instant } from "../db/columns.ts";
import { patients } from "../patients/table.ts";

/** A list of a patient: each name once, however it is written. */
const chart = (table: string) =>
	sqliteTable(
		table,
		{
			id: id(),
			patientId: integer("patient_id")
				.notNull()
				.references(() => patients.id),
			name: text("name").notNull(),
			/** The name as `nameKey` folds it: SQLite's `lower` knows no letter beyond ASCII. */
			nameKey: text("name_key").notNull(),
			description: text("description"),
			createdBy: integer("created_by").references(() => users.id),
			/** Counts the edits; the ETag. */
			version: integer("version").notNull().default(1),
			createdAt: createdNow("created_at"),
			updatedAt: createdNow("updated_at"),
			deletedAt: instant("deleted_at"),
		},
		(columns) => [uniqueIndex(`${table}_name`).on(columns.patientId, columns.nameKey).where(sql`deleted_at is null`)],
	);

/** What a patient must not be given. */
export const allergies = chart("allergies");

/** What a patient takes; `description` says how much and when. */
export const medications = chart("medications");

export type ChartTable = typeof allergies;
