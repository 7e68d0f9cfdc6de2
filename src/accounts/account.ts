import { eq, type SQL, sql } from "drizzle-orm";
import type { UserActor } from "../auth/actor.ts";
import { primaryRole } from "../auth/roles.ts";
import { type Database, uniqueViolation } from "../db/client.ts";
import { isPresent } from "../doctors/presence.ts";
import { doctors } from "../doctors/table.ts";
import { taken } from "../http/problem.ts";
import { yearsBetween } from "../patients/answer.ts";
import { patients } from "../patients/table.ts";
import { users } from "./table.ts";

type User = typeof users.$inferSelect;

/** A user with the ids of the patient and the doctor that they are. */
export interface Account {
	user: User;
	patientId: number | null;
	doctorId: number | null;
	/** When the doctor was deleted: the login is nobody's doctor then. */
	doctorDeletedAt: Date | null;
	/** Whether the doctor practises here; without one it says nothing. */
	doctorIsPresent: boolean;
}

/** What an account is made of; select it from `users` left-joined with `patients` and `doctors`. */
export const accountColumns = {
	user: users,
	patientId: patients.id,
	doctorId: doctors.id,
	doctorDeletedAt: doctors.deletedAt,
	doctorIsPresent: isPresent,
};

/** The doctor that the account is, but for a deleted one. */
export const ownDoctor = ({ doctorId, doctorDeletedAt }: Account) => (doctorDeletedAt === null ? doctorId : null);

export function accountQuery(db: Database) {
	return db
		.select(accountColumns)
		.from(users)
		.leftJoin(patients, eq(patients.userId, users.id))
		.leftJoin(doctors, eq(doctors.userId, users.id));
}

export async function findAccount(db: Database, where: SQL): Promise<Account | undefined> {
	return accountQuery(db).where(where).get();
}

/** Who acts with a token of this account. A doctor's mappings count only while they practise here. */
export function actorOf({ user, patientId, ...own }: Account): Omit<UserActor, "sessionId"> {
	const doctorId = own.doctorIsPresent ? own.doctorId : null;
	return { kind: "user", id: user.id, roles: user.roles, patientId, doctorId };
}

export function userAnswer(account: Account, now = new Date()) {
	const { user, patientId } = account;
	return {
		id: user.id,
		username: user.username,
		email: user.email,
		email_verified: user.emailVerifiedAt !== null,
		phone_number: user.phoneNumber,
		first_name: user.firstName,
		last_name: user.lastName,
		name: `${user.firstName} ${user.lastName}`.trim(),
		roles: user.roles,
		user_type: primaryRole(user.roles),
		requested_user_type: user.requestedRole,
		is_active: user.isActive,
		is_verified: user.isVerified,
		gender: user.gender,
		date_of_birth: user.dateOfBirth,
		age: user.dateOfBirth ? yearsBetween(user.dateOfBirth, now.toISOString().slice(0, 10)) : null,
		address: user.address,
		is_accept_terms_and_condition: user.acceptedTermsAt !== null,
		patient_id: patientId,
		doctor_id: ownDoctor(account),
		first_login: user.firstLogin?.toISOString() ?? null,
		last_login: user.lastLogin?.toISOString() ?? null,
		created_at: user.createdAt.toISOString(),
		updated_at: user.updatedAt.toISOString(),
		version: user.version,
	};
}

const TAKEN: Record<string, string> = {
	"users.username": "username",
	"users.email": "email",
	"users.phone_number": "phone_number",
	"doctors.email": "email",
	doctors_license_number: "license_number",
};

/** A unique column's refusal, as the field that the client sent. Never says whose the value is. */
export function takenProblem(error: unknown): unknown {
	const field = TAKEN[uniqueViolation(error) ?? ""];
	return field ? taken(field) : error;
}

/** Finds the user who was inserted earlier in the same batch. */
export const userIdOf = (username: string): SQL<number> =>
	sql<number>`(select id from users where username = ${username})`;
