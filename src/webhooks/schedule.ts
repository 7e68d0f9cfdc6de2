const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

/** How long each attempt waits after the one before: of Standard Webhooks, three days and some hours in all. */
const WAITS_MS = [...[0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE], ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)];
export const MOST_ATTEMPTS = WAITS_MS.length;

/** What is due so soon waits in the queue; what is due later, in the database. */
const LONGEST_QUEUED_MS = 2 * MINUTE;
export const isQueued = (waitMs: number): boolean => waitMs <= LONGEST_QUEUED_MS;
/** Whoever is overloaded is left alone for so long at least. */
const SLOW_MS = MINUTE;
/** Nobody may put us off for longer. */
const LONGEST_MS = 24 * HOUR;
/** Up to so much is added, so that what failed together does not come back together. */
const JITTER = 0.1;
const OVERLOADED: readonly (number | null)[] = [429, 502, 503, 504];

/** How a call ended: null where nobody answered. */
export interface Failure {
	statusCode: number | null;
	/** What the answer asks for. */
	retryAfterMs: number | null;
}

/**
 * How long to wait (ms) after so many failed attempts; undefined where that was the last. `random` is from 0 to 1. An
 * endpoint that is overloaded, or says when to come back, is not called earlier.
 */
export function waitAfter(attempts: number, { statusCode, retryAfterMs }: Failure, random: number): number | undefined {
	const wait = WAITS_MS[attempts];
	if (wait === undefined) return undefined;
	const wanted = OVERLOADED.includes(statusCode) ? Math.max(SLOW_MS, retryAfterMs ?? 0) : 0;
	const atLeast = Math.max(wait, Math.min(wanted, LONGEST_MS));
	return Math.round(atLeast * (1 + JITTER * random));
}

/** `Retry-After` in ms: seconds, or a date as seen from `now` (Unix ms); null where it says nothing. */
export function readRetryAfter(header: string | null, now: number): number | null {
	if (header === null) return null;
	if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND;
	const date = Date.parse(header);
	return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** What the status of an answer means: only 2xx is delivered, and 410 is a farewell. */
export function verdictOn(statusCode: number | null): "delivered" | "gone" | "failed" {
	if (statusCode !== null && statusCode >= 200 && statusCode < 300) return "delivered";
	return statusCode === 410 ? "gone" : "failed";
}
