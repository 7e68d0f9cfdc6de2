import { eq } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { CODE_MINUTES, readCode } from "../credentials/codes.ts";
import { oneTimeCodes } from "../credentials/table.ts";
import { atomic, type Database, database, type Statement } from "../db/client.ts";
import { settings } from "../env.ts";
import type { AccountMail, MailEvent } from "./events.ts";
import { mails } from "./table.ts";
import { codeMail, noticeMail, type Words } from "./wording.ts";

type User = typeof users.$inferSelect;
type Mail = Words & { to: string };

/** A mail ready to go; undefined where the code was spent, replaced or ran out in the meantime. */
async function compose(db: Database, env: Env, user: User, event: AccountMail): Promise<Mail | undefined> {
	if (event.type === "mail.notice") {
		const to = event.to ?? user.email;
		return to === null ? undefined : { to, ...noticeMail(user, event.notice, event.details) };
	}
	const row = await db.select().from(oneTimeCodes).where(eq(oneTimeCodes.id, event.code_id)).get();
	const code = row && row.expiresAt > new Date() && readCode(settings(env), row);
	return code
		? { to: row.email, ...codeMail(user, row.purpose, code, CODE_MINUTES, settings(env).publicOrigin) }
		: undefined;
}

/** Whether the mail of an event was handed over. */
export async function wasSent(db: Database, { event_id }: MailEvent): Promise<boolean> {
	return (await db.select().from(mails).where(eq(mails.eventId, event_id)).get()) !== undefined;
}

/**
 * Hands a mail over and notes it, together with `alongside`. A crash between the two, or two deliveries of the event at
 * the same instant, make a second copy: better than a mail that is noted and never sent. Throws what the mail service
 * throws: the queue tries again later.
 */
export async function send(env: Env, event: MailEvent, mail: Mail, kind: string, alongside: Statement[] = []) {
	await env.MAIL.send({ from: settings(env).mailFrom, ...mail });
	const db = database(env);
	const note = db.insert(mails).values({ eventId: event.event_id, userId: event.user_id, kind }).onConflictDoNothing();
	await atomic(db, [note, ...alongside]);
}

/** Sends the mail of an account's event, once however often the queue delivers it. Throws as `send` does. */
export async function deliverMail(env: Env, event: AccountMail): Promise<void> {
	const db = database(env);
	const user = await db.select().from(users).where(eq(users.id, event.user_id)).get();
	if (!user || (await wasSent(db, event))) return;
	const mail = await compose(db, env, user, event);
	if (mail) await send(env, event, mail, event.type === "mail.notice" ? event.notice : "code");
}
