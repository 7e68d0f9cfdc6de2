import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { appointments } from "../../src/appointments/table.ts";
import { database } from "../../src/db/client.ts";
import { call, post } from "../support/client.ts";
import { createPatient, createUser, mapDoctor, sessionOf, type TestUser } from "../support/factories.ts";

export const PATH = "/api/appointments/";
export const MINUTE = 60_000;

/** A Monday far ahead, in UTC; the clinic of the tests lives there. */
export const monday = (time: string) => `2030-01-07T${time}:00.000Z`;
export const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString();

export interface Practice {
	admin: TestUser;
	doctor: TestUser & { doctorId: number };
	/** Mapped to the doctor, with a login. */
	patient: TestUser & { patientId: number };
}

/** A doctor without hours and a patient of theirs, of their own for each test. */
export async function newPractice(hours: object[] = []): Promise<Practice> {
	const admin = await createUser("admin");
	const doctor = await createUser("doctor");
	const { id, username } = await createPatient(admin);
	await mapDoctor(doctor, id);
	if (doctor.doctorId === null) throw new Error("no doctor");
	if (hours.length > 0)
		await call("PATCH", `/api/doctors/${doctor.doctorId}/`, { token: admin.token, body: { availability: hours } });
	const patient = await sessionOf(username);
	return { admin, doctor: { ...doctor, doctorId: doctor.doctorId }, patient: { ...patient, patientId: id } };
}

/** Asks for an appointment of the practice's doctor and patient. */
export function book({ admin, doctor, patient }: Practice, start: string, rest: object = {}, token = admin.token) {
	return post(PATH, { patient: patient.patientId, doctor: doctor.doctorId, start, ...rest }, token);
}

export async function booked(practice: Practice, start: string, rest: object = {}) {
	const { status, body } = await book(practice, start, rest);
	if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
	return body;
}

/** Moves an appointment in time as nobody may through the front door: so that it has begun. */
export async function shift(id: number, start: string): Promise<void> {
	const startsAt = new Date(start);
	const values = { startsAt, endsAt: new Date(startsAt.getTime() + 30 * MINUTE) };
	await database(env).update(appointments).set(values).where(eq(appointments.id, id));
}
