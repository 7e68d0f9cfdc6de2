import { randomBytes } from "node:crypto";
import { and, eq, gt, isNull, lt, or } from "drizzle-orm";
import { accountColumns, actorOf } from "../accounts/account.ts";
import { users } from "../accounts/table.ts";
import type { UserActor } from "../auth/actor.ts";
import { sha256 } from "../auth/hashes.ts";
import type { Database } from "../db/client.ts";
import { doctors } from "../doctors/table.ts";
import { patients } from "../patients/table.ts";
import { personalTokens, type Scope } from "./table.ts";

/** Secret scanners know a token by its prefix. */
const PREFIX = "edgeward_pat_";
/** How exactly it is noted when a token was last used: a row written an hour, not one a request. */
const NOTED_MS = 60 * 60 * 1000;

export const isPersonalToken = (token: string) => token.startsWith(PREFIX);

export const newPersonalToken = () => PREFIX + randomBytes(32).toString("base64url");

/**
 * Who a personal access token speaks for, with the roles that they have now, and what it may do. Undefined where it is
 * unknown, revoked or expired, or the account is not active. One query a request, so that a revocation counts at once.
 */
export async function readPersonalToken(
	db: Database,
	token: string,
): Promise<{ actor: UserActor; scope: Scope } | undefined> {
	const row = await db
		.select({
			...accountColumns,
			tokenId: personalTokens.id,
			scope: personalTokens.scope,
			lastUsedAt: personalTokens.lastUsedAt,
		})
		.from(personalTokens)
		.innerJoin(users, and(eq(users.id, personalTokens.userId), eq(users.isActive, true)))
		.leftJoin(patients, eq(patients.userId, users.id))
		.leftJoin(doctors, eq(doctors.userId, users.id))
		.where(and(eq(personalTokens.tokenHash, sha256(token)), gt(personalTokens.expiresAt, new Date())))
		.get();
	if (!row) return undefined;
	if (Date.now() - (row.lastUsedAt?.getTime() ?? 0) >= NOTED_MS) await noteUse(db, row.tokenId);
	return { actor: { ...actorOf(row), sessionId: null, personalTokenId: row.tokenId }, scope: row.scope };
}

async function noteUse(db: Database, id: number): Promise<void> {
	const lastUsedAt = new Date();
	const longAgo = lt(personalTokens.lastUsedAt, new Date(lastUsedAt.getTime() - NOTED_MS));
	await db
		.update(personalTokens)
		.set({ lastUsedAt })
		.where(and(eq(personalTokens.id, id), or(isNull(personalTokens.lastUsedAt), longAgo)));
}
