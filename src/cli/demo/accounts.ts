import { z } from "zod";
import { hashPassword } from "../../auth/passwords.ts";
import { insertUser } from "../admin-account.ts";
import { sql } from "../sql.ts";
import { execute, type Place, select } from "../wrangler.ts";
import { ADMIN, DOCTOR, PATIENTS, SPECIALIZATION, STAFF } from "./ward.ts";

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
	await execute([...(await Promise.all(users)), doctor].join("\n"), place);
}

/** Gives the doctor her patients, once they exist. May be repeated. */
export async function mapPatients(place: Place): Promise<void> {
	const emails = PATIENTS.filter(({ mapped }) => mapped).map(({ profile }) => profile.email);
	await execute(
		sql`INSERT INTO mappings (patient_id, doctor_id, relationship_type, status, created_at)
	SELECT patients.id, doctors.id, 'primary_care', 'active', ${Date.now()} FROM patients, doctors
	WHERE patients.email IN ${emails} AND patients.deleted_at IS NULL AND doctors.email = ${DOCTOR.email}
	ON CONFLICT DO NOTHING;`,
		place,
	);
}
