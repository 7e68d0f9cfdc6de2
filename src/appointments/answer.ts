import { doctors } from "../doctors/table.ts";
import { patients } from "../patients/table.ts";
import { appointments } from "./table.ts";
import type { Span } from "./times.ts";

/** What an appointment's answer is made of; select it from `appointments` joined with `patients` and `doctors`. */
export const appointmentColumns = {
	appointment: appointments,
	patient: { firstName: patients.firstName, lastName: patients.lastName, userId: patients.userId },
	doctor: { firstName: doctors.firstName, lastName: doctors.lastName },
};

interface Name {
	firstName: string;
	lastName: string;
}

export interface AppointmentRow {
	appointment: typeof appointments.$inferSelect;
	patient: Name & { userId: number | null };
	doctor: Name;
}

const nameOf = ({ firstName, lastName }: Name) => `${firstName} ${lastName}`.trim();

export const spanAnswer = ({ start, end }: Span) => ({
	start: new Date(start).toISOString(),
	end: new Date(end).toISOString(),
	duration_minutes: (end - start) / 60_000,
});

/** All that a doctor sees of a patient who is not otherwise theirs. */
export function appointmentAnswer({ appointment, patient, doctor }: AppointmentRow) {
	const { startsAt, endsAt } = appointment;
	return {
		id: appointment.id,
		patient: appointment.patientId,
		patient_name: nameOf(patient),
		doctor: appointment.doctorId,
		doctor_name: nameOf(doctor),
		...spanAnswer({ start: startsAt.getTime(), end: endsAt.getTime() }),
		status: appointment.status,
		notes: appointment.notes,
		created_by: appointment.createdBy,
		created_at: appointment.createdAt.toISOString(),
		updated_at: appointment.updatedAt.toISOString(),
		version: appointment.version,
	};
}
