import { and, asc, desc, eq, gt, isNull } from "drizzle-orm";
import { findAccount } from "../accounts/account.ts";
import { accessToken } from "../accounts/signed-in.ts";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import { renewEnded } from "../auth/ended-sessions.ts";
import type { PublicContext, SignedInContext } from "../auth/service-context.ts";
import { atomic } from "../db/client.ts";
import { listFrom } from "../db/list.ts";
import { settings } from "../env.ts";
import { problem, unauthenticated } from "../http/problem.ts";
import { recheckStreams } from "../streams/recheck.ts";
import { deviceName } from "./device-name.ts";
import { endSession, endSessionsOf } from "./ending.ts";
import { rotate } from "./family.ts";
import { sessions } from "./table.ts";

/**
 * A new pair for a refresh token. Throws `unauthenticated` where the token, the session or the account is not good; a
 * token that was spent before also ends its session, because one of its two holders has stolen it.
 */
export async function refresh({ db, env, origin }: PublicContext, token: string) {
	const rotation = await rotate(db, settings(env), token);
	if (rotation.outcome === "reused") {
		await endSession(db, rotation.sessionId, { actor: null, origin, action: "session.reuse" });
		recheckStreams(env, [rotation.userId]);
	}
	const account = rotation.outcome === "rotated" && (await findAccount(db, eq(users.id, rotation.userId)));
	if (rotation.outcome !== "rotated" || !account || !account.user.isActive)
		throw unauthenticated("The refresh token is not valid any more: sign in again.", { tokenSent: true });
	return { access: await accessToken(settings(env), account, rotation.sessionId), refresh: rotation.refresh };
}

/** Ends the session of the caller's access token. */
export async function logout({ db, env, actor, origin }: SignedInContext): Promise<void> {
	await endSession(db, actor.sessionId, { actor, origin, action: "session.end" });
	recheckStreams(env, [actor.id]);
}

function sessionAnswer(session: typeof sessions.$inferSelect, currentId: string) {
	return {
		id: session.id,
		is_current: session.id === currentId,
		device: deviceName(session.userAgent),
		user_agent: session.userAgent,
		place: session.place,
		created_at: session.createdAt.toISOString(),
		last_used_at: session.rotatedAt.toISOString(),
		expires_at: session.expiresAt.toISOString(),
	};
}

const alive = (userId: number) =>
	and(eq(sessions.userId, userId), isNull(sessions.endedAt), gt(sessions.expiresAt, new Date()));

/** The actor's own sessions that can still be used, the last used first. */
export function listSessions({ db, actor }: SignedInContext) {
	return listFrom(db, {
		query: () => db.select().from(sessions).$dynamic(),
		where: alive(actor.id),
		id: sessions.id,
		order: [desc(sessions.rotatedAt), asc(sessions.id)],
		answer: (row) => sessionAnswer(row, actor.sessionId),
	});
}

/** Ends any one of the actor's own sessions. Another's, and one that is over, is `not_found`. */
export async function endOwnSession({ db, env, actor, origin }: SignedInContext, id: string): Promise<void> {
	const own = await db
		.select({ id: sessions.id })
		.from(sessions)
		.where(and(eq(sessions.id, id), alive(actor.id)))
		.get();
	if (!own) throw problem("not_found");
	await endSession(db, id, { actor, origin, action: "session.end" });
	recheckStreams(env, [actor.id]);
}

/** Signs the actor out everywhere, here too. */
export async function endAllSessions({ db, env, actor, origin }: SignedInContext): Promise<void> {
	await atomic(db, [
		endSessionsOf(db, actor.id),
		auditRow(db, { actor, origin, action: "session.end_all", entity: "user", entityId: actor.id }),
	]);
	await renewEnded(db);
	recheckStreams(env, [actor.id]);
}
