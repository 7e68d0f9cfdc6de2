import type { Actor } from "./actor.ts";

interface Verified {
	actor: Actor;
	/** Unix seconds; null of a token without an end of its own. */
	exp: number | null;
}

/** So many take about 5 MB of an isolate's 128. */
const MOST = 5_000;

/**
 * The tokens that this isolate has verified, and whom they speak for: a watch sends the same one with every reading, and
 * to verify it anew takes half as long as to store one. Whether it was revoked is not asked here, before or after.
 */
export class VerifiedTokens {
	private readonly known = new Map<string, Verified>();
	private keys: unknown;

	/** Whom the token speaks for, if it was verified by these very keys and has not expired. */
	actorOf(keys: unknown, token: string): Actor | undefined {
		const found = this.keys === keys ? this.known.get(token) : undefined;
		return found && (found.exp === null || Date.now() < found.exp * 1000) ? found.actor : undefined;
	}

	keep(keys: unknown, token: string, verified: Verified): void {
		if (this.keys !== keys) this.known.clear();
		this.keys = keys;
		const [oldest] = this.known.size >= MOST ? this.known.keys() : [];
		if (oldest !== undefined) this.known.delete(oldest);
		this.known.set(token, verified);
	}
}
