import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { sha256 } from "../auth/hashes.ts";
import type { Role } from "../auth/roles.ts";
import type { Database } from "../db/client.ts";
import { oidcAttempts } from "./table.ts";

/** Time enough to sign in at the provider, and to sign up there. */
export const ATTEMPT_SECONDS = 10 * 60;

export type Attempt = typeof oidcAttempts.$inferSelect;

const secret = () => randomBytes(32).toString("base64url");

/** What a provider gets to see and to send back, each of 256 bits; the database knows the state only as a hash. */
export const newSecrets = () => ({ state: secret(), nonce: secret(), codeVerifier: secret() });

/** The statement that waits for the callback of one sign-in. */
export function attemptRow(db: Database, provider: string, role: Role, secrets: ReturnType<typeof newSecrets>) {
	const { state, nonce, codeVerifier } = secrets;
	const expiresAt = new Date(Date.now() + ATTEMPT_SECONDS * 1000);
	return db.insert(oidcAttempts).values({ stateHash: sha256(state), provider, nonce, codeVerifier, role, expiresAt });
}

/** Spends a state, whatever comes of it: of two callbacks at once one gets the attempt. */
export async function takeAttempt(db: Database, provider: string, state: string): Promise<Attempt | undefined> {
	const [attempt] = await db
		.delete(oidcAttempts)
		.where(eq(oidcAttempts.stateHash, sha256(state)))
		.returning();
	return attempt?.provider === provider && attempt.expiresAt > new Date() ? attempt : undefined;
}
