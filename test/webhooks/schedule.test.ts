import { describe, expect, it } from "vitest";
import { isQueued, MOST_ATTEMPTS, readRetryAfter, verdictOn, waitAfter } from "../../src/webhooks/schedule.ts";

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
const plain = { statusCode: 500, retryAfterMs: null };

describe("the wait after failed attempts", () => {
	it("is that of Standard Webhooks, and then there is none", () => {
		const waits = Array.from({ length: MOST_ATTEMPTS }, (_, index) => waitAfter(index + 1, plain, 0));
		expect(waits).toEqual([
			...[5 * SECOND, 5 * MINUTE, 30 * MINUTE],
			...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
			undefined,
		]);
	});

	it("is up to a tenth longer, never shorter", () => {
		for (let attempts = 1; attempts < MOST_ATTEMPTS; attempts++) {
			const [least = 0, most = 0] = [waitAfter(attempts, plain, 0), waitAfter(attempts, plain, 1)];
			expect(most / least).toBeCloseTo(1.1);
			const some = waitAfter(attempts, plain, 0.5) ?? 0;
			expect(some > least && some < most).toBe(true);
		}
	});

	it.each([
		["a minute at least where it is overloaded", 1, { statusCode: 429, retryAfterMs: null }, MINUTE],
		["a minute at least where its gateway is", 1, { statusCode: 502, retryAfterMs: null }, MINUTE],
		["a minute at least where nobody behind it answers", 1, { statusCode: 504, retryAfterMs: 0 }, MINUTE],
		["as long as it asks for", 1, { statusCode: 429, retryAfterMs: 2 * HOUR }, 2 * HOUR],
		["as long as its turn is where it asks for less", 4, { statusCode: 504, retryAfterMs: MINUTE }, 2 * HOUR],
		["a day at most", 2, { statusCode: 429, retryAfterMs: 400 * HOUR }, 24 * HOUR],
		["its turn where who asks is not overloaded", 1, { statusCode: 500, retryAfterMs: 2 * HOUR }, 5 * SECOND],
		["its turn where nobody answered", 1, { statusCode: null, retryAfterMs: null }, 5 * SECOND],
	])("is %s", (_, attempts, failure, wait) => {
		expect(waitAfter(attempts, failure, 0)).toBe(wait);
	});

	it("is the queue's while it is short: hours are more than a queue can wait", () => {
		expect([5 * SECOND, MINUTE, 5 * MINUTE, 24 * HOUR].map(isQueued)).toEqual([true, true, false, false]);
	});
});

describe("Retry-After", () => {
	const now = Date.parse("2026-01-31T12:00:00Z");
	it.each([
		[null, null],
		["120", 120_000],
		[" 0 ", 0],
		["Sat, 31 Jan 2026 12:30:00 GMT", 30 * MINUTE],
		["Sat, 31 Jan 2026 11:30:00 GMT", 0],
		["soon", null],
		["-5x", null],
		["", null],
	])("%j is %j ms", (header, wait) => {
		expect(readRetryAfter(header, now)).toBe(wait);
	});
});

describe("an answer", () => {
	it.each([
		...[200, 201, 202, 204, 299].map((status) => [status, "delivered"] as const),
		...[null, 100, 301, 302, 304, 307, 308, 400, 401, 404, 409, 429, 500, 502, 503, 504].map(
			(status) => [status, "failed"] as const,
		),
		[410, "gone"] as const,
	])("of %s is %s", (status, verdict) => {
		expect(verdictOn(status)).toBe(verdict);
	});
});
