import type { Random } from "../random.ts";

const FIRST_MS = 500;
/** Nine tries with these waits span about a minute and a half: a restart or a deployment, not an outage. */
const LONGEST_MS = 30_000;

/** Answers that a repetition may change: time-outs, rate limits and the server's own failures. */
export function isWorthResending(status: number): boolean {
	return status === 408 || status === 429 || status >= 500;
}

/**
 * How long to wait (ms) before resending for the `attempt`-th time (from 0): doubling, at most 30 s, of which a random
 * half is left out so that many devices do not come back at once. Never less than the server's `Retry-After` (ms).
 */
export function resendDelay(attempt: number, random: Random, retryAfterMs = 0): number {
	const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
	const own = longest * (0.5 + random() / 2);
	return retryAfterMs > 0 ? Math.max(own, retryAfterMs + random() * FIRST_MS) : own;
}

/** The wait (ms) that a `Retry-After` header asks for: seconds or an HTTP date (RFC 9110, 10.2.3). 0 if unreadable. */
export function retryAfterMs(header: string | null, now: number): number {
	if (header === null) return 0;
	if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
	const at = Date.parse(header);
	return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
