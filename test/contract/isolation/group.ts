import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { expect, vi } from "vitest";
import { users } from "../../../src/accounts/table.ts";
import { signAccessToken, signDeviceToken } from "../../../src/auth/tokens.ts";
import { database } from "../../../src/db/client.ts";
import { devices } from "../../../src/devices/table.ts";
import { doctorHours, doctors } from "../../../src/doctors/table.ts";
import { settings } from "../../../src/env.ts";
import { files } from "../../../src/files/table.ts";
import { mappings } from "../../../src/mappings/table.ts";
import { notifications } from "../../../src/notifications/table.ts";
import { patients, patientVitals } from "../../../src/patients/table.ts";
import { notificationPreferences } from "../../../src/preferences/table.ts";
import { assessmentAnswers, assessmentQuestions, assessmentTypes } from "../../../src/questionnaires/table.ts";
import { firstAlertOf } from "../../support/alerts.ts";
import { get, patch, post } from "../../support/client.ts";
import { newPhone, unique } from "../../support/factories.ts";
import { monitorOf } from "../../support/monitor.ts";
import type { Scene } from "../scene.ts";
import { newFile, newFindings, newPossessions, newSessionOf, newWritings } from "./belongings.ts";
import { Marks, rareNumber } from "./marks.ts";

/** Those whose sight ends somewhere; admins and staff see everybody. */
export const PEOPLE = ["doctor", "patient", "user"] as const;
export type Person = (typeof PEOPLE)[number];

/** All that can speak for them. */
export const CALLERS = [
	...PEOPLE,
	"device",
	...PEOPLE.flatMap((person) => [`${person}'s reading script`, `${person}'s writing script`] as const),
] as const;
export type Caller = (typeof CALLERS)[number];

/** Whose things a caller would come upon. */
export const personOf = (caller: Caller): Person => PEOPLE.find((person) => caller.startsWith(person)) ?? "patient";

/**
 * A patient with a login, the user who owns the record, the doctor who treats them, and all that is about and around
 * them: what none of another such group may see or change.
 *
 * What everybody may know who is signed in carries no mark of its own: a doctor's profile (name, contact, licence,
 * hours, who it belongs to and who made it) and the doctor's picture, because whoever chooses or refers to a doctor
 * has to know them (requirements 1.6, 11); a questionnaire with its questions and answers, because they are the clinic's.
 */
export interface Group {
	marks: Marks;
	/** What is theirs, by the person of the group that it belongs to. */
	scenes: Record<Person, Scene>;
	/** Another patient of the owner and the doctor, and so a second row in their lists. */
	secondPatient: number;
	/** The ids of the users. */
	users: Record<Person, number>;
	/** The doctor who treats the patient. */
	doctor: number;
	/** The ids of what everybody may know. */
	known: readonly number[];
	/** What the device is called. */
	deviceName: string;
	alert: number;
	/** A new token of a caller's; of a person, of a session that began just now. */
	tokenOf: (caller: Caller) => Promise<string>;
}

/** As long as a queue may take on a busy machine. */
const SOON = { timeout: 20_000, interval: 50 };

async function newUser(marks: Marks, role: Person, fields: Partial<typeof users.$inferInsert> = {}) {
	const id = role === "doctor" ? rareNumber() : marks.number();
	const address = { country: marks.text(), town: marks.text() };
	await database(env)
		.insert(users)
		.values({
			...{
				id,
				username: `${marks.text()}-${unique()}`,
				roles: [role],
				email: `${marks.text()}${unique()}@example.org`,
			},
			...{ phoneNumber: marks.own(newPhone()), firstName: marks.text(), lastName: marks.text(), address },
			...{ dateOfBirth: marks.birthday(), isVerified: true, ...fields },
		});
	return id;
}

/** Two doctors: one who signs in, and one without a login whom they made. What they say of themselves is for all. */
async function newDoctors(marks: Marks) {
	const db = database(env);
	const name = { firstName: marks.shownText(), lastName: marks.shownText() };
	const userId = await newUser(marks, "doctor", name);
	const profile = { ...name, specialization: marks.shownText(), location: marks.shownText(), creatorId: userId };
	const [doctor, otherDoctor] = [rareNumber(), rareNumber()];
	await db.insert(doctors).values([
		{ id: doctor, userId, ...profile },
		{ id: otherDoctor, userId: null, ...profile },
	]);
	await db.insert(doctorHours).values({ doctorId: otherDoctor, weekday: 1, fromMinute: 0, toMinute: 1440 });
	await newFile(marks, { doctorId: otherDoctor, uploadedBy: userId, kind: "certificate" });
	const picture = { key: unique(), name: "face.png", contentType: "image/png", size: 8 };
	const face = {
		id: rareNumber(),
		doctorId: otherDoctor,
		uploadedBy: userId,
		kind: "profile_image",
		...picture,
	} as const;
	await db.insert(files).values(face);
	return { userId, doctor, otherDoctor };
}

async function newPatient(marks: Marks, ties: { userId?: number; ownerId: number }): Promise<number> {
	const id = marks.number();
	const text = marks.text();
	await database(env)
		.insert(patients)
		.values({
			...{ id, ...ties, firstName: text, lastName: text, email: `${text}${unique()}@example.org`, address: text },
			...{ phoneNumber: marks.own(newPhone()), dateOfBirth: marks.birthday(), gender: "F", bloodGroup: "AB-" },
			...{ genotype: "AS", nationality: text, allergies: text, medications: text, medicalHistory: text },
			...{ insurance: { number: text }, emergencyContact: { name: text }, notes: text },
		});
	return id;
}

async function newForm(marks: Marks, createdBy: number): Promise<Scene["form"]> {
	const db = database(env);
	const [type, question, answer] = [rareNumber(), rareNumber(), rareNumber()];
	const name = `${marks.shownText()}-${unique()}`;
	await db.insert(assessmentTypes).values({ id: type, name, bands: [], createdBy });
	await db.insert(assessmentQuestions).values({ id: question, typeId: type, text: marks.shownText() });
	await db.insert(assessmentAnswers).values({ id: answer, questionId: question, text: marks.shownText(), points: 1 });
	return { type, question, answer };
}

async function newMapping(marks: Marks, patientId: number, doctorId: number, status: "active" | "pending" = "active") {
	const id = marks.number();
	const details = { referralSource: marks.text(), notes: marks.text() };
	await database(env)
		.insert(mappings)
		.values({ id, patientId, doctorId, status, ...details });
	return id;
}

// A little faster for each group, so that statistics tell whose they are.
let slowest = 210;

/** Readings that open an alert by a rule of their own, and what follows from it. */
async function beat(marks: Marks, patient: number, { owner, device }: Record<"owner" | "device", string>) {
	slowest = slowest < 290 ? slowest + 4 : 210;
	const rates = [slowest, slowest + 1, slowest + 2];
	for (const rate of rates) for (const name of ["heart_rate", "min", "max", "extreme"]) marks.own(`"${name}":${rate}`);
	const rules = `/api/patients/${patient}/alert-rules/`;
	await patch(`${rules}1/`, { sustained_minutes: 7 }, owner);
	await post(rules, { kind: "above", threshold: slowest - 1, sustained_minutes: 0 }, owner);
	marks.own(`"threshold":${slowest - 1}`);
	const readings = rates.map((heart_rate) => ({
		heart_rate,
		recorded_at: marks.own(new Date(Date.now() - 60_000 + heart_rate * 101).toISOString()),
	}));
	const { body } = await post("/api/heart-rate/", { readings }, device);
	if (body.created !== readings.length) throw new Error(`expected readings: ${JSON.stringify(body)}`);
	await runDurableObjectAlarm(monitorOf(env, patient));
	await vi.waitFor(async () => expect((await get(`/api/patients/${patient}/alerts/`, owner)).body.count).toBe(1), SOON);
	await listed(patient);
}

/** Has the object tell the lists across patients of the readings, which it did once before there were any: in its own time. */
async function listed(patient: number): Promise<void> {
	vi.setSystemTime(Date.now() + 61_000);
	await runDurableObjectAlarm(monitorOf(env, patient));
	vi.useRealTimers();
	const isListed = and(eq(patientVitals.patientId, patient), isNotNull(patientVitals.lastReadingAt));
	await vi.waitFor(async () => expect(await database(env).$count(patientVitals, isListed)).toBe(1), SOON);
}

/** Waits until everybody has heard of the alert: from then on nothing of the group changes by itself. */
async function told(people: number[]): Promise<void> {
	const isNews = and(inArray(notifications.recipientId, people), eq(notifications.notificationType, "ALERT_OPENED"));
	await vi.waitFor(async () => expect(await database(env).$count(notifications, isNews)).toBe(people.length), SOON);
}

/** For two of them, which take their time on a busy machine. */
export const SETTING_UP = 60_000;

/** Everybody and everything of one group, each number and text of its own. */
export async function newGroup(): Promise<Group> {
	const db = database(env);
	const marks = new Marks();
	const { userId: doctorUser, doctor, otherDoctor } = await newDoctors(marks);
	const ids = { doctor: doctorUser, patient: await newUser(marks, "patient"), user: await newUser(marks, "user") };
	const patient = await newPatient(marks, { userId: ids.patient, ownerId: ids.user });
	const secondPatient = await newPatient(marks, { ownerId: ids.user });
	const [device, tokenId, deviceName] = [marks.number(), marks.own(unique()), `${marks.text()}-watch`];
	await db.insert(devices).values({ id: device, deviceId: deviceName, patientId: patient, tokenId });
	await newMapping(marks, secondPatient, doctor);
	const active = await newMapping(marks, patient, doctor);
	const pending = await newMapping(marks, patient, otherDoctor, "pending");
	const form = await newForm(marks, doctorUser);
	const applicant = await newUser(marks, "user", { requestedRole: "staff" });

	const scenes = new Map<Person, Scene & { scripts: Record<"read" | "write", string> }>();
	for (const person of PEOPLE) {
		const author = { id: ids[person], role: person === "user" ? "doctor" : person } as const;
		await db.insert(notificationPreferences).values({ userId: author.id, email: "none", version: 1 });
		scenes.set(person, {
			...{ token: "", secret: marks.text(), patient, device, applicant, otherDoctor, profile: otherDoctor, form },
			mapping: person === "patient" ? pending : active,
			...(await newWritings(marks, patient, author)),
			...(await newFindings(marks, { patientId: patient, doctorId: doctor, author, form })),
			...(await newPossessions(marks, author.id)),
		});
	}
	const sceneOf = (person: Person) => {
		const scene = scenes.get(person);
		if (!scene) throw new Error(`no scene of the ${person}`);
		return scene;
	};

	async function tokenOf(caller: Caller): Promise<string> {
		const person = personOf(caller);
		if (caller === "device")
			return signDeviceToken(settings(env), { kind: "device", deviceId: device, patientId: patient, tokenId });
		if (caller !== person) return sceneOf(person).scripts[caller.includes("reading") ? "read" : "write"];
		return signAccessToken(settings(env), {
			...{ kind: "user", id: ids[person], roles: [person], sessionId: await newSessionOf(marks, ids[person]) },
			...{ patientId: person === "patient" ? patient : null, doctorId: person === "doctor" ? doctor : null },
		});
	}

	await beat(marks, patient, { owner: await tokenOf("user"), device: await tokenOf("device") });
	const alert = marks.know(firstAlertOf(patient));
	await told(Object.values(ids));
	await post(`/api/alerts/${alert}/snooze/`, { minutes: 60 }, await tokenOf("doctor"));
	return {
		...{ marks, secondPatient, users: ids, doctor, deviceName, alert, tokenOf },
		known: [doctorUser, doctor, otherDoctor, ...Object.values(form)],
		scenes: { doctor: sceneOf("doctor"), patient: sceneOf("patient"), user: sceneOf("user") },
	};
}
