import { type SQL, sql } from "drizzle-orm";
import type { UserActor } from "../auth/actor.ts";
import { isAdmin } from "../auth/policy.ts";

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

/** Whether the actor is a doctor who practises here, by the database: a token may be older. */
export const practises = (actor: UserActor): SQL =>
	sql`exists (select 1 from doctors where doctors.id = ${actor.doctorId} and ${isPresent})`;

/**
 * The id of an actor who writes as a doctor, or as an admin; null where they are a doctor no more: a NOT NULL column that
 * is set to it refuses the write, and with it the whole batch.
 */
export const clinicianId = (actor: UserActor): SQL<number> =>
	isAdmin(actor) ? sql<number>`${actor.id}` : sql<number>`case when ${practises(actor)} then ${actor.id} end`;
