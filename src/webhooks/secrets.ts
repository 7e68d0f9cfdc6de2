import { and, eq, or, type SQL, sql } from "drizzle-orm";
import { isSealedByNewest, seal, unseal } from "../auth/sealing.ts";
import type { Database } from "../db/client.ts";
import type { Settings } from "../env.ts";
import { secretOf } from "./signing.ts";
import { webhooks } from "./table.ts";

const PURPOSE = "webhook secrets";
/** How long the secret before still signs after a rotation. */
export const OVERLAP_MS = 24 * 60 * 60_000;

type Webhook = typeof webhooks.$inferSelect;

/** A new secret: to be shown once, and as the database keeps it. */
export async function newSecret(settings: Settings) {
	const secret = secretOf(crypto.getRandomValues(new Uint8Array(32)));
	return { secret, sealed: await seal(settings, PURPOSE, secret) };
}

/** What signs at an instant, newest first; empty where the key that has sealed it is gone. */
export async function secretsOf(settings: Settings, webhook: Webhook, now: Date): Promise<string[]> {
	const { secret, previousSecret, previousUntil } = webhook;
	const previous = previousSecret && previousUntil && previousUntil > now ? [previousSecret] : [];
	const opened = await Promise.all([secret, ...previous].map((sealed) => unseal(settings, PURPOSE, sealed)));
	return opened.filter((text) => text !== undefined);
}

/** Seals every secret with the newest of the AUTH_KEYS, so that an older one may be dropped a day after it came. */
export async function sealAnew(db: Database, settings: Settings): Promise<void> {
	const newest = `${settings.authKeys[0].kid}.`;
	const isOld = (column: SQL) => sql`substr(${column}, 1, ${newest.length}) <> ${newest}`;
	const old = await db
		.select()
		.from(webhooks)
		.where(or(isOld(sql`secret`), isOld(sql`previous_secret`)));
	const renewed = async (sealed: string) => {
		const text = isSealedByNewest(settings, sealed) ? undefined : await unseal(settings, PURPOSE, sealed);
		return text === undefined ? sealed : seal(settings, PURPOSE, text);
	};
	for (const { id, secret, previousSecret } of old) {
		const values = { secret: await renewed(secret), previousSecret: previousSecret && (await renewed(previousSecret)) };
		// A rotation in between has made newer ones.
		await db
			.update(webhooks)
			.set(values)
			.where(and(eq(webhooks.id, id), eq(webhooks.secret, secret)));
	}
}
