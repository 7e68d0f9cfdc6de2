import { type SQL, sql } from "drizzle-orm";
import { type Attempt, countAttempt } from "../accounts/failed-sign-ins.ts";
import type { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import { verifyPassword } from "../auth/passwords.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { settings } from "../env.ts";
import { problem } from "../http/problem.ts";

/** A password that was proven, and the condition on which a write of the user may rely on it. */
interface Proof extends Attempt {
	stillProven: SQL;
}

export const notYours = (field: string, headers: Record<string, string> = {}) =>
	problem("invalid", { errors: { [field]: ["is not your password"] }, headers });

/**
 * Throws `invalid` on `field` where the password is not the user's, and `rate_limited` after too many failures: a
 * stolen access token must not be a way to guess it. Answers the attempt, for `forgive` in
 * the batch of the change.
 */
export async function provePassword(
	{ db, env, actor, origin }: ServiceContext,
	user: typeof users.$inferSelect,
	field: string,
	password: string,
): Promise<Proof> {
	const attempt = await countAttempt(db, settings(env), user.id, origin);
	const failure = { actor, origin, entity: "user", entityId: user.id } as const;
	if (attempt.refusal) {
		await auditRow(db, { ...failure, action: "password.refusal" });
		throw attempt.refusal;
	}
	if (!(await verifyPassword(password, user.passwordHash))) {
		await auditRow(db, { ...failure, action: "password.failure" });
		throw notYours(field, attempt.headers);
	}
	return { ...attempt, stillProven: sql`password_hash is ${user.passwordHash}` };
}
