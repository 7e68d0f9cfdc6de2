import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, id, instant } from "../db/columns.ts";

export const doctors = sqliteTable(
	"doctors",
	{
		id: id(),
		userId: integer("user_id")
			.unique()
			.references(() => users.id),
		creatorId: integer("creator_id").references(() => users.id),
		firstName: text("first_name").notNull().default(""),
		lastName: text("last_name").notNull().default(""),
		email: text("email"),
		phoneNumber: text("phone_number"),
		specialization: text("specialization"),
		secondSpecialization: text("second_specialization"),
		licenseNumber: text("license_number"),
		yearsOfExperience: integer("years_of_experience"),
		credentials: text("credentials"),
		location: text("location"),
		/** Counts the edits; the ETag. */
		version: integer("version").notNull().default(1),
		createdAt: createdNow("created_at"),
		updatedAt: createdNow("updated_at"),
		deletedAt: instant("deleted_at"),
	},
	(table) => [
		// A deleted doctor's address and licence may be used again; a restore then answers 409.
		uniqueIndex("doctors_email").on(table.email).where(sql`deleted_at is null`),
		uniqueIndex("doctors_license_number").on(sql`upper(license_number)`).where(sql`deleted_at is null`),
	],
);

/** When a doctor takes appointments, in the clinic's zone. A doctor without any hours takes them at any time. */
export const doctorHours = sqliteTable(
	"doctor_hours",
	{
		id: id(),
		doctorId: integer("doctor_id")
			.notNull()
			.references(() => doctors.id),
		/** 1 is Monday, 7 is Sunday. */
		weekday: integer("weekday").notNull(),
		/** Minutes since midnight: from the first, to before the second, at most 1440. */
		fromMinute: integer("from_minute").notNull(),
		toMinute: integer("to_minute").notNull(),
	},
	(table) => [index("doctor_hours_doctor").on(table.doctorId, table.weekday)],
);

/** One row, whose revision every write to a doctor raises: a cached list of an older one is stale. */
export const doctorRevision = sqliteTable("doctor_revision", {
	id: integer("id").primaryKey(),
	revision: integer("revision").notNull(),
});
