import { doctors } from "../doctors/table.ts";
import { patients } from "../patients/table.ts";
import { appointments } from "./table.ts";

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

/** All that a doctor sees of a patient who is not otherwise theirs. */
export function appointmentAnswer({ appointment, patient, doctor }: AppointmentRow) {
	const { startsAt, endsAt } = appointment;
	return {
		id: appointment.id,
		patient: appointment.patientId,
		patient_name: nameOf(patient),
		doctor: appointment.doctorId,
		doctor_name: nameOf(doctor),
		start: startsAt.toISOString(),
		end: endsAt.toISOString(),
		duration_minutes: (endsAt.getTime() - startsAt.getTime()) / 60_000,
		status: appointment.status,
		notes: appointment.notes,
		created_by: appointment.createdBy,
		created_at: appointment.createdAt.toISOString(),
		updated_at: appointment.updatedAt.toISOString(),
		version: appointment.version,
	};
}
