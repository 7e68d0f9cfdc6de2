import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, flag, id, instant } from "../db/columns.ts";
import { doctors } from "../doctors/table.ts";
import { patients } from "../patients/table.ts";

export const RELATIONSHIP_TYPES = ["primary_care", "specialist_referral", "temporary"] as const;

/** `pending` waits for consent; a wish that was refused it is `declined`. */
export const MAPPING_STATUSES = ["active", "pending", "ended", "declined"] as const;
export type MappingStatus = (typeof MAPPING_STATUSES)[number];

/** A doctor's care for a patient. While `status` is active, the doctor sees the patient. */
export const mappings = sqliteTable(
	"mappings",
	{
		id: id(),
		patientId: integer("patient_id")
			.notNull()
			.references(() => patients.id),
		doctorId: integer("doctor_id")
			.notNull()
			.references(() => doctors.id),
		relationshipType: text("relationship_type", { enum: RELATIONSHIP_TYPES }).notNull().default("primary_care"),
		status: text("status", { enum: MAPPING_STATUSES }).notNull().default("active"),
		/** Who sent the patient to this doctor. */
		referralSource: text("referral_source"),
		/** The date on which the care began, `YYYY-MM-DD`. */
		establishedOn: text("established_on"),
		notes: text("notes"),
		/** Who made it, or asked for it. */
		createdBy: integer("created_by").references(() => users.id),
		/** While it is pending: whether acceptance ends the care of the primary-care doctor whom the patient has. */
		takesOver: flag("takes_over").notNull().default(false),
		/** Counts the edits; the ETag. */
		version: integer("version").notNull().default(1),
		/** When the care began; anew where it had ended. */
		createdAt: createdNow("created_at"),
		/** Null until the first edit. */
		updatedAt: instant("updated_at"),
		/** When the care ended, or the wish for it. */
		endedAt: instant("ended_at"),
	},
	(table) => [
		// An ended one is taken up again, never doubled.
		uniqueIndex("mappings_pair").on(table.patientId, table.doctorId),
		// The visibility predicate asks for the patients of one doctor.
		index("mappings_doctor").on(table.doctorId, table.status),
	],
);
