import { and, eq, isNotNull, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { type Database, database } from "../db/client.ts";
import { deliveries } from "../deliveries/table.ts";
import { settings } from "../env.ts";
import { send, wasSent } from "../mail/delivery.ts";
import type { NotificationMail } from "../mail/events.ts";
import { notificationMail } from "../mail/wording.ts";
import { urgencyOf } from "./channels.ts";
import { stillConcerning } from "./concern.ts";
import { notificationEvent } from "./events.ts";

const deliveryOf = ({ about, user_id }: NotificationMail) =>
	and(eq(deliveries.eventId, about), eq(deliveries.recipientId, user_id), eq(deliveries.channel, "email"));

const noted = (db: Database, event: NotificationMail, values: Partial<typeof deliveries.$inferInsert>) =>
	db
		.update(deliveries)
		.set({ ...values, at: new Date() })
		.where(deliveryOf(event));

/** The statement that notes that the queue has given a mail up. */
export const mailGivenUp = (db: Database, event: NotificationMail) =>
	noted(db, event, { status: "failed", reason: "the mail service did not take it" });

/**
 * Mails that something is in an inbox, once however often the queue delivers the event: to an address that is proven,
 * and only while the event concerns its owner. Throws what the mail service throws: the queue tries again later.
 */
export async function mailNotification(env: Env, event: NotificationMail): Promise<void> {
	const db = database(env);
	if (await wasSent(db, event)) return;
	const proven = and(eq(users.id, event.user_id), eq(users.isActive, true), isNotNull(users.emailVerifiedAt));
	const user = await db.select().from(users).where(proven).get();
	const row = await stillConcerning(db, event.about, event.user_id);
	if (!user || user.email === null || !row) {
		await noted(db, event, { status: "skipped", reason: row ? "no_address" : "no_concern" });
		return;
	}
	await db.update(deliveries).set({ attempts: sql`attempts + 1` }).where(deliveryOf(event));
	const about = notificationEvent.safeParse(row.data);
	const isPressing = about.success && urgencyOf(about.data) === "critical";
	const mail = { to: user.email, ...notificationMail(user, row.title, isPressing, settings(env).publicOrigin) };
	await send(env, event, mail, "notification", [noted(db, event, { status: "sent", reason: null })]);
}
