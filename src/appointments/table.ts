import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import { createdNow, id, instant } from "../db/columns.ts";
import { doctors } from "../doctors/table.ts";
import { patients } from "../patients/table.ts";
import { APPOINTMENT_STATUSES } from "./states.ts";

/** Time that a doctor and a patient have for each other. No two scheduled ones of either overlap. */
export const appointments = sqliteTable(
	"appointments",
	{
		id: id(),
		patientId: integer("patient_id")
			.notNull()
			.references(() => patients.id),
		doctorId: integer("doctor_id")
			.notNull()
			.references(() => doctors.id),
		startsAt: instant("starts_at").notNull(),
		endsAt: instant("ends_at").notNull(),
		status: text("status", { enum: APPOINTMENT_STATUSES }).notNull().default("scheduled"),
		notes: text("notes"),
		createdBy: integer("created_by").references(() => users.id),
		/** When the reminder a day ahead, and the one an hour ahead, was put into the outbox, or known not to be needed. */
		dayReminderAt: instant("day_reminder_at"),
		hourReminderAt: instant("hour_reminder_at"),
		/** Counts the edits; the ETag. */
		version: integer("version").notNull().default(1),
		createdAt: createdNow("created_at"),
		updatedAt: createdNow("updated_at"),
		deletedAt: instant("deleted_at"),
	},
	(table) => [
		index("appointments_doctor").on(table.doctorId, table.startsAt),
		index("appointments_patient").on(table.patientId, table.startsAt),
		index("appointments_start").on(table.startsAt),
	],
);
