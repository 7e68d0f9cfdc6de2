import { and, eq, exists, gt, isNull, sql } from "drizzle-orm";
import { accountQuery, actorOf } from "../accounts/account.ts";
import { users } from "../accounts/table.ts";
import type { UserActor } from "../auth/actor.ts";
import { may } from "../auth/policy.ts";
import type { Database } from "../db/client.ts";
import { personalTokens } from "../personal-tokens/table.ts";
import { sessions } from "../sessions/table.ts";

/** In whose name a stream is open: a session's, or a personal access token's. */
export interface Grant {
	userId: number;
	sessionId: string | null;
	personalTokenId: number | null;
}

/** Who watches, with the roles that they have now; undefined once the session, the token or the account has ended. */
export async function grantedActor(db: Database, grant: Grant): Promise<UserActor | undefined> {
	const { userId, sessionId } = grant;
	const account = await accountQuery(db)
		.where(and(eq(users.id, userId), eq(users.isActive, true), exists(sourceOf(db, grant))))
		.get();
	const actor = account && { ...actorOf(account), sessionId };
	return actor && may(actor, "streams.open") ? actor : undefined;
}

function sourceOf(db: Database, { userId, sessionId, personalTokenId }: Grant) {
	const now = new Date();
	const one = { one: sql`1` };
	if (sessionId === null)
		return db
			.select(one)
			.from(personalTokens)
			.where(
				and(
					eq(personalTokens.id, personalTokenId ?? 0),
					eq(personalTokens.userId, userId),
					gt(personalTokens.expiresAt, now),
				),
			);
	return db
		.select(one)
		.from(sessions)
		.where(
			and(
				eq(sessions.id, sessionId),
				eq(sessions.userId, userId),
				isNull(sessions.endedAt),
				gt(sessions.expiresAt, now),
			),
		);
}
