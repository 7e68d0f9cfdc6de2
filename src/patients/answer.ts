import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import { isPresent } from "../doctors/presence.ts";
import { patients, patientVitals } from "./table.ts";

/** The doctor who is in charge: the newest active primary-care mapping to one who practises here. */
export const assignedDoctor: SQL<number | null> = sql<number | null>`(
	select doctor_id from mappings where patient_id = ${patients.id}
	and status = 'active' and relationship_type = 'primary_care'
	and exists (select 1 from doctors where doctors.id = doctor_id and ${isPresent})
	order by created_at desc, id desc limit 1)`;

/** What a patient's answer is made of; select it from `patients` left-joined with `patientVitals`. */
export const patientColumns = { patient: patients, vitals: patientVitals, assignedDoctor };

export interface PatientRow {
	patient: typeof patients.$inferSelect;
	vitals: typeof patientVitals.$inferSelect | null;
	assignedDoctor: number | null;
}

/** Whole years between a date of birth and a date, both `YYYY-MM-DD`. */
export function yearsBetween(birth: string, on: string): number {
	const beforeBirthday = on.slice(5) < birth.slice(5);
	return Number(on.slice(0, 4)) - Number(birth.slice(0, 4)) - (beforeBirthday ? 1 : 0);
}

type Birth = Pick<PatientRow["patient"], "dateOfBirth" | "statedAge" | "statedAgeAt">;

/** In whole years; null where neither a date of birth nor an age is known. */
export function ageOf({ dateOfBirth, statedAge, statedAgeAt }: Birth, now: Date): number | null {
	const today = now.toISOString().slice(0, 10);
	if (dateOfBirth) return yearsBetween(dateOfBirth, today);
	if (statedAge === null || !statedAgeAt) return null;
	return statedAge + yearsBetween(statedAgeAt.toISOString().slice(0, 10), today);
}

function lastReading(vitals: PatientRow["vitals"]) {
	if (!vitals?.lastReadingAt || vitals.lastHeartRate === null) return null;
	return { recorded_at: vitals.lastReadingAt.toISOString(), heart_rate: vitals.lastHeartRate };
}

export function patientAnswer({ patient, vitals, assignedDoctor }: PatientRow, now = new Date()) {
	return {
		id: patient.id,
		user: patient.userId,
		user_id: patient.userId,
		owner: patient.ownerId,
		first_name: patient.firstName,
		last_name: patient.lastName,
		name: `${patient.firstName} ${patient.lastName}`.trim(),
		email: patient.email,
		phone_number: patient.phoneNumber,
		date_of_birth: patient.dateOfBirth,
		dob: patient.dateOfBirth,
		age: ageOf(patient, now),
		gender: patient.gender,
		address: patient.address,
		blood_group: patient.bloodGroup,
		blood_type: patient.bloodGroup,
		genotype: patient.genotype,
		nationality: patient.nationality,
		allergies: patient.allergies,
		medications: patient.medications,
		medical_history: patient.medicalHistory,
		insurance: patient.insurance,
		emergency_contact: patient.emergencyContact,
		notes: patient.notes,
		timezone: patient.timezone,
		is_complete: patient.isComplete,
		assigned_doctor: assignedDoctor,
		last_reading: lastReading(vitals),
		created_at: patient.createdAt.toISOString(),
		updated_at: patient.updatedAt.toISOString(),
		version: patient.version,
	};
}
