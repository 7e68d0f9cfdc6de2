import { eq } from "drizzle-orm";
import { atomic, type Database, database } from "../db/client.ts";
import { doctors } from "../doctors/table.ts";
import { deliverMail } from "../mail/delivery.ts";
import { patients } from "../patients/table.ts";
import { type NotificationEvent, type QueuedEvent, queuedEvent } from "./events.ts";
import { recipients } from "./recipients.ts";
import { deadLetters, notifications } from "./table.ts";
import { wording } from "./wording.ts";

/** Seconds until a failed message is tried again: 5 s, doubling, at most 15 min. */
export const retryDelay = (attempts: number): number => Math.min(5 * 2 ** Math.max(0, attempts - 1), 900);

const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`.trim();

/** Puts an event into the inboxes. Idempotent: one row per event and recipient, however often it is delivered. */
export async function deliver(db: Database, event: NotificationEvent): Promise<void> {
	const patient = await db.select().from(patients).where(eq(patients.id, event.patient_id)).get();
	if (!patient) return;
	const doctorId = "doctor_id" in event ? event.doctor_id : null;
	const doctor = doctorId === null ? undefined : await db.select().from(doctors).where(eq(doctors.id, doctorId)).get();
	const words = wording(event, {
		patient: nameOf(patient) || `Patient ${patient.id}`,
		doctor: doctor ? nameOf(doctor) || `Doctor ${doctor.id}` : null,
		timezone: patient.timezone,
		now: Date.now(),
	});
	const inboxes = await recipients(db, event);
	const [first, ...rest] = inboxes.map((recipientId) =>
		db
			.insert(notifications)
			.values({ eventId: event.event_id, recipientId, data: event, ...words })
			.onConflictDoNothing(),
	);
	if (first) await atomic(db, [first, ...rest]);
}

function dispatch(env: Env, db: Database, event: QueuedEvent): Promise<void> {
	switch (event.type) {
		case "mail.code":
		case "mail.notice":
			return deliverMail(env, event);
		default:
			return deliver(db, event);
	}
}

async function bury(db: Database, queue: string, message: Message): Promise<void> {
	await db.insert(deadLetters).values({ queue, messageId: message.id, body: message.body }).onConflictDoNothing();
}

/** Each message stands alone: delivered and acknowledged, or tried again later; one that cannot be read is kept. */
async function handle(env: Env, db: Database, queue: string, message: Message): Promise<void> {
	try {
		const event = queuedEvent.safeParse(message.body);
		if (event.success) await dispatch(env, db, event.data);
		else await bury(db, queue, message);
		message.ack();
	} catch (error) {
		const name = error instanceof Error ? error.name : "unknown";
		console.error(JSON.stringify({ level: "error", at: "notifications", message_id: message.id, error: name }));
		message.retry({ delaySeconds: retryDelay(message.attempts) });
	}
}

/** Consumes the notification queue and its dead-letter queue. Throws for a queue that is not ours. */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
	const db = database(env);
	switch (batch.queue) {
		case "edgeward-notifications":
			for (const message of batch.messages) await handle(env, db, batch.queue, message);
			return;
		case "edgeward-notifications-dead":
			for (const message of batch.messages) {
				await bury(db, batch.queue, message);
				message.ack();
			}
			return;
		default:
			throw new Error(`No consumer for the queue ${batch.queue}`);
	}
}
