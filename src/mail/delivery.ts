import { eq } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { CODE_MINUTES, readCode } from "../credentials/codes.ts";
import { oneTimeCodes } from "../credentials/table.ts";
import { type Database, database } from "../db/client.ts";
import { settings } from "../env.ts";
import type { MailEvent } from "./events.ts";
import { mails } from "./table.ts";
import { codeMail, noticeMail, type Words } from "./wording.ts";

type User = typeof users.$inferSelect;

/** A mail ready to go; undefined where the code was spent, replaced or ran out in the meantime. */
async function compose(
	db: Database,
	env: Env,
	user: User,
	event: MailEvent,
): Promise<(Words & { to: string }) | undefined> {
	if (event.type === "mail.notice") {
		const to = event.to ?? user.email;
		return to === null ? undefined : { to, ...noticeMail(user, event.notice, event.details) };
	}
	const row = await db.select().from(oneTimeCodes).where(eq(oneTimeCodes.id, event.code_id)).get();
	const code = row && row.expiresAt > new Date() && readCode(settings(env), row);
	return code ? { to: row.email, ...codeMail(user, row.purpose, code, CODE_MINUTES) } : undefined;
}

/**
 * Sends the mail of an event, once however often the queue delivers it. A crash between the sending and its note, or two
 * deliveries at the same instant, make a second copy: better than a mail that is noted and never sent. Throws what the
 * mail service throws: the queue tries again later.
 */
export async function deliverMail(env: Env, event: MailEvent): Promise<void> {
	const db = database(env);
	const sent = await db.select().from(mails).where(eq(mails.eventId, event.event_id)).get();
	const user = await db.select().from(users).where(eq(users.id, event.user_id)).get();
	if (sent || !user) return;
	const mail = await compose(db, env, user, event);
	if (!mail) return;
	await env.MAIL.send({ from: settings(env).mailFrom, ...mail });
	const kind = event.type === "mail.notice" ? event.notice : "code";
	await db.insert(mails).values({ eventId: event.event_id, userId: user.id, kind }).onConflictDoNothing();
}
