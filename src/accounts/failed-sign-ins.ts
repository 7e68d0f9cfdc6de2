import { createHmac } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Origin } from "../auth/origin.ts";
import type { Database } from "../db/client.ts";
import type { Settings } from "../env.ts";
import { networkOf } from "../http/address.ts";
import { problem } from "../http/problem.ts";
import { rateLimitHeaders } from "../http/rate-limit-headers.ts";
import { failedSignIns } from "./table.ts";

/** An attempt to prove a password, counted before the password is looked at. */
export interface Attempt {
	key: string;
	/** For the answer to a failure. */
	headers: Record<string, string>;
	/** The refusal, where there were too many failures before. */
	refusal: Error | undefined;
}

/** Under which the attempts of one address for one account are counted. */
export function attemptKey({ authKeys }: Settings, who: number | string, { address }: Origin): string {
	const subject = JSON.stringify([who, networkOf(address ?? "")]);
	return createHmac("sha256", authKeys[0].secret).update(`failed sign-in ${subject}`).digest("base64url");
}

/**
 * Counts an attempt for one account from one address; `who` is the account's id, or the name that somebody typed where
 * there is none. It counts as a failure until `forgive`, so that of many attempts at once no more than the limit look
 * at the password, and does the same work whether the account exists or not.
 */
export async function countAttempt(
	db: Database,
	settings: Settings,
	who: number | string,
	origin: Origin,
): Promise<Attempt> {
	const { limit, windowMs } = settings.signInFailures;
	const key = attemptKey(settings, who, origin);
	const now = Date.now();
	const over = sql`${failedSignIns.until} <= ${now}`;
	const [row] = await db
		.insert(failedSignIns)
		.values({ key, failures: 1, until: new Date(now + windowMs) })
		.onConflictDoUpdate({
			target: failedSignIns.key,
			set: {
				failures: sql`case when ${over} then 1 else ${failedSignIns.failures} + 1 end`,
				until: sql`case when ${over} then ${now + windowMs} else ${failedSignIns.until} end`,
			},
		})
		.returning();
	if (!row) throw problem("internal");
	const headers = rateLimitHeaders({
		policy: "failed-sign-ins",
		remaining: Math.max(0, limit - row.failures),
		resetSeconds: Math.max(1, Math.ceil((row.until.getTime() - now) / 1000)),
		limit,
		windowSeconds: windowMs / 1000,
	});
	const detail = "Too many failed attempts for this account from your address: wait, or reset the password.";
	const refusal = row.failures > limit ? problem("rate_limited", { detail, headers }) : undefined;
	return { key, headers, refusal };
}

/** The statement that forgets the failures: the password was right, or there is a new one. */
export function forgive(db: Database, { key }: Pick<Attempt, "key">) {
	return db.delete(failedSignIns).where(eq(failedSignIns.key, key));
}
