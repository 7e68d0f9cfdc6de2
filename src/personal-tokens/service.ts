import { and, count, desc, eq, gt } from "drizzle-orm";
import { ifActive } from "../accounts/account.ts";
import { auditRow } from "../audit/service.ts";
import type { SignedInContext } from "../auth/service-context.ts";
import { atomic, type Database, notNullViolation } from "../db/client.ts";
import { limits, type PageQuery } from "../http/paging.ts";
import { problem, unauthenticated } from "../http/problem.ts";
import { hashOf, newPersonalToken } from "./authentication.ts";
import { type CreateTokenBody, DEFAULT_DAYS } from "./schema.ts";
import { personalTokens } from "./table.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

function tokenAnswer({ id, name, scope, hint, createdAt, expiresAt, lastUsedAt }: typeof personalTokens.$inferSelect) {
	return {
		...{ id, name, scope, hint },
		created_at: createdAt.toISOString(),
		expires_at: expiresAt.toISOString(),
		last_used_at: lastUsedAt?.toISOString() ?? null,
	};
}

/** A new token of the actor's own, shown this once. Throws `unauthenticated` where the account is not active any more. */
export async function createPersonalToken({ db, actor, origin }: SignedInContext, body: CreateTokenBody) {
	const token = newPersonalToken();
	const tokenHash = hashOf(token);
	const expiresAt = body.expires_at ?? new Date(Date.now() + DEFAULT_DAYS * DAY_MS);
	const { name, scope } = body;
	const [[row]] = await db
		.batch([
			db
				.insert(personalTokens)
				.values({ userId: ifActive(actor.id), name, scope, tokenHash, hint: token.slice(-4), expiresAt })
				.returning(),
			auditRow(db, { actor, origin, action: "personal-token.create", entity: "user", entityId: actor.id }),
		])
		.catch((error) => {
			const inactive = notNullViolation(error) === "personal_tokens.user_id";
			throw inactive ? unauthenticated("This account is not active.", { tokenSent: true }) : error;
		});
	if (!row) throw problem("internal");
	return { ...tokenAnswer(row), token };
}

/** One page of the actor's own tokens that still work, newest first, and how many there are. */
export async function listPersonalTokens({ db, actor }: SignedInContext, query: PageQuery) {
	const where = and(eq(personalTokens.userId, actor.id), gt(personalTokens.expiresAt, new Date()));
	const { limit, offset } = limits(query);
	const [rows, total] = await Promise.all([
		db.select().from(personalTokens).where(where).orderBy(desc(personalTokens.id)).limit(limit).offset(offset),
		db.select({ total: count() }).from(personalTokens).where(where).get(),
	]);
	return { count: total?.total ?? 0, tokens: rows.map(tokenAnswer) };
}

/** Refuses a token of the actor's own from the next request on. Another's is `not_found`. */
export async function revokePersonalToken({ db, actor, origin }: SignedInContext, id: number): Promise<void> {
	const own = and(eq(personalTokens.id, id), eq(personalTokens.userId, actor.id));
	const found = await db.select({ id: personalTokens.id }).from(personalTokens).where(own).get();
	if (!found) throw problem("not_found");
	await atomic(db, [
		db.delete(personalTokens).where(own),
		auditRow(db, { actor, origin, action: "personal-token.revoke", entity: "personal-token", entityId: id }),
	]);
}

/** The statement that revokes all tokens of a user. */
export const revokeTokensOf = (db: Database, userId: number) =>
	db.delete(personalTokens).where(eq(personalTokens.userId, userId));
