import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, flag, id, instant } from "../db/columns.ts";
import { patients } from "../patients/table.ts";

export const RECORD_TYPES = ["CHECKUP", "DIAGNOSIS", "PRESCRIPTION", "LAB_RESULT", "EMERGENCY"] as const;

/** What was found and done at a visit: written by the patient (seed 3) or by who treats them (seed 1). */
export const records = sqliteTable(
	"records",
	{
		id: id(),
		patientId: integer("patient_id")
			.notNull()
			.references(() => patients.id),
		recordType: text("record_type", { enum: RECORD_TYPES }).notNull(),
		title: text("title").notNull(),
		description: text("description").notNull().default(""),
		symptoms: text("symptoms").notNull().default(""),
		diagnosis: text("diagnosis").notNull().default(""),
		treatment: text("treatment").notNull().default(""),
		medications: text("medications").notNull().default(""),
		visitDate: instant("visit_date").notNull(),
		createdBy: integer("created_by")
			.notNull()
			.references(() => users.id),
		/** The role by which the author wrote it. */
		authorRole: text("author_role", { enum: ["patient", "doctor", "admin"] }).notNull(),
		/** Counts the edits; the ETag. */
		version: integer("version").notNull().default(1),
		createdAt: createdNow("created_at"),
		updatedAt: createdNow("updated_at"),
		deletedAt: instant("deleted_at"),
	},
	(table) => [
		index("records_patient").on(table.patientId, table.visitDate),
		index("records_visit").on(table.visitDate),
	],
);

export const recordComments = sqliteTable(
	"record_comments",
	{
		id: id(),
		recordId: integer("record_id")
			.notNull()
			.references(() => records.id),
		authorId: integer("author_id")
			.notNull()
			.references(() => users.id),
		comment: text("comment").notNull(),
		/** Among those who treat the patient: hidden from the patient. */
		isPrivate: flag("is_private").notNull().default(false),
		createdAt: createdNow("created_at"),
		updatedAt: createdNow("updated_at"),
	},
	(table) => [index("record_comments_record").on(table.recordId)],
);
