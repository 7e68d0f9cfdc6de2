import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { createdNow, id, instant } from "../db/columns.ts";
import { doctors } from "../doctors/table.ts";
import { patients } from "../patients/table.ts";

export const RELATIONSHIP_TYPES = ["primary_care", "specialist_referral", "temporary"] as const;

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
		status: text("status", { enum: ["active", "pending", "ended"] })
			.notNull()
			.default("active"),
		createdAt: createdNow("created_at"),
		endedAt: instant("ended_at"),
	},
	(table) => [
		uniqueIndex("mappings_pair").on(table.patientId, table.doctorId),
		// The visibility predicate asks for the patients of one doctor.
		index("mappings_doctor").on(table.doctorId, table.status),
	],
);
