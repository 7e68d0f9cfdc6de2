import { createHash, createHmac, randomBytes } from "node:crypto";
import { and, eq, isNull, lt, type SQL } from "drizzle-orm";
import { noteEnded } from "../auth/ended-sessions.ts";
import type { Database } from "../db/client.ts";
import type { Settings } from "../env.ts";
import { sessions } from "./table.ts";

const REFRESH_MS = 24 * 60 * 60 * 1000;
/** Two refreshes of one token so close together are a double tap, not a theft. */
const GRACE_MS = 10_000;

const hash = (token: string) => createHash("sha256").update(token).digest("base64url");

/** Where a login came from, as far as the platform tells. */
export interface Origin {
	userAgent: string | null;
	place: string | null;
}

/** A new session and its first refresh token, `<session id>.<secret>`; the statement belongs into the login's batch. */
export function newSession(db: Database, userId: number | SQL<number>, origin: Origin) {
	const id = randomBytes(16).toString("base64url");
	const refresh = `${id}.${randomBytes(32).toString("base64url")}`;
	const expiresAt = new Date(Date.now() + REFRESH_MS);
	const statement = db.insert(sessions).values({ id, userId, refreshHash: hash(refresh), expiresAt, ...origin });
	return { id, refresh, statement };
}

/**
 * The successor of a refresh token depends on it and on the server's key alone, so that a double refresh gets the same
 * one without the token itself ever being stored.
 */
function successorOf(settings: Settings, sessionId: string, token: string): string {
	const mac = createHmac("sha256", settings.authKeys[0].secret).update(`refresh ${token}`).digest("base64url");
	return `${sessionId}.${mac}`;
}

/** What a presented refresh token turns out to be. */
type Standing = "current" | "double-tap" | "spent" | "dead";

function standing(session: typeof sessions.$inferSelect, token: string, successor: string, now: number): Standing {
	if (session.endedAt || session.expiresAt.getTime() <= now) return "dead";
	const presented = hash(token);
	if (presented === session.refreshHash) return "current";
	if (presented !== session.previousHash) return "spent";
	const early = now - session.rotatedAt.getTime() <= GRACE_MS;
	if (!early) return "spent";
	// After a change of keys the same successor cannot be made again: refuse, but do not call it a theft.
	return hash(successor) === session.refreshHash ? "double-tap" : "dead";
}

/**
 * Exchanges a refresh token for its successor. Undefined where it is unknown, expired or ended; a spent one also ends
 * the session, because one of its two holders has stolen it.
 */
export async function rotate(
	db: Database,
	settings: Settings,
	token: string,
): Promise<{ sessionId: string; userId: number; refresh: string } | undefined> {
	const [sessionId] = token.split(".");
	const session = sessionId && (await db.select().from(sessions).where(eq(sessions.id, sessionId)).get());
	if (!session) return undefined;
	const now = Date.now();
	const refresh = successorOf(settings, session.id, token);
	switch (standing(session, token, refresh, now)) {
		case "dead":
			return undefined;
		case "spent":
			await endSession(db, session.id);
			return undefined;
		case "current":
			// A race lost to another refresh is no loss, the winner has stored the same successor; a race lost to a logout
			// leaves a successor that is as dead as the session.
			await db
				.update(sessions)
				.set({
					refreshHash: hash(refresh),
					previousHash: hash(token),
					rotatedAt: new Date(now),
					expiresAt: new Date(now + REFRESH_MS),
				})
				.where(and(eq(sessions.id, session.id), eq(sessions.refreshHash, hash(token)), isNull(sessions.endedAt)));
	}
	return { sessionId: session.id, userId: session.userId, refresh };
}

/** Ends a session: its refresh token at once, its access tokens here at once and elsewhere within seconds. */
export async function endSession(db: Database, sessionId: string): Promise<void> {
	await db
		.update(sessions)
		.set({ endedAt: new Date() })
		.where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)));
	noteEnded(sessionId);
}

/** How long a session that can no longer be used is kept for whoever looks into an incident. */
const KEPT_MS = 30 * REFRESH_MS;

/** Forgets sessions that expired a month ago. */
export async function deleteOldSessions(db: Database): Promise<void> {
	await db.delete(sessions).where(lt(sessions.expiresAt, new Date(Date.now() - KEPT_MS)));
}
