import { createHmac, randomBytes } from "node:crypto";
import { and, eq, exists, gt, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { sha256 } from "../auth/hashes.ts";
import type { Database } from "../db/client.ts";
import type { AuthKey, Settings } from "../env.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import type { Purpose } from "./purpose.ts";
import { oneTimeCodes } from "./table.ts";

export const CODE_MINUTES = 20;
/** Whoever asks again so soon gets no second mail: nobody's mailbox is flooded through us. */
const PAUSE_MS = 60_000;

/**
 * The code of a row: 256 bits that only the server's key can make, so that neither the database nor the queue ever
 * holds one, and a message that was buried gives nothing away.
 */
function codeOf({ secret }: AuthKey, purpose: Purpose, id: string): string {
	return createHmac("sha256", secret).update(`code ${purpose} ${id}`).digest("base64url");
}

type Code = typeof oneTimeCodes.$inferSelect;

/** The code of a stored row, for its mail; undefined where the key that made it is gone. */
export function readCode(settings: Settings, { purpose, id, codeHash }: Code): string | undefined {
	return settings.authKeys.map((key) => codeOf(key, purpose, id)).find((code) => sha256(code) === codeHash);
}

/**
 * The statements that send a code to the address of the user whom `who` finds in `users`. They are the same, and do the
 * same work, where there is no such user: nobody learns from them who has an account.
 */
export function sendCode(db: Database, settings: Settings, purpose: Purpose, who: SQL) {
	const id = randomBytes(16).toString("base64url");
	const codeHash = sha256(codeOf(settings.authKeys[0], purpose, id));
	const now = Date.now();
	// In the order of the table's columns.
	const issued = db.insert(oneTimeCodes).select(sql`
		select ${id}, id, ${purpose}, email, ${codeHash}, ${now + CODE_MINUTES * 60_000}, ${now} from users
		where ${who} and email is not null and is_active and not exists (
			select 1 from one_time_codes earlier where earlier.purpose = ${purpose}
			and earlier.email = users.email and earlier.created_at > ${now - PAUSE_MS})`);
	const announced = outboxRowFrom(
		db,
		sql`select json_object('type', 'mail.code', 'event_id', id, 'user_id', user_id, 'code_id', id) as event
			from one_time_codes where id = ${id}`,
	);
	return [issued, announced] as const;
}

/** Good for its purpose, in time, and of an active account that still has the address which it went to. */
function good(purpose: Purpose, code: string) {
	return and(
		eq(oneTimeCodes.codeHash, sha256(code)),
		eq(oneTimeCodes.purpose, purpose),
		gt(oneTimeCodes.expiresAt, new Date()),
		eq(oneTimeCodes.email, users.email),
		eq(users.isActive, true),
	);
}

/** Whose code it is, if it is good, and the condition on which a write to that user may rely on it. */
export async function userOfCode(db: Database, purpose: Purpose, code: string) {
	const isGood = good(purpose, code);
	const found = await db
		.select({ user: users })
		.from(oneTimeCodes)
		.innerJoin(users, eq(users.id, oneTimeCodes.userId))
		.where(isGood)
		.get();
	if (!found) return undefined;
	const stillGood = exists(
		db
			.select({ one: sql`1` })
			.from(oneTimeCodes)
			.where(and(eq(oneTimeCodes.userId, users.id), isGood)),
	);
	return { user: found.user, stillGood };
}

/** The statement that takes back all codes of a user for one purpose. */
export function dropCodes(db: Database, purpose: Purpose, userId: number) {
	return db.delete(oneTimeCodes).where(and(eq(oneTimeCodes.userId, userId), eq(oneTimeCodes.purpose, purpose)));
}
