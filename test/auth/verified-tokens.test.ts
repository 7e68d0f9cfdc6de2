import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Actor } from "../../src/auth/actor.ts";
import { VerifiedTokens } from "../../src/auth/verified-tokens.ts";

const NOW = Date.UTC(2026, 0, 31, 12);
const SECOND = 1000;
const actorOf = (deviceId: number): Actor => ({ kind: "device", deviceId, patientId: 1, tokenId: "a-token" });
const keys = {};

beforeEach(() => vi.setSystemTime(NOW));
afterEach(() => vi.useRealTimers());

describe("a verified token", () => {
	it("is known by itself alone", () => {
		const tokens = new VerifiedTokens();
		tokens.keep(keys, "one", { actor: actorOf(1), exp: null });
		expect(tokens.actorOf(keys, "one")).toEqual(actorOf(1));
		for (const other of ["", "On", "one ", "ONE", "two", "__proto__", "constructor"])
			expect(tokens.actorOf(keys, other), other).toBeUndefined();
	});

	it("is good until the second of its end, and not in it; and again where the clock is set back", () => {
		const tokens = new VerifiedTokens();
		const exp = NOW / SECOND + 300;
		tokens.keep(keys, "one", { actor: actorOf(1), exp });
		const isKnown = (at: number) => {
			vi.setSystemTime(at);
			return tokens.actorOf(keys, "one") !== undefined;
		};
		expect([NOW, exp * SECOND - 1, exp * SECOND, NOW + 86_400_000, NOW - 86_400_000].map(isKnown)).toEqual([
			...[true, true, false, false, true],
		]);
	});

	it("without an end is good for ever", () => {
		const tokens = new VerifiedTokens();
		tokens.keep(keys, "one", { actor: actorOf(1), exp: null });
		vi.setSystemTime(NOW + 100 * 365 * 86_400_000);
		expect(tokens.actorOf(keys, "one")).toEqual(actorOf(1));
	});

	it("means nothing to other keys, nor to its own once others were used", () => {
		const tokens = new VerifiedTokens();
		const others = {};
		tokens.keep(keys, "one", { actor: actorOf(1), exp: null });
		expect(tokens.actorOf(others, "one")).toBeUndefined();
		expect(tokens.actorOf(keys, "one")).toEqual(actorOf(1));
		tokens.keep(others, "two", { actor: actorOf(2), exp: null });
		expect([tokens.actorOf(others, "one"), tokens.actorOf(keys, "one"), tokens.actorOf(keys, "two")]).toEqual([
			...[undefined, undefined, undefined],
		]);
		expect(tokens.actorOf(others, "two")).toEqual(actorOf(2));
	});

	it("is forgotten when 5,000 others came after it, the oldest first", () => {
		const tokens = new VerifiedTokens();
		const keep = (number: number) => tokens.keep(keys, `t${number}`, { actor: actorOf(number), exp: null });
		const isKnown = (number: number) => tokens.actorOf(keys, `t${number}`) !== undefined;
		for (let number = 0; number < 5_000; number++) keep(number);
		expect([0, 1, 4_999].map(isKnown)).toEqual([true, true, true]);
		keep(5_000);
		keep(5_001);
		expect([0, 1, 2, 4_999, 5_000, 5_001].map(isKnown)).toEqual([false, false, true, true, true, true]);
		expect(tokens.actorOf(keys, "t2")).toEqual(actorOf(2));
	});
});
