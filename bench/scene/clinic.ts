import { hashPassword } from "../../src/auth/passwords.ts";
import { insertUser } from "../../src/cli/admin-account.ts";
import { literal, sql } from "../../src/cli/sql.ts";

/** `jti` of every device's token. */
export const TOKEN_ID = "bench";
/** So many of the staff can sign in: one account takes only a few attempts at a time. */
export const STAFF = 64;
export const PASSWORD = "blue kettle on the moon 4";
export const staffName = (number: number): string => `staff-${number}`;

const MINUTE_MS = 60_000;
const STEP_MS = 5 * MINUTE_MS;

/**
 * The SQL of a clinic: so many patients, ids from 1, each with a watch of the same id and vitals as their objects would
 * have told; 200 doctors of whom the first treats a hundred patients; the staff. `now` is Unix ms.
 */
export async function clinic(patients: number, now: number): Promise<string> {
	const at = literal(now);
	const until = literal(Math.ceil(now / STEP_MS) * STEP_MS);
	const numbers = (count: number) =>
		`WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${literal(count)})`;
	const passwordHash = await hashPassword(PASSWORD);
	const staff = Array.from({ length: STAFF }, (_, index) => {
		const username = staffName(index + 1);
		return insertUser({ username, email: `${username}@bench.example`, passwordHash, roles: ["staff"], at: now });
	});
	return `
${staff.join("\n")}
${numbers(200)} INSERT INTO doctors (id, first_name, last_name, email, specialization, created_at, updated_at)
	SELECT n, 'Miriam', 'Okafor ' || n, 'doctor' || n || '@bench.example', 'Cardiology', ${at}, ${at} FROM numbers;
${numbers(patients)} INSERT INTO patients (id, first_name, last_name, date_of_birth, created_at, updated_at)
	SELECT n, 'Bed ' || n, 'Ward ' || n / 100, date('1940-01-01', '+' || (n * 17) || ' days'), ${at}, ${at} FROM numbers;
INSERT INTO devices (id, device_id, patient_id, token_id, registered_at, updated_at)
	SELECT id, 'watch-' || id, id, ${sql`${TOKEN_ID}`}, ${at}, ${at} FROM patients;
INSERT INTO mappings (patient_id, doctor_id, created_at) SELECT id, 1, ${at} FROM patients WHERE id <= 100;
INSERT INTO patient_vitals (patient_id, last_reading_at, last_heart_rate, trend, reading_count, updated_at)
	SELECT id, ${at} - (id % 9) * 1000, 60 + id % 37,
		json_object('until', ${until}, 'means', json_array(
			60 + id % 7, 61 + id % 11, 62 + id % 5, 63 + id % 13, 60 + id % 17, 66 + id % 3,
			64 + id % 19, 63 + id % 7, 66 + id % 9, 61 + id % 23, 62 + id % 8, 60 + id % 37)),
		720, ${at} FROM patients;`;
}
