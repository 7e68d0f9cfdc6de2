import { and, desc, eq, gt } from "drizzle-orm";
import { ifSignedIn } from "../accounts/guards.ts";
import { auditRow } from "../audit/service.ts";
import { sha256 } from "../auth/hashes.ts";
import type { SignedInContext } from "../auth/service-context.ts";
import { atomic, type Database, notNullViolation } from "../db/client.ts";
import { listFrom } from "../db/list.ts";
import { problem, unauthenticated } from "../http/problem.ts";
import { noticeRow } from "../mail/notices.ts";
import { endSessionsOf } from "../sessions/ending.ts";
import { recheckStreams } from "../streams/recheck.ts";
import { newPersonalToken } from "./authentication.ts";
import { type CreateTokenBody, DAY_MS, DEFAULT_DAYS } from "./schema.ts";
import { personalTokens } from "./table.ts";

function tokenAnswer({ id, name, scope, hint, createdAt, expiresAt, lastUsedAt }: typeof personalTokens.$inferSelect) {
	return {
		...{ id, name, scope, hint },
		created_at: createdAt.toISOString(),
		expires_at: expiresAt.toISOString(),
		last_used_at: lastUsedAt?.toISOString() ?? null,
	};
}

/** A new token of the actor's own, shown this once. Throws `unauthenticated` where their session has ended. */
export async function createPersonalToken({ db, actor, origin }: SignedInContext, body: CreateTokenBody) {
	const token = newPersonalToken();
	const tokenHash = sha256(token);
	const expiresAt = body.expires_at ?? new Date(Date.now() + DEFAULT_DAYS * DAY_MS);
	const { name, scope } = body;
	const [[row]] = await db
		.batch([
			db
				.insert(personalTokens)
				.values({ userId: ifSignedIn(actor), name, scope, tokenHash, hint: token.slice(-4), expiresAt })
				.returning(),
			auditRow(db, { actor, origin, action: "personal-token.create", entity: "user", entityId: actor.id }),
			noticeRow(db, "token_created", actor.id, { details: { Token: name } }),
		])
		.catch((error) => {
			const ended = notNullViolation(error) === "personal_tokens.user_id";
			throw ended ? unauthenticated("This session was ended: sign in again.", { tokenSent: true }) : error;
		});
	if (!row) throw problem("internal");
	return { ...tokenAnswer(row), token };
}

/** The actor's own tokens that still work, newest first. */
export function listPersonalTokens({ db, actor }: SignedInContext) {
	return listFrom(db, {
		query: () => db.select().from(personalTokens).$dynamic(),
		where: and(eq(personalTokens.userId, actor.id), gt(personalTokens.expiresAt, new Date())),
		id: personalTokens.id,
		order: [desc(personalTokens.id)],
		answer: tokenAnswer,
	});
}

/** Refuses a token of the actor's own from the next request on. Another's is `not_found`. */
export async function revokePersonalToken({ db, env, actor, origin }: SignedInContext, id: number): Promise<void> {
	const own = and(eq(personalTokens.id, id), eq(personalTokens.userId, actor.id));
	const found = await db.select({ id: personalTokens.id }).from(personalTokens).where(own).get();
	if (!found) throw problem("not_found");
	await atomic(db, [
		db.delete(personalTokens).where(own),
		auditRow(db, { actor, origin, action: "personal-token.revoke", entity: "personal-token", entityId: id }),
	]);
	recheckStreams(env, [actor.id]);
}

/** The statements after which no token of a user works any more; call `renewEnded` after the batch. */
export const endAccess = (db: Database, userId: number) =>
	[endSessionsOf(db, userId), db.delete(personalTokens).where(eq(personalTokens.userId, userId))] as const;
