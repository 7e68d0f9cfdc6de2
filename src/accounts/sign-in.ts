import { eq, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { verifyPassword } from "../auth/passwords.ts";
import type { PublicContext } from "../auth/service-context.ts";
import { atomic, notNullViolation, type Statement } from "../db/client.ts";
import { settings } from "../env.ts";
import { unauthenticated } from "../http/problem.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import { deviceName } from "../sessions/device-name.ts";
import { newSession } from "../sessions/family.ts";
import { type Account, findAccount } from "./account.ts";
import { countAttempt, forgive } from "./failed-sign-ins.ts";
import { ifUnchanged } from "./guards.ts";
import { readLoginName } from "./login-name.ts";
import { signedIn } from "./signed-in.ts";
import { users } from "./table.ts";

const COLUMNS = { email: users.email, "phone number": users.phoneNumber, username: users.username };

/** The one refusal of every kind of wrong: it does not tell whether there is such an account. */
export function refused(headers: Record<string, string> = {}) {
	return unauthenticated("No active account has this name and password.", { headers });
}

/**
 * The statement that tells the owner of a sign-in with a device that none of their sessions had; put it before the new
 * session. Silent at the first of all, and where the address is not known to be theirs; not silent after a month without
 * a session, when all of them were forgotten.
 */
function newDeviceNotice({ db, origin }: PublicContext, { user }: Account, sessionId: string) {
	const { userAgent, place } = origin;
	const details = {
		Device: deviceName(userAgent) ?? "unknown",
		Place: place ?? "unknown",
		Time: new Date().toISOString(),
	};
	const event = { type: "mail.notice", event_id: sessionId, user_id: user.id, notice: "new_sign_in", details };
	return outboxRowFrom(
		db,
		sql`select ${JSON.stringify(event)} as event where ${user.emailVerifiedAt !== null}
			and (${user.firstLogin !== null} or exists (select 1 from sessions where user_id = ${user.id}))
			and not exists (select 1 from sessions
				where user_id = ${user.id} and user_agent is ${userAgent} and place is ${place})`,
	);
}

/**
 * Opens a session of an account, with its audit row, in one batch with whatever else the sign-in changes. Throws
 * `unauthenticated` where the account is not active, or not as it was proven, at the moment of the write.
 */
export async function openSession(
	context: PublicContext,
	account: Account,
	{ message, also = [] }: { message: string; also?: Statement[] },
) {
	const { db, env, origin } = context;
	const { id } = account.user;
	const session = newSession(db, settings(env), ifUnchanged(account.user), origin);
	const now = new Date();
	const firstLogin = sql`coalesce(${users.firstLogin}, ${now.getTime()})`;
	await atomic(db, [
		newDeviceNotice(context, account, session.id),
		session.statement,
		db.update(users).set({ lastLogin: now, firstLogin }).where(eq(users.id, id)),
		auditRow(db, {
			actor: { kind: "user", id },
			origin,
			action: "session.start",
			entity: "session",
			entityId: session.id,
		}),
		...also,
	]).catch((error) => {
		throw notNullViolation(error) === "sessions.user_id" ? refused() : error;
	});
	return signedIn(settings(env), account, session, message);
}

/**
 * Signs in by username, e-mail or phone number. Throws the same `unauthenticated` for every kind of wrong, after the
 * same work; `rate_limited` where there were too many of them.
 */
export async function signIn(context: PublicContext, name: string, password: string) {
	const { db, env, origin } = context;
	const { kind, value } = readLoginName(name);
	const account = await findAccount(db, eq(COLUMNS[kind], value));
	// By the value: were nobody's spellings counted one by one, the count would tell that there is no account.
	const attempt = await countAttempt(db, settings(env), account?.user.id ?? value, origin);
	const failure = { actor: null, origin, entity: "user", entityId: account?.user.id ?? null } as const;
	if (attempt.refusal) {
		await auditRow(db, { ...failure, action: "session.refusal" });
		throw attempt.refusal;
	}
	const matches = await verifyPassword(password, account?.user.passwordHash ?? null);
	if (!account || !matches || !account.user.isActive) {
		await auditRow(db, { ...failure, action: "session.failure" });
		throw refused(attempt.headers);
	}
	return openSession(context, account, { message: "Signed in.", also: [forgive(db, attempt)] });
}
