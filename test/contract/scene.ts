import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { users } from "../../src/accounts/table.ts";
import { appointments } from "../../src/appointments/table.ts";
import { assessments } from "../../src/assessments/table.ts";
import type { Role } from "../../src/auth/roles.ts";
import { signAccessToken, signDeviceToken } from "../../src/auth/tokens.ts";
import { allergies, medications } from "../../src/charts/table.ts";
import { database } from "../../src/db/client.ts";
import { deadLetters } from "../../src/dead-letters/table.ts";
import { deliveries } from "../../src/deliveries/table.ts";
import { devices } from "../../src/devices/table.ts";
import { doctors } from "../../src/doctors/table.ts";
import { settings } from "../../src/env.ts";
import { files } from "../../src/files/table.ts";
import { mappings } from "../../src/mappings/table.ts";
import { notifications } from "../../src/notifications/table.ts";
import { patients } from "../../src/patients/table.ts";
import { personalTokens } from "../../src/personal-tokens/table.ts";
import { assessmentAnswers, assessmentQuestions, assessmentTypes } from "../../src/questionnaires/table.ts";
import { records } from "../../src/records/table.ts";
import { newSession } from "../../src/sessions/family.ts";
import { webhookAttempts, webhooks } from "../../src/webhooks/table.ts";
import { NOWHERE, unique } from "../support/factories.ts";

export type Who = Role | "device";
export const EVERYONE = ["admin", "staff", "doctor", "patient", "user", "device"] as const satisfies readonly Who[];

/** Somebody with a token, and what is theirs: a patient, that patient's device, and a notification. */
export interface Scene {
	token: string;
	patient: number;
	device: number;
	notification: number;
	/** Their personal access token's row. */
	personalToken: number;
	/** Another session of theirs. */
	session: string;
	/** Somebody else, who waits for a role. */
	applicant: number;
	/** A doctor who has nothing to do with them. */
	otherDoctor: number;
	/** The patient's mapping to yet another doctor. */
	mapping: number;
	/** A record of the patient, by them where they may write one. */
	record: number;
	/** On the patient's lists. */
	allergy: number;
	medication: number;
	/** A questionnaire of theirs: its type, the one question, the one answer. */
	form: { type: number; question: number; answer: number };
	/** What they found with it, of the patient. */
	assessment: number;
	/** A document of the patient that they have uploaded; its bytes are nowhere. */
	file: number;
	/** The patient's appointment with the doctor of the mapping. */
	appointment: number;
	/** A doctor whose profile they made. */
	profile: number;
	/** A webhook of theirs, and a call of it. */
	webhook: number;
	attempt: number;
	/** A message that the queue gave up on. */
	deadLetter: number;
	/** The patient's name, which no refusal may repeat. */
	secret: string;
}

async function only<T>(rows: Promise<T[]>): Promise<T> {
	const [row] = await rows;
	if (!row) throw new Error("nothing was inserted");
	return row;
}

/** A doctor with whom the patient has an appointment, and one who has nothing to do with them. */
async function newCare(patientId: number, notes: string) {
	const db = database(env);
	const [otherDoctor, treating] = await db.insert(doctors).values([{}, {}]).returning();
	if (!otherDoctor || !treating) throw new Error("nothing was inserted");
	const mapping = await only(db.insert(mappings).values({ patientId, doctorId: treating.id }).returning());
	// Each at another time: a patient has one appointment at once.
	const startsAt = new Date(Date.UTC(2035, 0, 1) + (await db.$count(appointments)) * 3_600_000);
	const endsAt = new Date(startsAt.getTime() + 60_000);
	const appointment = await only(
		db.insert(appointments).values({ patientId, doctorId: treating.id, notes, startsAt, endsAt }).returning(),
	);
	return { otherDoctor: otherDoctor.id, mapping: mapping.id, appointment: appointment.id };
}

/** What is written down of a patient. */
async function newChart(patientId: number, userId: number, role: Role, title: string) {
	const db = database(env);
	const authorRole = role === "patient" || role === "admin" ? role : ("doctor" as const);
	const written = { patientId, createdBy: userId, authorRole, recordType: "CHECKUP", visitDate: new Date() } as const;
	const [record, allergy, medication] = await Promise.all([
		only(
			db
				.insert(records)
				.values({ ...written, title })
				.returning(),
		),
		only(db.insert(allergies).values({ patientId, name: title, nameKey: title }).returning()),
		only(db.insert(medications).values({ patientId, name: title, nameKey: title }).returning()),
	]);
	return { record: record.id, allergy: allergy.id, medication: medication.id };
}

/** A questionnaire of a user, what it found, a file of the patient, and a doctor's profile by the user. */
async function newWork(patientId: number, userId: number, text: string) {
	const db = database(env);
	const type = await only(
		db.insert(assessmentTypes).values({ name: unique(), bands: [], createdBy: userId }).returning(),
	);
	const question = await only(db.insert(assessmentQuestions).values({ typeId: type.id, text }).returning());
	const [answer, assessment, file, profile] = await Promise.all([
		only(db.insert(assessmentAnswers).values({ questionId: question.id, text, points: 1 }).returning()),
		only(
			db
				.insert(assessments)
				.values({
					typeId: type.id,
					patientId,
					practitionerId: userId,
					assessedAt: new Date(),
					finalScore: 0,
					points: 0,
				})
				.returning(),
		),
		only(
			db
				.insert(files)
				.values({
					...{ patientId, uploadedBy: userId, kind: "document", name: `${text}.pdf`, key: unique() },
					...{ contentType: "application/pdf", size: 8 },
				})
				.returning(),
		),
		only(db.insert(doctors).values({ creatorId: userId }).returning()),
	]);
	const form = { type: type.id, question: question.id, answer: answer.id };
	return { form, assessment: assessment.id, file: file.id, profile: profile.id };
}

/** A webhook that was called once, and a message that nobody has delivered. */
async function newMessages(ownerId: number) {
	const db = database(env);
	const hook = { ownerId, scope: "user", url: "https://hooks.example.org/", description: "" } as const;
	const webhook = await only(
		db
			.insert(webhooks)
			.values({ ...hook, events: [], isActive: true, secret: "of a key that is gone" })
			.returning(),
	);
	const call = { webhookId: webhook.id, channel: "webhook", status: "sent", eventType: "webhook.test" } as const;
	const delivery = await only(
		db
			.insert(deliveries)
			.values({ ...call, eventId: unique() })
			.returning(),
	);
	const attempt = await only(
		db.insert(webhookAttempts).values({ webhookId: webhook.id, deliveryId: delivery.id, durationMs: 1 }).returning(),
	);
	const body = { type: "webhook.delivery", event_id: unique(), webhook_id: webhook.id, attempt: 0 };
	const letter = await only(
		db.insert(deadLetters).values({ queue: "edgeward-notifications-dead", messageId: unique(), body }).returning(),
	);
	return { webhook: webhook.id, attempt: attempt.id, deadLetter: letter.id };
}

/** What reaches a user, and lets programs act for them. */
async function newInbox(userId: number, text: string) {
	const db = database(env);
	const message = { notificationType: "TEST", title: text, message: text, data: {} };
	const token = { userId, name: text, scope: "read", hint: "hint", tokenHash: unique() } as const;
	const [notification, personalToken] = await Promise.all([
		only(
			db
				.insert(notifications)
				.values({ eventId: unique(), recipientId: userId, ...message })
				.returning(),
		),
		only(
			db
				.insert(personalTokens)
				.values({ ...token, expiresAt: new Date(Date.now() + 60_000) })
				.returning(),
		),
	]);
	return { notification: notification.id, personalToken: personalToken.id };
}

async function newDevice(patientId: number) {
	const tokenId = unique();
	const device = { deviceId: unique(), patientId, tokenId };
	const { id } = await only(database(env).insert(devices).values(device).returning());
	return { id, tokenId };
}

/** A session of a user, as signing in would begin it. */
async function signedIn(userId: number): Promise<string> {
	const { id, statement } = newSession(database(env), settings(env), userId, NOWHERE);
	await statement;
	return id;
}

/** The cheapest way to one: rows without passwords, and a token signed here. */
export async function newScene(who: Who): Promise<Scene> {
	const db = database(env);
	const role = who === "device" ? "patient" : who;
	const [user, applicant] = await db
		.insert(users)
		.values([
			{ username: unique(), roles: [role] },
			{ username: unique(), roles: ["user"], requestedRole: "staff" },
		])
		.returning();
	if (!user || !applicant) throw new Error("nothing was inserted");
	const secret = `Secret-${unique()}`;
	const ties = {
		userId: role === "patient" ? user.id : null,
		ownerId: role === "doctor" || role === "user" ? user.id : null,
		// What comes with a registration: a profile that its patient has still to complete.
		isComplete: role !== "patient",
	};
	const patient = await only(
		db
			.insert(patients)
			.values({ firstName: secret, ...ties })
			.returning(),
	);
	const [doctor, device, session, sessionId, ...things] = await Promise.all([
		role === "doctor" ? only(db.insert(doctors).values({ userId: user.id }).returning()) : undefined,
		newDevice(patient.id),
		signedIn(user.id),
		signedIn(user.id),
		newCare(patient.id, secret),
		newChart(patient.id, user.id, role, secret),
		newWork(patient.id, user.id, secret),
		newMessages(user.id),
		newInbox(user.id, secret),
	]);
	const { id: deviceId, tokenId } = device;
	const token =
		who === "device"
			? signDeviceToken(settings(env), { kind: "device", deviceId, patientId: patient.id, tokenId })
			: signAccessToken(settings(env), {
					...{ kind: "user", id: user.id, roles: [who], sessionId },
					...{ patientId: who === "patient" ? patient.id : null, doctorId: doctor?.id ?? null },
				});
	const [care, chart, work, messages, inbox] = things;
	const ids = { patient: patient.id, device: deviceId, session, applicant: applicant.id };
	return { token: await token, ...ids, ...care, ...chart, ...work, ...messages, ...inbox, secret };
}

/**
 * New things of one patient, each by who would make it: the patient wrote the record and uploaded the file, the doctor
 * made the assessment.
 */
export async function newThings(patientId: number, { self, doctor }: { self: number; doctor: number }): Promise<Scene> {
	const db = database(env);
	const secret = `Secret-${unique()}`;
	const [{ file, ...work }, care, chart, device] = await Promise.all([
		newWork(patientId, doctor, secret),
		newCare(patientId, secret),
		newChart(patientId, self, "patient", secret),
		newDevice(patientId),
	]);
	await db.update(files).set({ uploadedBy: self }).where(eq(files.id, file));
	return { ...NOBODY, ...care, ...chart, ...{ ...work, file, patient: patientId, device: device.id, secret } };
}

/** Ids that nobody has. */
export const NOBODY: Scene = {
	...{ token: "", secret: "Secret-of-nobody" },
	...{ patient: 999_999_999, device: 999_999_999, notification: 999_999_999 },
	...{ personalToken: 999_999_999, session: "A".repeat(22), applicant: 999_999_999 },
	...{ otherDoctor: 999_999_999, mapping: 999_999_999, appointment: 999_999_999 },
	...{ record: 999_999_999, allergy: 999_999_999, medication: 999_999_999 },
	form: { type: 999_999_999, question: 999_999_999, answer: 999_999_999 },
	...{ assessment: 999_999_999, file: 999_999_999, profile: 999_999_999 },
	...{ webhook: 999_999_999, attempt: 999_999_999, deadLetter: 999_999_999 },
};
