import { eq, type SQL, sql } from "drizzle-orm";
import { findAccount } from "../accounts/account.ts";
import { users } from "../accounts/table.ts";
import type { Database } from "../db/client.ts";
import type { Stranger } from "./recognition.ts";
import { identities } from "./table.ts";

/** The accounts that a stranger may be: the one that knows their identity, and the one with their address. */
export async function candidates(db: Database, { issuer, subject, email }: Stranger) {
	const known = sql`(select user_id from identities where issuer = ${issuer} and subject = ${subject})`;
	const [byIdentity, byEmail] = await Promise.all([
		findAccount(db, sql`${users.id} = ${known}`),
		email === null ? undefined : findAccount(db, eq(users.email, email)),
	]);
	return { byIdentity, byEmail };
}

/** The statement that says who an account is at a provider; it fails where `userId` is SQL that finds nobody. */
export function identityRow(db: Database, { issuer, subject }: Stranger, userId: SQL<number>) {
	return db.insert(identities).values({ issuer, subject, userId });
}

/** The user's id while the account has this address and its owner has proven it, else null. */
export const ifProven = (userId: number, email: string | null): SQL<number> =>
	sql<number>`(select id from users where id = ${userId} and email = ${email} and email_verified_at is not null)`;
