import { eq, sql } from "drizzle-orm";
import { forgive } from "../accounts/failed-sign-ins.ts";
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
import { revokeTokensOf } from "../personal-tokens/service.ts";
import { endSessionsOf } from "../sessions/ending.ts";
import { dropCodes, findCode, sendCode, spendCode } from "./codes.ts";
import { provePassword } from "./proof.ts";

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
		db.update(users).set({ passwordHash, updatedAt: new Date() }).where(eq(users.id, user.id)),
		endSessionsOf(db, user.id, actor.sessionId),
		dropCodes(db, "reset_password", user.id),
		forgive(db, attempt),
		noticeRow(db, "password_changed", user.id),
		auditRow(db, { actor, origin, action: "password.change", entity: "user", entityId: user.id }),
	]);
	await renewEnded(db);
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
 * Sets a new password for who has the code from the mail, which also proves the address. Ends every session and revokes
 * every personal token: somebody else may have had the old password.
 */
export async function resetPassword({ db, origin }: PublicContext, code: string, newPassword: string): Promise<void> {
	const found = await findCode(db, "reset_password", code);
	if (!found) throw badCode();
	// The password first: one that is refused does not cost the code.
	await checkNewPassword(await userById(db, found.userId), newPassword);
	const passwordHash = await hashPassword(newPassword);
	const spent = await spendCode(db, "reset_password", code);
	if (!spent) throw badCode();
	const { userId } = spent;
	const now = new Date();
	const emailVerifiedAt = sql`coalesce(${users.emailVerifiedAt}, ${now.getTime()})`;
	await atomic(db, [
		db.update(users).set({ passwordHash, emailVerifiedAt, updatedAt: now }).where(eq(users.id, userId)),
		endSessionsOf(db, userId),
		revokeTokensOf(db, userId),
		dropCodes(db, "reset_password", userId),
		noticeRow(db, "password_changed", userId),
		auditRow(db, { actor: null, origin, action: "password.reset", entity: "user", entityId: userId }),
	]);
	await renewEnded(db);
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
	const spent = await spendCode(db, "verify_email", code);
	if (!spent) throw badCode();
	const { userId, email } = spent;
	const now = new Date();
	await atomic(db, [
		db
			.update(users)
			.set({ emailVerifiedAt: now, updatedAt: now })
			.where(sql`${users.id} = ${userId} and ${users.email} = ${email}`),
		dropCodes(db, "verify_email", userId),
		auditRow(db, { actor: null, origin, action: "email.verify", entity: "user", entityId: userId }),
	]);
}
