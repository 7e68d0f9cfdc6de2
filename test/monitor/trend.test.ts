import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agedTrend, TREND_STEP_MS, TREND_STEPS, trendOf, trendStart } from "../../src/monitor/trend.ts";

const NOW = Date.UTC(2026, 0, 31, 12, 3);
const MINUTE = 60_000;
const ago = (minutes: number, bpm: number) => ({ at: NOW - minutes * MINUTE, bpm });
const nothing = (steps: number) => Array.from({ length: steps }, () => null);

describe("the last hour of a heart", () => {
	it("is the mean of each five minutes by the clock, the one going on last", () => {
		const { means, until } = trendOf([ago(58, 50), ago(6, 70), ago(4, 71), ago(2, 80), ago(0, 91)], NOW);
		expect(until).toBe(Date.UTC(2026, 0, 31, 12, 5));
		expect(means).toEqual([50, ...nothing(9), 71, 86]);
	});

	it("leaves out what is older, and counts what a fast clock puts ahead with what is now", () => {
		expect(trendOf([ago(59, 50), ago(-4, 80)], NOW).means).toEqual([...nothing(11), 80]);
	});

	it.each([
		[0, [60, ...nothing(10), 70]],
		[1, [60, ...nothing(10), 70]],
		[2, [...nothing(10), 70, null]],
		[40, [...nothing(3), 70, ...nothing(8)]],
		[56, [70, ...nothing(11)]],
		[57, nothing(12)],
		[100_000, nothing(12)],
	])("%d minutes after the last push it has moved on", (minutes, means) => {
		const trend = trendOf([ago(58, 60), ago(0, 70)], NOW);
		expect(agedTrend(trend, NOW + minutes * MINUTE)).toEqual(means);
	});

	it("is a gap where nothing was kept", () => {
		expect(agedTrend(null, NOW)).toEqual(nothing(12));
	});

	it("aged is what it would have been if it had been made then, without new readings", () => {
		const beats = fc.array(
			fc.record({ at: fc.integer({ min: NOW - 90 * MINUTE, max: NOW }), bpm: fc.integer({ min: 20, max: 300 }) }),
		);
		fc.assert(
			fc.property(beats, fc.integer({ min: 0, max: 2 * TREND_STEPS * TREND_STEP_MS }), (found, later) => {
				const kept = trendOf(found, NOW);
				expect(agedTrend(kept, NOW + later)).toEqual(trendOf(found, NOW + later).means);
				const within = found.filter(({ at }) => at >= trendStart(NOW));
				expect(trendOf(within, NOW)).toEqual(kept);
			}),
		);
	});
});
