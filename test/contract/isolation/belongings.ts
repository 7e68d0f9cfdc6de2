import { env } from "cloudflare:workers";
import { appointments } from "../../../src/appointments/table.ts";
import { assessmentResults, assessments } from "../../../src/assessments/table.ts";
import { sha256 } from "../../../src/auth/hashes.ts";
import { allergies, medications } from "../../../src/charts/table.ts";
import { database } from "../../../src/db/client.ts";
import { deadLetters } from "../../../src/dead-letters/table.ts";
import { deliveries } from "../../../src/deliveries/table.ts";
import { settings } from "../../../src/env.ts";
import { files } from "../../../src/files/table.ts";
import { notifications } from "../../../src/notifications/table.ts";
import { newPersonalToken } from "../../../src/personal-tokens/authentication.ts";
import { personalTokens, type Scope } from "../../../src/personal-tokens/table.ts";
import { recordComments, records } from "../../../src/records/table.ts";
import { newSession } from "../../../src/sessions/family.ts";
import { webhookAttempts, webhooks } from "../../../src/webhooks/table.ts";
import { unique } from "../../support/factories.ts";
import type { Scene } from "../scene.ts";
import type { Marks } from "./marks.ts";

/** Who writes: the role by which they do, and their user. */
export interface Author {
	id: number;
	role: "doctor" | "patient";
}

/** What is written down of a patient by one of those around them. */
export async function newWritings(marks: Marks, patientId: number, { id: createdBy, role }: Author) {
	const db = database(env);
	const ids = { record: marks.number(), allergy: marks.number(), medication: marks.number() };
	const text = marks.text();
	await db.insert(records).values({
		...{ id: ids.record, patientId, createdBy, authorRole: role, recordType: "DIAGNOSIS", title: text },
		...{ description: text, symptoms: text, diagnosis: text, treatment: text, medications: text },
		visitDate: marks.instant(-100),
	});
	await db.insert(recordComments).values(
		[true, false].map((isPrivate) => ({
			...{ id: marks.number(), recordId: ids.record, authorId: createdBy, comment: text, isPrivate },
		})),
	);
	const listed = () => {
		const name = `${text} ${unique()}`;
		return { patientId, name, nameKey: name, description: text, createdBy };
	};
	await db.insert(allergies).values({ id: ids.allergy, ...listed() });
	await db.insert(medications).values({ id: ids.medication, ...listed() });
	return ids;
}

/** What was found with a questionnaire, a document with its bytes, and time with a doctor. */
export async function newFindings(
	marks: Marks,
	{ patientId, doctorId, author, form }: { patientId: number; doctorId: number; author: Author; form: Scene["form"] },
) {
	const db = database(env);
	const ids = { assessment: marks.number(), appointment: marks.number() };
	await db.insert(assessments).values({
		...{ id: ids.assessment, typeId: form.type, patientId, practitionerId: author.id, severity: marks.text() },
		...{ assessedAt: marks.instant(-90), finalScore: 50, points: marks.number() },
	});
	const result = { assessmentId: ids.assessment, questionId: form.question, answerId: form.answer };
	await db.insert(assessmentResults).values(result);
	const startsAt = marks.instant(200);
	const endsAt = marks.own(new Date(startsAt.getTime() + 60_000).toISOString());
	await db.insert(appointments).values({
		...{ id: ids.appointment, patientId, doctorId, notes: marks.text(), createdBy: author.id },
		...{ startsAt, endsAt: new Date(endsAt) },
	});
	const file = await newFile(marks, { patientId, uploadedBy: author.id, kind: "document" });
	return { ...ids, file };
}

/** A file whose name and bytes are the group's. */
export async function newFile(
	marks: Marks,
	of: { patientId?: number; doctorId?: number; uploadedBy: number; kind: "document" | "certificate" },
): Promise<number> {
	const [id, key] = [marks.number(), unique()];
	await env.FILES.put(key, `%PDF-1.7 ${marks.text()}`);
	const stored = { id, key, name: `${marks.text()}.pdf`, contentType: "application/pdf", size: marks.number() };
	await database(env)
		.insert(files)
		.values({ ...stored, ...of });
	return id;
}

/** What is somebody's alone: their inbox, webhooks, tokens and sessions. */
export async function newPossessions(marks: Marks, userId: number) {
	const { attempt, ...hook } = await newWebhookOf(marks, userId);
	const tokens = { read: await newTokenOf(marks, userId, "read"), write: await newTokenOf(marks, userId, "write") };
	return {
		...{ ...hook, attempt, notification: await newNotificationOf(marks, userId) },
		...{ session: await newSessionOf(marks, userId), personalToken: tokens.write.id },
		scripts: { read: tokens.read.token, write: tokens.write.token },
	};
}

async function newWebhookOf(marks: Marks, ownerId: number) {
	const db = database(env);
	const [webhook, attempt, deliveryId] = [marks.number(), marks.number(), marks.number()];
	const url = `https://hooks.example.org/${marks.text()}`;
	await db.insert(webhooks).values({
		...{ id: webhook, ownerId, scope: "user", url, description: marks.text(), isActive: true },
		// Nothing that happens here calls it.
		...{ events: ["appointment.reminder"], secret: "of a key that is gone" },
	});
	const call = { webhookId: webhook, channel: "webhook", status: "failed", eventType: "webhook.test" } as const;
	await db.insert(deliveries).values({ id: deliveryId, ...call, eventId: marks.own(unique()), reason: marks.text() });
	const tried = { webhookId: webhook, deliveryId, durationMs: marks.number(), reason: marks.text() };
	await db.insert(webhookAttempts).values({ id: attempt, ...tried });
	const body = { type: "webhook.delivery", event_id: marks.own(unique()), webhook_id: webhook, attempt: 0 };
	const deadLetter = marks.number();
	const letter = { id: deadLetter, queue: "edgeward-notifications-dead", messageId: marks.own(unique()), body };
	await db.insert(deadLetters).values(letter);
	return { webhook, attempt, deadLetter };
}

async function newNotificationOf(marks: Marks, recipientId: number): Promise<number> {
	const id = marks.number();
	const message = {
		notificationType: "TEST",
		title: marks.text(),
		message: marks.text(),
		data: { text: marks.text() },
	};
	await database(env)
		.insert(notifications)
		.values({ id, eventId: marks.own(unique()), recipientId, ...message });
	return id;
}

async function newTokenOf(marks: Marks, userId: number, scope: Scope) {
	const [id, token] = [marks.number(), newPersonalToken()];
	const row = { id, userId, name: marks.text(), scope, hint: token.slice(-4), tokenHash: sha256(token) };
	await database(env)
		.insert(personalTokens)
		.values({ ...row, expiresAt: marks.instant(30) });
	return { id, token: marks.own(token) };
}

/** A session as a sign-in begins it, from a browser and a place that only the group may know. */
export async function newSessionOf(marks: Marks, userId: number): Promise<string> {
	const origin = { requestId: "test", address: null, userAgent: marks.text(), place: marks.text() };
	const { id, statement } = newSession(database(env), settings(env), userId, origin);
	await statement;
	return marks.own(id);
}
