import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, type Episode, extremeOf, FRESH_MS, matters } from "../../src/monitor/episodes.ts";
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
		expect(advance(fast, calm, open(60), NOW)).toHaveLength(1);
	});

	it("and can open anew within the same batch", () => {
		const readings = until(NOW, [80, ...Array(11).fill(140)]);
		expect(advance(fast, readings, open(30), NOW).map((episode) => episode.closedAt === null)).toEqual([false, true]);
	});
});

describe("what matters to a rule", () => {
	const calm = [{ at: NOW, bpm: 80 }];
	const alerting = [{ at: NOW, bpm: 140 }];
	const old = [{ at: NOW - 60 * MINUTE, bpm: 140 }];

	it.each([
		["calm readings while nothing is open", calm, null, false],
		["alerting readings while nothing is open", alerting, null, true],
		["old readings while nothing is open", old, null, false],
		["alerting readings while it is open", alerting, open(5), false],
		["calm readings while it is open", calm, open(5), true],
	])("%s", (_, readings, episode, expected) => {
		expect(matters(fast, readings, episode, NOW)).toBe(expected);
	});

	it("never leaves out a batch that would change something", () => {
		const beat = fc.record({
			at: fc.integer({ min: NOW - 40 * MINUTE, max: NOW }),
			bpm: fc.integer({ min: 30, max: 200 }),
		});
		const batch = fc.array(beat, { maxLength: 40 }).map((beats) => beats.sort((a, b) => a.at - b.at));
		fc.assert(
			fc.property(batch, fc.boolean(), (readings, isOpen) => {
				const episode = isOpen ? open(45) : null;
				const changed = advance(fast, readings, episode, NOW);
				if (changed.length > 0) expect(matters(fast, readings, episode, NOW)).toBe(true);
			}),
		);
	});
});

it("names the heart rate furthest from calm", () => {
	const readings = [70, 150, 130].map((bpm, index) => ({ at: index, bpm }));
	expect([extremeOf(fast, readings), extremeOf(slow, readings), extremeOf(fast, [])]).toEqual([150, 70, null]);
});
