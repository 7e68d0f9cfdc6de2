import { eq, sql } from "drizzle-orm";
import { attemptKey, forgive } from "../accounts/failed-sign-ins.ts";
import { isOvertaken, rolesWhile } from "../accounts/guards.ts";
import { passwordFault } from "../accounts/password-rules.ts";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import { renewEnded } from "../auth/ended-sessions.ts";
import { hashPassword } from "../auth/passwords.ts";
import type { PublicContext, ServiceContext, SignedInContext } from "../auth/service-context.ts";
import { atomic, type Database } from "../db/client.ts";
import { settings } from "../env.ts";
import { invalid, problem } from "../http/problem.ts";
import { noticeRow } from "../mail/notices.ts";
import { identities } from "../oidc/table.ts";
import { endAccess } from "../personal-tokens/service.ts";
import { endSessionsOf } from "../sessions/ending.ts";
import { recheckStreams } from "../streams/recheck.ts";
import { dropCodes, sendCode, userOfCode } from "./codes.ts";
import { notYours, provePassword } from "./proof.ts";

type User = typeof users.$inferSelect;

async function userById(db: Database, id: number): Promise<User> {
	const user = await db.select().from(users).where(eq(users.id, id)).get();
	if (!user) throw problem("not_found");
	return user;
}

async function checkNewPassword(user: User, password: string): Promise<void> {
	const fault = await passwordFault(password, user);
	if (fault) throw invalid("new_password", fault);
}

/** Sets a new password for who knows the old one, and ends the other sessions. */
export async function changePassword(
	context: SignedInContext,
	oldPassword: string,
	newPassword: string,
): Promise<void> {
	const { db, actor, origin } = context;
	const user = await userById(db, actor.id);
	// The new one first: whoever tries weak ones has not failed to prove who they are.
	await checkNewPassword(user, newPassword);
	const attempt = await provePassword(context, user, "old_password", oldPassword);
	const passwordHash = await hashPassword(newPassword);
	await atomic(db, [
		db
			.update(users)
			.set({ passwordHash, roles: rolesWhile(attempt.stillProven), updatedAt: new Date() })
			.where(eq(users.id, user.id)),
		endSessionsOf(db, user.id, actor.sessionId),
		dropCodes(db, "reset_password", user.id),
		forgive(db, attempt),
		noticeRow(db, "password_changed", user.id),
		auditRow(db, { actor, origin, action: "password.change", entity: "user", entityId: user.id }),
	]).catch((error) => {
		throw isOvertaken(error) ? notYours("old_password") : error;
	});
	await renewEnded(db);
	recheckStreams(context.env, [user.id]);
}

/** Mails a code to the account of this address, if there is one: the same work and the same silence if there is none. */
export async function forgetPassword({ db, env, origin }: PublicContext, email: string): Promise<void> {
	const entityId = sql<string>`(select id from users where email = ${email})`;
	await atomic(db, [
		...sendCode(db, settings(env), "reset_password", eq(users.email, email)),
		auditRow(db, { actor: null, origin, action: "password.forget", entity: "user", entityId }),
	]);
}

/** One answer to every kind of wrong: unknown, mistyped, of another purpose, used, too old, of a former address. */
const badCode = () => invalid("token", "is not valid, or not any more: ask for a new one");

/**
 * Sets a new password for who has the code from the mail, which also proves the address, and shuts out everybody who had
 * another way in: every session, every personal token, every provider. Throws `invalid`; a password that is refused does
 * not cost the code.
 */
export async function resetPassword(context: PublicContext, code: string, newPassword: string): Promise<void> {
	const { db, env, origin } = context;
	const found = await userOfCode(db, "reset_password", code);
	if (!found) throw badCode();
	const { user, stillGood } = found;
	await checkNewPassword(user, newPassword);
	const passwordHash = await hashPassword(newPassword);
	const now = new Date();
	const emailVerifiedAt = sql`coalesce(${users.emailVerifiedAt}, ${now.getTime()})`;
	await atomic(db, [
		db
			.update(users)
			.set({ passwordHash, emailVerifiedAt, roles: rolesWhile(stillGood), updatedAt: now })
			.where(eq(users.id, user.id)),
		...endAccess(db, user.id),
		db.delete(identities).where(eq(identities.userId, user.id)),
		dropCodes(db, "reset_password", user.id),
		forgive(db, { key: attemptKey(settings(env), user.id, origin) }),
		noticeRow(db, "password_changed", user.id),
		auditRow(db, { actor: null, origin, action: "password.reset", entity: "user", entityId: user.id }),
	]).catch((error) => {
		throw isOvertaken(error) ? badCode() : error;
	});
	await renewEnded(db);
	recheckStreams(env, [user.id]);
}

/** Mails the actor a new code for their address. Harmless where there is none, or where it is proven already. */
export async function resendVerification({ db, env, actor, origin }: ServiceContext): Promise<void> {
	const unproven = sql`${users.id} = ${actor.id} and ${users.emailVerifiedAt} is null`;
	await atomic(db, [
		...sendCode(db, settings(env), "verify_email", unproven),
		auditRow(db, { actor, origin, action: "email.resend", entity: "user", entityId: actor.id }),
	]);
}

/** Takes a code from a mail as proof that the address is the account's. */
export async function verifyEmail({ db, origin }: PublicContext, code: string): Promise<void> {
	const found = await userOfCode(db, "verify_email", code);
	if (!found) throw badCode();
	const { user, stillGood } = found;
	const now = new Date();
	await atomic(db, [
		db
			.update(users)
			.set({ emailVerifiedAt: now, roles: rolesWhile(stillGood), updatedAt: now })
			.where(eq(users.id, user.id)),
		dropCodes(db, "verify_email", user.id),
		auditRow(db, { actor: null, origin, action: "email.verify", entity: "user", entityId: user.id }),
	]).catch((error) => {
		throw isOvertaken(error) ? badCode() : error;
	});
}
