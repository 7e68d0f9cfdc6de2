import { createHash, createHmac, randomBytes } from "node:crypto";
import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import type { AuthKey, Settings } from "../env.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import type { Purpose } from "./purpose.ts";
import { oneTimeCodes } from "./table.ts";

export const CODE_MINUTES = 20;
/** Whoever asks again so soon gets no second mail: nobody's mailbox is flooded through us. */
const PAUSE_MS = 60_000;

const hash = (code: string) => createHash("sha256").update(code).digest("base64url");

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
	return settings.authKeys.map((key) => codeOf(key, purpose, id)).find((code) => hash(code) === codeHash);
}

/**
 * The statements that send a code to the address of the user whom `who` finds in `users`. They are the same, and do the
 * same work, where there is no such user: nobody learns from them who has an account.
 */
export function sendCode(db: Database, settings: Settings, purpose: Purpose, who: SQL) {
	const id = randomBytes(16).toString("base64url");
	const codeHash = hash(codeOf(settings.authKeys[0], purpose, id));
	const now = Date.now();
	// In the order of the table's columns.
	const issued = db.insert(oneTimeCodes).select(sql`
		select ${id}, id, ${purpose}, email, ${codeHash}, ${now + CODE_MINUTES * 60_000}, ${now} from users
		where ${who} and email is not null and is_active and not exists (
			select 1 from one_time_codes earlier where earlier.user_id = users.id and earlier.purpose = ${purpose}
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
		eq(oneTimeCodes.codeHash, hash(code)),
		eq(oneTimeCodes.purpose, purpose),
		gt(oneTimeCodes.expiresAt, new Date()),
		sql`exists (select 1 from users where users.id = ${oneTimeCodes.userId} and users.is_active
			and users.email = ${oneTimeCodes.email})`,
	);
}

/** The row of a code that is good, which stays good. */
export async function findCode(db: Database, purpose: Purpose, code: string): Promise<Code | undefined> {
	return db.select().from(oneTimeCodes).where(good(purpose, code)).get();
}

/** Spends a code: of two at once one gets the row. */
export async function spendCode(db: Database, purpose: Purpose, code: string): Promise<Code | undefined> {
	const [row] = await db.delete(oneTimeCodes).where(good(purpose, code)).returning();
	return row;
}

/** The statement that takes back all codes of a user for one purpose. */
export function dropCodes(db: Database, purpose: Purpose, userId: number) {
	return db.delete(oneTimeCodes).where(and(eq(oneTimeCodes.userId, userId), eq(oneTimeCodes.purpose, purpose)));
}
