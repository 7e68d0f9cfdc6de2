import { sql } from "../../../src/cli/sql.ts";

const MINUTE_MS = 60_000;
const STEP_MS = 5 * MINUTE_MS;

/**
 * A doctor, and many patients with a heart each: a reading of the last minutes and an hour of them, as their objects
 * would have told. The first 200 lie on ward 7.
 */
export function crowd(patients: number, now: number): string {
	const until = Math.ceil(now / STEP_MS) * STEP_MS;
	return sql`
INSERT INTO doctors (first_name, last_name, email, specialization, created_at, updated_at)
	VALUES ('Miriam', 'Okafor', 'miriam@ward.example', 'Cardiology', ${now}, ${now});
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${patients})
INSERT INTO patients (first_name, last_name, date_of_birth, created_at, updated_at)
	SELECT 'Bed ' || n, CASE WHEN n <= 200 THEN 'Ward 7' ELSE 'Ward ' || (8 + n / 100) END,
		date('1940-01-01', '+' || (n * 17) || ' days'), ${now}, ${now} FROM numbers;
INSERT INTO patient_vitals (patient_id, last_reading_at, last_heart_rate, trend, reading_count, updated_at)
	SELECT id, ${now} - (id % 9) * 1000, 60 + id % 37,
		json_object('until', ${until}, 'means', json_array(
			60 + id % 7, 61 + id % 11, 62 + id % 5, 63 + id % 13, 60 + id % 17, 66 + id % 3,
			64 + id % 19, 63 + id % 7, 66 + id % 9, 61 + id % 23, 62 + id % 8, 60 + id % 37)),
		720, ${now} FROM patients;`;
}
