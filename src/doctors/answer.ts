import { type SQL, sql } from "drizzle-orm";
import { type Hours, slotsOf } from "./hours.ts";
import { doctors } from "./table.ts";

/**
 * The doctor's hours as JSON, read with the row itself: no list asks once a doctor. The table is written out because
 * Drizzle leaves it off where it selects from one table alone, and `id` would be the hours' own.
 */
const hours: SQL<string> = sql<string>`(
	select json_group_array(json_object('weekday', weekday, 'fromMinute', from_minute, 'toMinute', to_minute))
	from doctor_hours where doctor_id = doctors.id)`;

/** Whether an admin has verified who signs in as the doctor; written out as the hours are. */
export const isVerified = sql<boolean>`
	exists (select 1 from users where id = doctors.user_id and is_verified)`.mapWith(Boolean);

/** What a doctor's answer is made of; select it from `doctors`. */
export const doctorColumns = { doctor: doctors, hours, isVerified };

export interface DoctorRow {
	doctor: typeof doctors.$inferSelect;
	hours: string;
	isVerified: boolean;
}

/** What everybody may read of a doctor. */
export function publicDoctorAnswer({ doctor, hours, isVerified }: DoctorRow) {
	const { specialization, secondSpecialization } = doctor;
	// The column of the query above: nothing else writes it.
	const rows = JSON.parse(hours) as Hours[];
	return {
		id: doctor.id,
		first_name: doctor.firstName,
		last_name: doctor.lastName,
		name: `${doctor.firstName} ${doctor.lastName}`.trim(),
		specialization,
		specialty: specialization,
		specializations: [specialization, secondSpecialization].filter((name) => name !== null),
		location: doctor.location,
		availability: slotsOf(rows),
		is_verified: isVerified,
	};
}

/** What who is signed in may read of a doctor. */
export function doctorAnswer(row: DoctorRow) {
	const { doctor } = row;
	return {
		...publicDoctorAnswer(row),
		user: doctor.userId,
		creator: doctor.creatorId,
		email: doctor.email,
		phone_number: doctor.phoneNumber,
		license_number: doctor.licenseNumber,
		credentials: doctor.credentials,
		years_of_experience: doctor.yearsOfExperience,
		experience: doctor.yearsOfExperience,
		created_at: doctor.createdAt.toISOString(),
		updated_at: doctor.updatedAt.toISOString(),
		version: doctor.version,
	};
}
