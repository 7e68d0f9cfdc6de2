import { createHmac, timingSafeEqual } from "node:crypto";
import { and, eq, gt, isNull } from "drizzle-orm";
import { findAccount } from "../accounts/account.ts";
import { accessToken } from "../accounts/signed-in.ts";
import { users } from "../accounts/table.ts";
import type { PublicContext } from "../auth/service-context.ts";
import { type AuthKey, type Settings, settings } from "../env.ts";
import { REFRESH_MS } from "./family.ts";
import { sessions } from "./table.ts";

/**
 * What a browser keeps of its session in a cookie that no script can read: `<session>.<mac>`. Unlike a refresh token it
 * stays the same while the session lives: a browser drops the answers of pages that are left early, and a successor
 * among them would be lost, which looks like a theft.
 */
export function browserKey({ authKeys: [key] }: Settings, sessionId: string): string {
	return `${sessionId}.${macOf(key, sessionId)}`;
}

const macOf = ({ secret }: AuthKey, sessionId: string): string =>
	createHmac("sha256", secret).update(`browser ${sessionId}`).digest("base64url");

function sessionOf({ authKeys }: Settings, key: string): string | undefined {
	const [, sessionId, mac] = /^([\w-]{22})\.([\w-]{43})$/.exec(key) ?? [];
	if (sessionId === undefined || mac === undefined) return undefined;
	const isOurs = authKeys.some((one) => timingSafeEqual(Buffer.from(macOf(one, sessionId)), Buffer.from(mac)));
	return isOurs ? sessionId : undefined;
}

/** A new access token for the browser that has this key, and whose it is; undefined where the session or the account has ended. */
export async function resume(
	{ db, env }: PublicContext,
	key: string,
): Promise<{ access: string; name: string } | undefined> {
	const sessionId = sessionOf(settings(env), key);
	if (sessionId === undefined) return undefined;
	const now = new Date();
	const [session] = await db
		.update(sessions)
		.set({ rotatedAt: now, expiresAt: new Date(now.getTime() + REFRESH_MS) })
		.where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt), gt(sessions.expiresAt, now)))
		.returning({ userId: sessions.userId });
	const account = session && (await findAccount(db, eq(users.id, session.userId)));
	if (!account?.user.isActive) return undefined;
	return { access: await accessToken(settings(env), account, sessionId), name: nameOf(account.user) };
}

/** What people are called on a page. */
export const nameOf = ({ firstName, lastName, username }: { firstName: string; lastName: string; username: string }) =>
	`${firstName} ${lastName}`.trim() || username;
