import { z } from "zod";
import { hashPassword } from "../../auth/passwords.ts";
import { insertUser } from "../admin-account.ts";
import { sql } from "../sql.ts";
import { execute, type Place, select } from "../wrangler.ts";
import { ADMIN, APPOINTMENTS, CONSULTING_DAYS, DOCTOR, PATIENTS, SPECIALIZATION, STAFF } from "./ward.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Whether the database has nobody in it, the demo ward, or people of its own. */
export type Occupancy = "empty" | "demo" | "other";

const Counts = z.tuple([z.object({ users: z.int(), demo: z.int() })]);

/** Who is in the database. */
export async function occupancy(place: Place): Promise<Occupancy> {
	const rows = await select(
		sql`SELECT count(*) AS users, coalesce(sum(email = ${ADMIN.email}), 0) AS demo FROM users`,
		place,
	);
	const [{ users, demo }] = Counts.parse(rows);
	if (users === 0) return "empty";
	return demo > 0 ? "demo" : "other";
}

/** Creates the ward's admin, nurse and doctor, all or none of them. */
export async function createStaff(password: string, place: Place): Promise<void> {
	const at = Date.now();
	const users = STAFF.map(async ({ role, ...person }) =>
		insertUser({ ...person, roles: [role], passwordHash: await hashPassword(password), at }),
	);
	const doctor = sql`INSERT INTO doctors
	(user_id, first_name, last_name, email, specialization, created_at, updated_at)
	SELECT id, first_name, last_name, email, ${SPECIALIZATION}, ${at}, ${at} FROM users WHERE email = ${DOCTOR.email};`;
	const hours = CONSULTING_DAYS.map(
		(weekday) => sql`INSERT INTO doctor_hours (doctor_id, weekday, from_minute, to_minute)
	SELECT id, ${weekday}, ${9 * 60}, ${17 * 60} FROM doctors WHERE email = ${DOCTOR.email};`,
	);
	await execute([...(await Promise.all(users)), doctor, ...hours].join("\n"), place);
}

/** The first consulting day after tomorrow, at midnight in UTC (Unix ms). */
function nextConsultingDay(now: number): number {
	const midnight = Math.floor(now / DAY_MS) * DAY_MS;
	const days = [2, 3, 4].find((ahead) => CONSULTING_DAYS.includes(new Date(midnight + ahead * DAY_MS).getUTCDay()));
	return midnight + (days ?? 2) * DAY_MS;
}

/** Gives the doctor her patients, once they exist, and two of them an appointment. May be repeated. */
export async function mapPatients(place: Place): Promise<void> {
	const now = Date.now();
	const day = nextConsultingDay(now);
	const visits = APPOINTMENTS.map(({ email, hour, notes }) => {
		const start = day + hour * HOUR_MS;
		return sql`INSERT INTO appointments (patient_id, doctor_id, starts_at, ends_at, notes, created_at, updated_at)
	SELECT patients.id, doctors.id, ${start}, ${start + HOUR_MS / 2}, ${notes}, ${now}, ${now} FROM patients, doctors
	WHERE patients.email = ${email} AND patients.deleted_at IS NULL AND doctors.email = ${DOCTOR.email}
	AND NOT EXISTS (SELECT 1 FROM appointments WHERE patient_id = patients.id);`;
	});
	const emails = PATIENTS.filter(({ mapped }) => mapped).map(({ profile }) => profile.email);
	const care = sql`INSERT INTO mappings (patient_id, doctor_id, relationship_type, status, created_at)
	SELECT patients.id, doctors.id, 'primary_care', 'active', ${now} FROM patients, doctors
	WHERE patients.email IN ${emails} AND patients.deleted_at IS NULL AND doctors.email = ${DOCTOR.email}
	ON CONFLICT DO NOTHING;`;
	await execute([care, ...visits].join("\n"), place);
}
