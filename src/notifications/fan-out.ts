import { eq, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { atomic, type Database } from "../db/client.ts";
import { deliveries } from "../deliveries/table.ts";
import { doctors } from "../doctors/table.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import { patients } from "../patients/table.ts";
import { notificationPreferences } from "../preferences/table.ts";
import { LEASE_MS, listeningTo } from "../webhooks/listening.ts";
import { thinBody } from "../webhooks/message.ts";
import { type Channels, channelsFor, DEFAULT_PREFERENCES } from "./channels.ts";
import type { NotificationEvent } from "./events.ts";
import { plansFor } from "./plans.ts";
import { recipients } from "./recipients.ts";
import { notifications } from "./table.ts";
import { disabledWords, type Words, wording } from "./wording.ts";

const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`.trim();

/** What the inboxes say of an event; undefined where its patient is not there. */
async function wordsOf(db: Database, event: NotificationEvent): Promise<Words | undefined> {
	if (event.type === "webhook.disabled") return disabledWords(event);
	const patient = await db.select().from(patients).where(eq(patients.id, event.patient_id)).get();
	if (!patient) return undefined;
	const doctorId = "doctor_id" in event ? event.doctor_id : null;
	const doctor = doctorId === null ? undefined : await db.select().from(doctors).where(eq(doctors.id, doctorId)).get();
	return wording(event, {
		patient: nameOf(patient) || `Patient ${patient.id}`,
		doctor: doctor ? nameOf(doctor) || `Doctor ${doctor.id}` : null,
		timezone: patient.timezone,
		now: Date.now(),
	});
}

/** How each of these people wants to hear of an event. */
async function channelsOf(db: Database, event: NotificationEvent, ids: readonly number[], at: number) {
	const rows = await db
		.select({
			id: users.id,
			hasAddress: sql<number>`${users.email} is not null and ${users.emailVerifiedAt} is not null`,
			email: notificationPreferences.email,
			quietHours: notificationPreferences.quietHours,
		})
		.from(users)
		.leftJoin(notificationPreferences, eq(notificationPreferences.userId, users.id))
		.where(sql`${users.id} in (select value from json_each(${JSON.stringify(ids)}))`);
	return new Map<number, Channels>(
		rows.map(({ id, hasAddress, email, quietHours }) => {
			const preferences = email === null ? DEFAULT_PREFERENCES : { email, quietHours };
			return [id, channelsFor(preferences, event, { at, hasAddress: Boolean(hasAddress) })];
		}),
	);
}

/**
 * Brings an event to all whom it concerns: into the inboxes at once, and towards mailboxes and webhooks by messages of
 * their own, which wait in the outbox. All of it is one transaction, and what was there already stays as it is: nothing is
 * lost or doubled, however often and at which step this dies.
 */
export async function fanOut(db: Database, event: NotificationEvent, now = new Date()): Promise<void> {
	const words = await wordsOf(db, event);
	if (!words) return;
	const people = await channelsOf(db, event, await recipients(db, event), now.getTime());
	const isOfPatient = event.type !== "webhook.disabled";
	const hooks = isOfPatient ? await listeningTo(db, event.type, [...people.keys()]) : [];
	const plans = JSON.stringify(plansFor(event, people, hooks));
	const body = isOfPatient ? thinBody(event, now) : null;
	const id = event.event_id;
	await atomic(db, [
		// First: what has a row already was announced with it.
		outboxRowFrom(
			db,
			sql`select value->>'message' as event from json_each(${plans}) where value->>'message' is not null and not exists (
				select 1 from deliveries known where known.event_id = ${id} and known.channel = value->>'channel'
				and known.recipient_id is value->>'recipient' and known.webhook_id is value->>'webhook')`,
		),
		// In the order of the tables' columns; "where true" tells the upsert from a join.
		db
			.insert(deliveries)
			.select(sql`select null, ${id}, ${event.type}, value->>'recipient', value->>'webhook', value->>'channel',
				value->>'status', value->>'reason', value->>'status' = 'sent',
				case when value->>'channel' = 'webhook' then ${body} end,
				case when value->>'channel' = 'webhook' and value->>'status' = 'pending' then ${now.getTime() + LEASE_MS} end,
				${now.getTime()}, ${now.getTime()} from json_each(${plans}) where true`)
			.onConflictDoNothing(),
		db
			.insert(notifications)
			.select(sql`select null, ${id}, value->>'recipient', ${words.notificationType}, ${words.title}, ${words.message},
				${JSON.stringify(event)}, false, ${now.getTime()} from json_each(${plans}) where value->>'channel' = 'inbox'`)
			.onConflictDoNothing(),
	]);
}
