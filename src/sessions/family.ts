import { createHmac, randomBytes } from "node:crypto";
import { and, eq, isNull, type SQL } from "drizzle-orm";
import { sha256 } from "../auth/hashes.ts";
import type { Origin } from "../auth/origin.ts";
import type { Database } from "../db/client.ts";
import type { AuthKey, Settings } from "../env.ts";
import { sessions } from "./table.ts";

export const REFRESH_MS = 24 * 60 * 60 * 1000;
/** Two refreshes of one token so close together are a double tap, not a theft. */
const GRACE_MS = 10_000;

/**
 * A refresh token: `<session>.<generation>.<mac>`. The mac depends on the server's key and the two alone, so that a
 * double refresh gets the same successor without the token itself ever being stored, and a token that we once gave out
 * can be told from one that somebody made up.
 */
function refreshToken({ secret }: AuthKey, sessionId: string, generation: number): string {
	const mac = createHmac("sha256", secret).update(`refresh ${sessionId} ${generation}`).digest("base64url");
	return `${sessionId}.${generation}.${mac}`;
}

/** What a token claims to be. */
function readRefresh(token: string): { sessionId: string; generation: number } | undefined {
	const [, sessionId, generation] = /^([\w-]{22})\.(\d{1,9})\.[\w-]{43}$/.exec(token) ?? [];
	return sessionId === undefined ? undefined : { sessionId, generation: Number(generation) };
}

/**
 * A new session and its first refresh token; the statement belongs into the login's batch, which fails where `userId`
 * is SQL that finds nobody.
 */
export function newSession(db: Database, settings: Settings, userId: number | SQL<number>, origin: Origin) {
	const id = randomBytes(16).toString("base64url");
	const refresh = refreshToken(settings.authKeys[0], id, 0);
	const expiresAt = new Date(Date.now() + REFRESH_MS);
	const { userAgent, place } = origin;
	const values = { id, userId, refreshHash: sha256(refresh), expiresAt, userAgent, place };
	return { id, refresh, statement: db.insert(sessions).values(values) };
}

type Session = typeof sessions.$inferSelect;

/** What a presented refresh token turns out to be. */
type Standing = "current" | "double-tap" | "spent" | "worthless";

function standing(settings: Settings, session: Session, token: string, generation: number, now: number): Standing {
	if (session.endedAt || session.expiresAt.getTime() <= now) return "worthless";
	const presented = sha256(token);
	if (presented === session.refreshHash) return "current";
	if (presented === session.previousHash) return now - session.rotatedAt.getTime() <= GRACE_MS ? "double-tap" : "spent";
	return settings.authKeys.some((key) => refreshToken(key, session.id, generation) === token) ? "spent" : "worthless";
}

export type Rotation =
	| { outcome: "rotated"; sessionId: string; userId: number; refresh: string }
	/** Spent before: one of its two holders has stolen it, so the session must end. */
	| { outcome: "reused"; sessionId: string; userId: number }
	| { outcome: "refused" };

/** Exchanges a refresh token for its successor. */
export async function rotate(db: Database, settings: Settings, token: string): Promise<Rotation> {
	const claim = readRefresh(token);
	const session = claim && (await db.select().from(sessions).where(eq(sessions.id, claim.sessionId)).get());
	if (!claim || !session) return { outcome: "refused" };
	const { id: sessionId, userId } = session;
	const now = Date.now();
	const successors = settings.authKeys.map((key) => refreshToken(key, sessionId, claim.generation + 1));
	switch (standing(settings, session, token, claim.generation, now)) {
		case "worthless":
			return { outcome: "refused" };
		case "spent":
			return { outcome: "reused", sessionId, userId };
		case "double-tap": {
			// Whichever key was the first one when it was made.
			const refresh = successors.find((successor) => sha256(successor) === session.refreshHash);
			return refresh ? { outcome: "rotated", sessionId, userId, refresh } : { outcome: "refused" };
		}
		case "current": {
			const [refresh = ""] = successors;
			const won = await replace(db, session, refresh, now);
			// Lost to another refresh or to a logout: now it is a double tap, or worthless.
			return won ? { outcome: "rotated", sessionId, userId, refresh } : rotate(db, settings, token);
		}
	}
}

async function replace(db: Database, { id, refreshHash }: Session, refresh: string, now: number): Promise<boolean> {
	const won = await db
		.update(sessions)
		.set({
			refreshHash: sha256(refresh),
			previousHash: refreshHash,
			rotatedAt: new Date(now),
			expiresAt: new Date(now + REFRESH_MS),
		})
		.where(and(eq(sessions.id, id), eq(sessions.refreshHash, refreshHash), isNull(sessions.endedAt)))
		.returning({ id: sessions.id });
	return won.length > 0;
}
