import { and, eq, isNull, ne } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import type { UserActor } from "../auth/actor.ts";
import { renewEnded } from "../auth/ended-sessions.ts";
import type { Origin } from "../auth/origin.ts";
import { atomic, type Database } from "../db/client.ts";
import { sessions } from "./table.ts";

/**
 * The statement that ends a user's sessions, all or all but one: refresh tokens at once, access tokens here as soon as
 * `renewEnded` was called after the batch, and elsewhere within seconds.
 */
export function endSessionsOf(db: Database, userId: number, except?: string) {
	const kept = except === undefined ? undefined : ne(sessions.id, except);
	return db
		.update(sessions)
		.set({ endedAt: new Date() })
		.where(and(eq(sessions.userId, userId), isNull(sessions.endedAt), kept));
}

/** Ends one session, with its audit row. Harmless where it has ended already. */
export async function endSession(
	db: Database,
	sessionId: string,
	{ action, ...by }: { actor: UserActor | null; origin: Origin; action: string },
): Promise<void> {
	await atomic(db, [
		db
			.update(sessions)
			.set({ endedAt: new Date() })
			.where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt))),
		auditRow(db, { ...by, action, entity: "session", entityId: sessionId }),
	]);
	await renewEnded(db);
}
