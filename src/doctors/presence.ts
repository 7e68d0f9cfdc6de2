import { type SQL, sql } from "drizzle-orm";

/**
 * Whether a doctor practises here: not deleted, and whoever signs in as them is active and has the role still; a record
 * without a login counts. For a query that has `doctors` under its own name: Drizzle would leave the table off where it
 * selects from one alone.
 */
export const isPresent: SQL<boolean> = sql<boolean>`(doctors.deleted_at is null and (
	doctors.user_id is null or exists (
		select 1 from users login, json_each(login.roles) role
		where login.id = doctors.user_id and login.is_active and role.value = 'doctor')))`.mapWith(Boolean);

/** The id of a doctor who practises here, else null: a NOT NULL column that is set to it refuses the write. */
export const presentDoctorId = (id: number | SQL): SQL<number> =>
	sql<number>`(select doctors.id from doctors where doctors.id = ${id} and ${isPresent})`;
