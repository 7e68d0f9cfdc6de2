import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { findAccount } from "../../src/accounts/account.ts";
import { accessToken } from "../../src/accounts/signed-in.ts";
import { users } from "../../src/accounts/table.ts";
import type { Origin } from "../../src/auth/origin.ts";
import { hashPassword } from "../../src/auth/passwords.ts";
import type { Role } from "../../src/auth/roles.ts";
import { database } from "../../src/db/client.ts";
import { doctors } from "../../src/doctors/table.ts";
import { settings } from "../../src/env.ts";
import { mappings } from "../../src/mappings/table.ts";
import { patients } from "../../src/patients/table.ts";
import { newSession } from "../../src/sessions/family.ts";
import { type Answer, post } from "./client.ts";

export const PASSWORD = "correct horse battery 9";

/** A suffix that no other test has used: files share their storage. A letter first: digits alone are a phone number. */
export const unique = () => `u${crypto.randomUUID().slice(0, 12)}`;

/** A number that no other test has called. */
export const newPhone = () => `+49${Math.floor(1e9 + Math.random() * 9e9)}`;

const db = () => database(env);

/** A request from nowhere in particular. */
export const NOWHERE: Origin = { requestId: "test", address: null, userAgent: null, place: null };

// One hash for all: the hashing itself has its own tests.
let hash: Promise<string> | undefined;

export interface TestUser {
	id: number;
	username: string;
	token: string;
	refresh: string;
	patientId: number | null;
	doctorId: number | null;
}

function must(answer: Answer, status: number): Answer {
	if (answer.status !== status) throw new Error(`expected ${status}: ${answer.status} ${JSON.stringify(answer.body)}`);
	return answer;
}

/** Signs in at the front door. Hashing makes it slow on purpose: where the login is not the point, use `sessionOf`. */
export async function signIn(username: string, password = PASSWORD): Promise<TestUser> {
	const { body } = must(await post("/api/auth/login/", { username, password }), 200);
	const { patient_id: patientId, doctor_id: doctorId } = body.user;
	return { id: body.user_id, username, token: body.access, refresh: body.refresh, patientId, doctorId };
}

/** A session as a login would have opened it, without the password. */
export async function sessionOf(username: string): Promise<TestUser> {
	const found = await findAccount(db(), eq(users.username, username));
	if (!found) throw new Error(`no user ${username}`);
	const { user, patientId, doctorId } = found;
	const session = newSession(db(), settings(env), user.id, NOWHERE);
	await session.statement;
	const token = await accessToken(settings(env), found, session.id);
	return { id: user.id, username, token, refresh: session.refresh, patientId, doctorId };
}

/** A user with a role in force, as an admin would have granted it. */
export async function createUser(role: Role): Promise<TestUser> {
	hash ??= hashPassword(PASSWORD);
	const username = `${role}-${unique()}`;
	const [user] = await db()
		.insert(users)
		.values({ username, passwordHash: await hash, roles: [role] })
		.returning();
	if (role === "doctor" && user) await db().insert(doctors).values({ userId: user.id, firstName: "Dora" });
	return sessionOf(username);
}

/**
 * A patient with a login, through the front door; the password is the tests' own. The admin owns them, as nobody does
 * who was created this way: of what concerns the patient somebody other than the patient hears, and it is the tests'.
 */
export async function createPatient(admin: TestUser, fields: Record<string, unknown> = {}) {
	hash ??= hashPassword(PASSWORD);
	const username = `patient-${unique()}`;
	const body = { first_name: "Pat", last_name: "Doe", username, ...fields };
	const patient = must(await post("/api/patients/", body, admin.token), 201).body;
	await db()
		.update(users)
		.set({ passwordHash: await hash })
		.where(eq(users.username, username));
	await db().update(patients).set({ ownerId: admin.id }).where(eq(patients.id, patient.id));
	return { id: patient.id as number, username };
}

export async function createDevice(admin: TestUser, patient: number) {
	const body = { device_id: `watch-${unique()}`, patient };
	const device = must(await post("/api/devices/", body, admin.token), 201).body;
	const token = must(await post(`/api/devices/${device.id}/token/`, {}, admin.token), 201).body.token;
	return { id: device.id as number, deviceId: device.device_id as string, token: token as string };
}

/** An admin, a patient and the patient's device: what most tests of readings start from. */
export async function createMonitored(fields: Record<string, unknown> = {}) {
	const admin = await createUser("admin");
	const patient = await createPatient(admin, fields);
	const device = await createDevice(admin, patient.id);
	return { admin, patient, device };
}

/** Puts a doctor in charge of a patient. */
export async function mapDoctor(doctor: TestUser, patientId: number): Promise<void> {
	if (doctor.doctorId === null) throw new Error("not a doctor");
	await db().insert(mappings).values({ patientId, doctorId: doctor.doctorId });
}

export async function endMappings(patientId: number): Promise<void> {
	await db().update(mappings).set({ status: "ended", endedAt: new Date() }).where(eq(mappings.patientId, patientId));
}
