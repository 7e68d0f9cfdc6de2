import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { users } from "../../src/accounts/table.ts";
import { hashPassword } from "../../src/auth/passwords.ts";
import type { Role } from "../../src/auth/policy.ts";
import { database } from "../../src/db/client.ts";
import { doctors } from "../../src/doctors/table.ts";
import { mappings } from "../../src/mappings/table.ts";
import { type Answer, post } from "./client.ts";

export const PASSWORD = "correct horse battery 9";

/** A suffix that no other test has used: storage is shared within a file. */
export const unique = () => crypto.randomUUID().slice(0, 13);

const db = () => database(env);

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

export async function signIn(username: string, password = PASSWORD): Promise<TestUser> {
	const { body } = must(await post("/api/auth/login/", { username, password }), 200);
	const { patient_id: patientId, doctor_id: doctorId } = body.user;
	return { id: body.user_id, username, token: body.access, refresh: body.refresh, patientId, doctorId };
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
	return signIn(username);
}

/** A patient with a login, their device and its token, through the front door. */
export async function createPatient(admin: TestUser, fields: Record<string, unknown> = {}) {
	const username = `patient-${unique()}`;
	const body = { first_name: "Pat", last_name: "Doe", username, password: PASSWORD, ...fields };
	const patient = must(await post("/api/patients/", body, admin.token), 201).body;
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
