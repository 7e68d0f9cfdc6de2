import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HIGHEST_BPM, Histogram, LOWEST_BPM } from "../../src/monitor/histogram.ts";

const rates = fc.array(fc.integer({ min: LOWEST_BPM, max: HIGHEST_BPM }), { minLength: 1, maxLength: 500 });

function histogramOf(values: readonly number[]): Histogram {
	const histogram = new Histogram();
	for (const bpm of values) histogram.add(bpm);
	return histogram;
}

/** The definition: the smallest value that at least this share of the values does not exceed. */
const nearestRank = (values: readonly number[], share: number) =>
	[...values].sort((a, b) => a - b)[Math.max(1, Math.ceil(values.length * share)) - 1];

describe("a histogram", () => {
	it("knows the same statistics as the readings themselves", () => {
		fc.assert(
			fc.property(rates, (values) => {
				const sum = values.reduce((total, bpm) => total + bpm, 0);
				expect(histogramOf(values).statistics()).toMatchObject({
					min: Math.min(...values),
					max: Math.max(...values),
					avg: sum / values.length,
					count: values.length,
					p5: nearestRank(values, 0.05),
					p50: nearestRank(values, 0.5),
					p95: nearestRank(values, 0.95),
				});
			}),
		);
	});

	it("adds up: two halves are the whole, through their bytes", () => {
		fc.assert(
			fc.property(rates, rates, (left, right) => {
				const sum = Histogram.decode(histogramOf(left).encode());
				sum.merge(Histogram.decode(histogramOf(right).encode()));
				expect(sum.statistics()).toEqual(histogramOf([...left, ...right]).statistics());
			}),
		);
	});

	it("takes a correction as one count moved", () => {
		const histogram = histogramOf([60, 60, 200]);
		histogram.add(200, -1);
		histogram.add(70);
		expect(histogram.statistics()).toEqual(histogramOf([60, 60, 70]).statistics());
	});

	it("is asked between all that changes it, and is right each time", () => {
		const change = fc.record({
			rates: fc.array(fc.integer({ min: LOWEST_BPM, max: HIGHEST_BPM }), { minLength: 1, maxLength: 5 }),
			how: fc.constantFrom("add", "take away", "merge", "copy", "pack"),
		});
		fc.assert(
			fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
				let [histogram, rates] = [new Histogram(), [] as number[]];
				for (const { rates: more, how } of changes) {
					const before = histogram;
					const known = before.statistics();
					if (how === "copy") histogram = before.copy();
					if (how === "pack") histogram = Histogram.decode(before.encode());
					if (how === "merge") histogram.merge(histogramOf(more));
					else if (how === "take away") for (const bpm of rates.splice(0, more.length)) histogram.add(bpm, -1);
					else for (const bpm of more) histogram.add(bpm);
					if (how !== "take away") rates = [...rates, ...more];
					expect(histogram.statistics()).toEqual(histogramOf(rates).statistics());
					expect(histogram.count).toBe(rates.length);
					// A copy's changes are its own.
					if (before !== histogram) expect(before.statistics()).toEqual(known);
				}
			}),
		);
	});

	it("says null of nothing", () => {
		expect(new Histogram().statistics()).toBeNull();
		expect(Histogram.decode(new Histogram().encode()).statistics()).toBeNull();
	});

	it("shares every reading out to exactly one zone", () => {
		fc.assert(
			fc.property(rates, (values) => {
				const zones = histogramOf(values).statistics()?.zones ?? [];
				expect(zones.reduce((total, zone) => total + zone.count, 0)).toBe(values.length);
				for (const { min, max, count } of zones)
					expect(count).toBe(values.filter((bpm) => bpm >= min && bpm <= max).length);
			}),
		);
	});

	it("puts the edges of normal where they belong", () => {
		const zones = histogramOf([59, 60, 99, 100]).statistics()?.zones;
		expect(zones?.map(({ zone, count }) => [zone, count])).toEqual([
			["very_low", 0],
			["low", 1],
			["normal", 2],
			["raised", 1],
			["high", 0],
			["very_high", 0],
		]);
	});
});
