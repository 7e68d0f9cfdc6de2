import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandPath, bpmRange, bpmTicks, meanPath, runsOf } from "../../../src/console/patient/chart-shape.ts";

const beat = (at: number, avg: number, spread = 0) => ({ at, avg, min: avg - spread, max: avg + spread });

describe("a chart's heart rates", () => {
	it("are never less than what is usual, so that charts can be compared", () => {
		expect(bpmRange([])).toEqual({ low: 40, high: 120 });
		expect(bpmRange([beat(0, 70)])).toEqual({ low: 40, high: 120 });
		expect(bpmRange([beat(0, 131, 4)])).toEqual({ low: 40, high: 140 });
		expect(bpmRange([beat(0, 40, 5)])).toEqual({ low: 30, high: 120 });
		expect(bpmRange([beat(0, 70)], [150])).toEqual({ low: 40, high: 150 });
	});

	it("hold every point, and have lines within them", () => {
		const bpm = fc.integer({ min: 20, max: 300 });
		fc.assert(
			fc.property(fc.array(bpm, { minLength: 1 }), (values) => {
				const range = bpmRange(values.map((value, index) => beat(index, value)));
				expect(Math.min(...values)).toBeGreaterThanOrEqual(range.low);
				expect(Math.max(...values)).toBeLessThanOrEqual(range.high);
				for (const tick of bpmTicks(range)) {
					expect(tick % 20).toBe(0);
					expect(tick).toBeGreaterThanOrEqual(range.low);
					expect(tick).toBeLessThanOrEqual(range.high);
				}
			}),
		);
	});
});

describe("a chart's line", () => {
	it("breaks where nothing was measured for longer than the gap", () => {
		const points = [0, 1, 2, 5, 6, 20].map((at) => ({ at }));
		expect(runsOf(points, 2).map((run) => run.map(({ at }) => at))).toEqual([[0, 1, 2], [5, 6], [20]]);
		expect(runsOf([], 2)).toEqual([]);
	});

	it("goes from left to right and from high to low, with the band around it", () => {
		const scale = { from: 0, to: 10, low: 50, high: 150 };
		const run = [beat(0, 100, 10), beat(10, 50)];
		expect(meanPath(run, scale)).toBe("M0 500L1000 1000");
		expect(bandPath(run, scale)).toBe("M0 400L1000 1000L1000 1000L0 600Z");
	});

	it("is a dot where a point is alone", () => {
		expect(meanPath([beat(5, 100)], { from: 0, to: 10, low: 50, high: 150 })).toBe("M500 500L500 500");
	});
});
