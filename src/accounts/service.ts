import { randomUUID } from "node:crypto";
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import type { UserActor } from "../auth/actor.ts";
import { hashPassword, verifyPassword } from "../auth/passwords.ts";
import { primaryRole, type Role } from "../auth/roles.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { signAccessToken } from "../auth/tokens.ts";
import { atomic, type Database, uniqueViolation } from "../db/client.ts";
import { doctors } from "../doctors/table.ts";
import type { Settings } from "../env.ts";
import { problem } from "../http/problem.ts";
import { patients } from "../patients/table.ts";
import { type Registration, readRegistration } from "./registration.ts";
import type { RegisterBody } from "./schema.ts";
import { endSession, newSession, type Origin, rotate } from "./sessions.ts";
import { users } from "./table.ts";

type User = typeof users.$inferSelect;

/** A user with the ids of the patient and the doctor that they are. */
export interface Account {
	user: User;
	patientId: number | null;
	doctorId: number | null;
}

async function findAccount(db: Database, where: SQL): Promise<Account | undefined> {
	return db
		.select({ user: users, patientId: patients.id, doctorId: doctors.id })
		.from(users)
		.leftJoin(patients, eq(patients.userId, users.id))
		.leftJoin(doctors, eq(doctors.userId, users.id))
		.where(where)
		.get();
}

export function userAnswer({ user, patientId, doctorId }: Account) {
	return {
		id: user.id,
		username: user.username,
		email: user.email,
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
		address: user.address,
		patient_id: patientId,
		doctor_id: doctorId,
		last_login: user.lastLogin?.toISOString() ?? null,
		created_at: user.createdAt.toISOString(),
	};
}

function accessToken(settings: Settings, account: Account, sessionId: string): Promise<string> {
	const { user, patientId, doctorId } = account;
	const actor: UserActor = { kind: "user", id: user.id, roles: user.roles, patientId, doctorId, sessionId };
	return signAccessToken(settings, actor);
}

/** The union of what the five seeds answer to a registration or a login. */
async function signedIn(
	settings: Settings,
	account: Account,
	session: { id: string; refresh: string },
	message: string,
) {
	const pair = { access: await accessToken(settings, account, session.id), refresh: session.refresh };
	const user = userAnswer(account);
	const { username, email, user_type, requested_user_type } = user;
	const flat = { user_id: user.id, username, email, user_type, requested_user_type };
	return { ...pair, token: pair.access, tokens: pair, user, ...flat, message };
}

const TAKEN: Record<string, string> = {
	"users.username": "username",
	"users.email": "email",
	"users.phone_number": "phone_number",
};

/** A unique column's refusal, as the field that the client sent. Never says whose the value is. */
export function takenProblem(error: unknown): unknown {
	const field = TAKEN[uniqueViolation(error) ?? ""];
	return field ? problem("invalid", { errors: { [field]: ["is already in use"] } }) : error;
}

/** The row of a new login; the caller puts it into its own batch. */
export function newUser(registration: Omit<Registration, "password">, passwordHash: string | null) {
	const { acceptedTerms, ...fields } = registration;
	return { ...fields, passwordHash, acceptedTermsAt: acceptedTerms ? new Date() : null };
}

/** Finds the user who was inserted earlier in the same batch. */
export const userIdOf = (username: string): SQL<number> =>
	sql<number>`(select id from users where username = ${username})`;

/**
 * The patient or doctor that comes with a login. An e-mail address that a clinic's own record already carries stays
 * with that record: an unverified address links nobody.
 */
function profileOf(db: Database, role: "patient" | "doctor", registration: Omit<Registration, "password">) {
	const { username, email, phoneNumber, firstName, lastName, gender, dateOfBirth } = registration;
	const table = role === "patient" ? patients : doctors;
	const taken = db
		.select({ one: sql`1` })
		.from(table)
		.where(and(eq(table.email, email ?? ""), role === "patient" ? isNull(patients.deletedAt) : undefined));
	const free = email && sql<string>`(select ${email} where not exists ${taken})`;
	const shared = { userId: userIdOf(username), email: free, firstName, lastName };
	if (role === "doctor") return db.insert(doctors).values(shared);
	return db.insert(patients).values({ ...shared, gender, dateOfBirth, phoneNumber, isComplete: false });
}

/**
 * Registers whoever asks. Admin and staff stay a wish until an admin approves; a patient or a doctor gets the profile
 * that their token points to. Throws `invalid` with the fields that are wrong or taken.
 */
export async function register(
	db: Database,
	settings: Settings,
	body: RegisterBody,
	options: { byPath: Role | undefined; origin: Origin; requestId: string },
) {
	const read = readRegistration(body, options.byPath, randomUUID);
	if ("errors" in read) throw problem("invalid", { errors: read.errors });
	const { password, ...registration } = read.registration;
	const { username, roles } = registration;
	const session = newSession(db, userIdOf(username), options.origin);
	const profiles = roles.filter((role) => role === "patient" || role === "doctor");
	const entity = {
		entity: "user",
		entityId: sql<string>`(select id from users where username = ${username})`,
	} as const;
	await atomic(db, [
		db.insert(users).values(newUser(registration, await hashPassword(password))),
		...profiles.map((role) => profileOf(db, role, registration)),
		session.statement,
		auditRow(db, { actor: null, action: "user.register", ...entity, requestId: options.requestId }),
	]).catch((error) => {
		throw takenProblem(error);
	});
	const account = await findAccount(db, eq(users.username, username));
	if (!account) throw problem("internal");
	return signedIn(settings, account, session, "Registered.");
}

/** A name with @ is an e-mail, one of digits a phone number: usernames are neither, so there is never a doubt. */
function byLoginName(name: string): SQL {
	if (name.includes("@")) return eq(users.email, name.trim().toLowerCase());
	const digits = name.replace(/[\s().-]/g, "");
	return /^\+?\d+$/.test(digits) ? eq(users.phoneNumber, digits) : eq(users.username, name.trim());
}

/** Signs in by username, e-mail or phone number. Throws the same `unauthenticated` for every kind of wrong. */
export async function login(db: Database, settings: Settings, name: string, password: string, origin: Origin) {
	const account = await findAccount(db, byLoginName(name));
	const matches = await verifyPassword(password, account?.user.passwordHash ?? null);
	if (!account || !matches || !account.user.isActive)
		throw problem("unauthenticated", {
			detail: "No active account has this name and password.",
			headers: { "WWW-Authenticate": 'Bearer realm="edgeward"' },
		});
	const session = newSession(db, account.user.id, origin);
	const lastLogin = new Date();
	await atomic(db, [session.statement, db.update(users).set({ lastLogin }).where(eq(users.id, account.user.id))]);
	return signedIn(settings, account, session, "Signed in.");
}

/** A new pair for a refresh token. Throws `unauthenticated` where the token, the session or the account is not good. */
export async function refresh(db: Database, settings: Settings, token: string) {
	const rotated = await rotate(db, settings, token);
	const account = rotated && (await findAccount(db, eq(users.id, rotated.userId)));
	if (!rotated || !account?.user.isActive)
		throw problem("unauthenticated", {
			detail: "The refresh token is not valid any more: sign in again.",
			headers: { "WWW-Authenticate": 'Bearer realm="edgeward", error="invalid_token"' },
		});
	return { access: await accessToken(settings, account, rotated.sessionId), refresh: rotated.refresh };
}

/** Ends the session of the caller's access token. */
export function logout({ db, actor }: ServiceContext): Promise<void> {
	return endSession(db, actor.sessionId);
}
