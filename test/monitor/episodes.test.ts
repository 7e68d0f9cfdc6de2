import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, canOpen, type Episode, extremeOf, FRESH_MS } from "../../src/monitor/episodes.ts";
import { type AlertRule, DEFAULT_RULES } from "../../src/monitor/rules.ts";

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;

const rule = (kind: "above" | "below"): AlertRule => {
	const found = DEFAULT_RULES.find((candidate) => candidate.kind === kind);
	if (!found) throw new Error(`no rule ${kind}`);
	return { ...found, id: 1, version: 1 };
};
const fast = rule("above");
const slow = rule("below");

/** One reading every `everySeconds`, the last one now. */
const until = (now: number, rates: readonly number[], everySeconds = 30) =>
	rates.map((bpm, index) => ({ at: now - (rates.length - 1 - index) * everySeconds * 1000, bpm }));

const open = (minutesAgo: number): Episode => ({
	startedAt: NOW - (minutesAgo + 5) * MINUTE,
	openedAt: NOW - minutesAgo * MINUTE,
	closedAt: null,
});

describe("an episode opens", () => {
	it("with the reading that completes five minutes above 120", () => {
		const readings = until(NOW, Array(11).fill(121));
		expect(advance(fast, readings, null, NOW)).toEqual([
			{ startedAt: NOW - 5 * MINUTE, openedAt: NOW, closedAt: null },
		]);
	});

	it.each([
		["a second too short", fast, until(NOW, Array(300).fill(130), 1)],
		["on the threshold, not above it", fast, until(NOW, Array(30).fill(120))],
		["broken by one calm reading", fast, until(NOW, [...Array(8).fill(130), 119, ...Array(8).fill(130)])],
		["with a gap in the middle", fast, until(NOW, Array(4).fill(130), 150)],
		["for a slow rule that is not slow enough", slow, until(NOW, Array(30).fill(45))],
	])("but not when it is %s", (_, watched, readings) => {
		expect(advance(watched, readings, null, NOW)).toEqual([]);
	});

	it("below 45 as well", () => {
		expect(advance(slow, until(NOW, Array(11).fill(44)), null, NOW)).toHaveLength(1);
	});

	it("not for what ended more than 15 minutes ago", () => {
		const stale = until(NOW - FRESH_MS - 1, Array(60).fill(150));
		expect(advance(fast, stale, null, NOW)).toEqual([]);
	});

	it("for what began long ago and goes on", () => {
		const readings = until(NOW - 10 * MINUTE, Array(60).fill(150));
		expect(advance(fast, readings, null, NOW)).toHaveLength(1);
	});
});

describe("an episode closes", () => {
	it("at the clear threshold, not between the two", () => {
		const hovering = until(NOW, [118, 112, 111]);
		expect(advance(fast, hovering, open(6), NOW)).toEqual([]);
		const calm = until(NOW, [118, 110, 111]);
		expect(advance(fast, calm, open(6), NOW)).toEqual([{ ...open(6), closedAt: NOW - 30_000 }]);
	});

	it("also on readings too old to page anyone", () => {
		const calm = until(NOW - 20 * MINUTE, [80]);
		const lastAt = NOW - 21 * MINUTE;
		expect(advance(fast, calm, open(60), NOW, lastAt)).toEqual([{ ...open(60), closedAt: NOW - 20 * MINUTE }]);
	});

	it("and can open anew within the same batch", () => {
		const readings = until(NOW, [80, ...Array(11).fill(140)]);
		const lastAt = NOW - 6 * MINUTE;
		expect(advance(fast, readings, open(30), NOW, lastAt).map((episode) => episode.closedAt === null)).toEqual([
			false,
			true,
		]);
	});
});

describe("a silence", () => {
	it("ends an open episode with the last reading before it", () => {
		const lastAt = NOW - 40 * MINUTE;
		expect(advance(fast, until(NOW, [140]), open(60), NOW, lastAt)).toEqual([{ ...open(60), closedAt: lastAt }]);
	});

	it("is followed by an episode of its own, if the heart is still fast", () => {
		const changed = advance(fast, until(NOW, Array(11).fill(140)), open(60), NOW, NOW - 40 * MINUTE);
		expect(changed).toEqual([
			{ ...open(60), closedAt: NOW - 40 * MINUTE },
			{ startedAt: NOW - 5 * MINUTE, openedAt: NOW, closedAt: null },
		]);
	});
});

describe("what can open an episode", () => {
	it.each([
		["calm readings", [{ at: NOW, bpm: 80 }], false],
		["alerting readings", [{ at: NOW, bpm: 140 }], true],
		["old readings", [{ at: NOW - 60 * MINUTE, bpm: 140 }], false],
	])("%s: %s", (_, readings, expected) => {
		expect(canOpen(fast, readings, NOW)).toBe(expected);
	});

	it("never leaves out a batch that would open one", () => {
		const beat = fc.record({
			at: fc.integer({ min: NOW - 40 * MINUTE, max: NOW }),
			bpm: fc.integer({ min: 110, max: 200 }),
		});
		const batch = fc.array(beat, { maxLength: 60 }).map((beats) => beats.sort((a, b) => a.at - b.at));
		fc.assert(
			fc.property(batch, (readings) => {
				if (advance(fast, readings, null, NOW).length > 0) expect(canOpen(fast, readings, NOW)).toBe(true);
			}),
		);
	});
});

it("names the heart rate furthest from calm", () => {
	const readings = [70, 150, 130].map((bpm, index) => ({ at: index, bpm }));
	expect([extremeOf(fast, readings), extremeOf(slow, readings), extremeOf(fast, [])]).toEqual([150, 70, null]);
});
