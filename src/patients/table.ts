import { sql } from "drizzle-orm";
import { index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { type Address, users } from "../accounts/table.ts";
import { createdNow, flag, id, instant } from "../db/columns.ts";
import type { Trend } from "../monitor/trend.ts";

/** Seed 0 and 3 send a line, seed 2 a name and a number. */
export type EmergencyContact = string | { name: string; phone_number?: string };

export const patients = sqliteTable(
	"patients",
	{
		id: id(),
		userId: integer("user_id")
			.unique()
			.references(() => users.id),
		/** Who created a record without a login, and so owns it. */
		ownerId: integer("owner_id").references(() => users.id),
		firstName: text("first_name").notNull().default(""),
		lastName: text("last_name").notNull().default(""),
		email: text("email"),
		phoneNumber: text("phone_number"),
		dateOfBirth: text("date_of_birth"),
		/** Seed 1's clients know an age and no birthday: kept with the moment it was said. */
		statedAge: integer("stated_age"),
		statedAgeAt: instant("stated_age_at"),
		gender: text("gender"),
		address: text("address", { mode: "json" }).$type<Address>(),
		bloodGroup: text("blood_group"),
		genotype: text("genotype"),
		nationality: text("nationality"),
		allergies: text("allergies"),
		medications: text("medications"),
		medicalHistory: text("medical_history"),
		insurance: text("insurance", { mode: "json" }).$type<string | Record<string, string | number | boolean | null>>(),
		emergencyContact: text("emergency_contact", { mode: "json" }).$type<EmergencyContact>(),
		notes: text("notes"),
		/** IANA name: the patient's days are cut in it. */
		timezone: text("timezone").notNull().default("UTC"),
		/** Where the patient's object is: empty: bound to nothing; null: created before it was kept, and as the setting says. */
		jurisdiction: text("jurisdiction").$type<DurableObjectJurisdiction | "">(),
		locationHint: text("location_hint").$type<DurableObjectLocationHint>(),
		/** False until a patient who registered has completed the profile that came with the login. */
		isComplete: flag("is_complete").notNull().default(true),
		/** Counts the edits; the ETag. */
		version: integer("version").notNull().default(1),
		createdAt: createdNow("created_at"),
		updatedAt: createdNow("updated_at"),
		deletedAt: instant("deleted_at"),
		/** Since when a deleted patient is being erased: nothing brings them back from then on. */
		erasingSince: instant("erasing_since"),
	},
	(table) => [
		// A deleted patient's address may be used again; a restore then answers 409.
		uniqueIndex("patients_email").on(table.email).where(sql`deleted_at is null`),
		index("patients_owner").on(table.ownerId),
	],
);

/** What a ward list shows of each patient's heart: pushed by the patient's object at most once a minute. */
export const patientVitals = sqliteTable(
	"patient_vitals",
	{
		patientId: integer("patient_id")
			.primaryKey()
			.references(() => patients.id),
		lastReadingAt: instant("last_reading_at"),
		lastHeartRate: integer("last_heart_rate"),
		/** The patient's local date that the today columns speak of. */
		day: text("day"),
		todayMin: integer("today_min"),
		todayMax: integer("today_max"),
		todayAvg: real("today_avg"),
		todayCount: integer("today_count").notNull().default(0),
		/** All readings ever: the count of a list across patients is a sum of these. */
		readingCount: integer("reading_count").notNull().default(0),
		/** The last hour, as it was when this was pushed: `agedTrend` shows it as it is now. */
		trend: text("trend", { mode: "json" }).$type<Trend>(),
		/** When the patient's object has something to do though nobody calls: who finds it overdue wakes the object. */
		nextDueAt: instant("next_due_at"),
		/** Counts the changes of all rows: who watches the ward asks for what is behind the last one seen. */
		change: integer("change").notNull().default(0),
		updatedAt: createdNow("updated_at"),
	},
	(table) => [
		// None of the newest readings: each push would write it, a row a minute for each patient, and a list reads them all.
		index("patient_vitals_due").on(table.nextDueAt).where(sql`next_due_at is not null`),
		index("patient_vitals_change").on(table.change),
	],
);
