import { describe, expect, it } from "vitest";
import { advance, atRest, FRESH_MS, remaining, type Span } from "../../src/alert-engine/episodes.ts";
import type { BeatRule } from "../../src/alert-engine/rules.ts";
import { sightsOf } from "../../src/alert-engine/sight.ts";
import { type Beat, beatRule, episodesOf } from "./rule-scene.ts";

const NOON = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;
const fast = beatRule("above");
const slow = beatRule("below");

/** One reading every `everySeconds` from noon on. */
const every = (everySeconds: number, rates: readonly number[]): Beat[] =>
	rates.map((bpm, index) => ({ at: NOON + index * everySeconds * 1000, bpm }));
const halfMinutes = (...rates: number[]) => every(30, rates);
const times = (count: number, bpm: number): number[] => Array(count).fill(bpm);
const past = (minutes: number) => NOON + minutes * MINUTE;

const span = (fields: Partial<Span>): Span => ({
	...{ startedAt: NOON, openedAt: past(5), raisedAt: null, closedAt: null, endedBy: null },
	...fields,
});

/** The episodes right after the last reading. */
const found = (rule: BeatRule, beats: readonly Beat[], minuteOfDay = 12 * 60) =>
	episodesOf(rule, beats, beats.at(-1)?.at ?? NOON, () => minuteOfDay);

describe("an episode opens", () => {
	it("with the reading that completes five minutes above 120", () => {
		expect(found(fast, halfMinutes(...times(11, 121)))).toEqual([span({})]);
	});

	it("below 45 as well", () => {
		expect(found(slow, halfMinutes(...times(11, 44)))).toEqual([span({})]);
	});

	it("with the first reading of a rule that waits for nothing", () => {
		expect(found({ ...fast, sustainedMinutes: 0 }, halfMinutes(121))).toEqual([span({ openedAt: NOON })]);
	});

	it("with a swing of more than 40 bpm within five minutes, in either direction", () => {
		const rule = { ...beatRule("change"), sustainedMinutes: 0 };
		const [rise, fall] = [halfMinutes(70, 90, 111), halfMinutes(111, 90, 70)];
		for (const beats of [rise, fall])
			expect(found(rule, beats)).toEqual([span({ openedAt: past(1), startedAt: past(1) })]);
	});

	it.each([
		["a second too short", fast, every(1, times(300, 130))],
		["on the threshold, not above it", fast, halfMinutes(...times(30, 120))],
		["broken by one calm reading", fast, halfMinutes(...times(8, 130), 119, ...times(8, 130))],
		["with a gap in the middle", fast, every(150, times(4, 130))],
		["for a slow rule that is not slow enough", slow, halfMinutes(...times(30, 45))],
		["a swing over more than its window", beatRule("change"), every(110, [70, 80, 90, 100, 110, 120, 130, 140])],
		["a swing across a gap", beatRule("change"), every(121, [70, 150])],
		["before the rule looks", { ...fast, since: past(1) }, halfMinutes(...times(11, 130))],
	] satisfies [string, BeatRule, Beat[]][])("but not when it is %s", (_, rule, beats) => {
		expect(found(rule, beats)).toEqual([]);
	});
});

describe("an episode becomes critical", () => {
	it("with the reading that completes five minutes above 150, once", () => {
		const beats = halfMinutes(...times(12, 130), ...times(30, 151));
		expect(found(fast, beats)).toEqual([span({ raisedAt: past(11) })]);
	});

	it("at once where it opens so", () => {
		expect(found(fast, halfMinutes(...times(11, 160)))).toEqual([span({ raisedAt: past(5) })]);
	});

	it.each([
		["for too short a time", fast, halfMinutes(...times(12, 130), ...times(10, 180), ...times(5, 130))],
		["by a rule that knows no worse", { ...fast, criticalThreshold: null }, halfMinutes(...times(40, 200))],
	])("but not %s", (_, rule, beats) => {
		expect(found(rule, beats)).toMatchObject([{ raisedAt: null }]);
	});
});

describe("an episode closes", () => {
	const opening = times(11, 130);

	it("at the clear threshold, not between the two", () => {
		expect(found(fast, halfMinutes(...opening, 118, 112, 111))).toEqual([span({})]);
		const calm = halfMinutes(...opening, 118, 110, 111);
		expect(found(fast, calm)).toEqual([span({ closedAt: past(6), endedBy: "calm" })]);
	});

	it("and another opens, from its own beginning", () => {
		const beats = halfMinutes(...opening, 80, ...times(11, 140));
		expect(found(fast, beats)).toEqual([
			span({ closedAt: past(5.5), endedBy: "calm" }),
			span({ startedAt: past(6), openedAt: past(11) }),
		]);
	});

	it("with the last reading before a silence, whether or not one follows", () => {
		const beats = halfMinutes(...opening);
		const closed = span({ closedAt: past(5), endedBy: "silence" });
		expect(episodesOf(fast, beats, past(5) + FRESH_MS, () => 0)).toEqual([span({})]);
		expect(episodesOf(fast, beats, past(5) + FRESH_MS + 1, () => 0)).toEqual([closed]);
		expect(found(fast, [...beats, { at: past(60), bpm: 140 }])).toEqual([closed]);
	});

	it("not in a shorter silence, which says nothing", () => {
		expect(found(fast, [...halfMinutes(...opening), { at: past(19), bpm: 140 }])).toEqual([span({})]);
	});

	it("with the last reading within the hours of its rule", () => {
		const night = { ...fast, hours: { from: 22 * 60, to: 6 * 60 } };
		const beats = halfMinutes(...times(30, 130));
		const clock = (at: number) => (at < past(8) ? 5 * 60 + 59 : 6 * 60);
		const found = episodesOf(night, beats, past(15), clock);
		expect(found).toEqual([span({ closedAt: past(7.5), endedBy: "hours" })]);
	});
});

it("outside its hours a rule sees nothing, and a run begins with them", () => {
	const night = { ...fast, hours: { from: 22 * 60, to: 6 * 60 } };
	const beats = halfMinutes(...times(30, 130));
	expect(found(night, beats, 12 * 60)).toEqual([]);
	expect(found(night, beats, 23 * 60)).toHaveLength(1);
	const clock = (at: number) => (at < past(4) ? 21 * 60 + 59 : 22 * 60);
	expect(episodesOf(night, beats, past(15), clock)).toEqual([span({ startedAt: past(4), openedAt: past(9) })]);
});

it("a rule that was taken on by all readings stands where their last one left it", () => {
	const standing = atRest();
	for (const sight of sightsOf(fast, halfMinutes(...times(11, 130)), () => 0)) advance(fast, standing, sight);
	expect(standing).toMatchObject({ open: span({}), lastAt: past(5) });
	expect(remaining(fast, standing, past(5))).toEqual(span({}));
});
