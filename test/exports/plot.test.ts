import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandsOf, markOf, meansOf, type PlotPoint, scaleOf, stretches } from "../../src/exports/plot.ts";
import { dayPlot, monthPlot, type Plottable } from "../../src/exports/plot-axes.ts";

const SIZE = { width: 100, height: 50 };
const AXIS = { from: 0, to: 10, step: 1 };
const at = (x: number, min = 60, mean = 70, max = 80): PlotPoint => ({ x, min, mean, max });

const heart = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 20, max: 300 }))).map((values) => {
	const [min = 0, mean = 0, max = 0] = values.sort((one, other) => one - other);
	return { min, mean, max };
});
const points = fc
	.uniqueArray(fc.integer({ min: 0, max: 9 }))
	.chain((places) =>
		fc
			.tuple(...places.sort((one, other) => one - other).map(() => heart))
			.map((values) => values.map((value, index) => ({ x: (places[index] ?? 0) + 0.5, ...value }))),
	);

describe("a plot", () => {
	it("has a scale that holds a calm heart, and grows with one that is not", () => {
		expect(scaleOf([])).toEqual({ low: 50, high: 100, ticks: [50, 60, 70, 80, 90, 100] });
		expect(scaleOf([at(1, 45, 60, 139)])).toEqual({ low: 40, high: 140, ticks: [40, 60, 80, 100, 120, 140] });
		expect(scaleOf([at(1, 20, 60, 300)])).toEqual({ low: 0, high: 300, ticks: [0, 50, 100, 150, 200, 250, 300] });
	});

	it("is broken where there are no readings", () => {
		expect(stretches([at(0.5), at(1.5), at(3.5)], 1)).toEqual([[at(0.5), at(1.5)], [at(3.5)]]);
	});

	it("shows a point that stands alone as wide as its step", () => {
		const scale = scaleOf([]);
		expect(meansOf([at(3.5)], AXIS, scale, SIZE)).toEqual([
			[
				[30, 20],
				[35, 20],
				[40, 20],
			],
		]);
	});

	it("never leaves its frame, and never puts the mean beside its band", () => {
		fc.assert(
			fc.property(points, (points) => {
				const scale = scaleOf(points);
				const [bands, means] = [bandsOf(points, AXIS, scale, SIZE), meansOf(points, AXIS, scale, SIZE)];
				for (const [x, y] of [...bands, ...means].flat()) {
					expect(x).toBeGreaterThanOrEqual(0);
					expect(x).toBeLessThanOrEqual(SIZE.width);
					expect(y).toBeGreaterThanOrEqual(0);
					expect(y).toBeLessThanOrEqual(SIZE.height + 1e-9);
				}
				expect(bands.length).toBe(means.length);
				for (const [index, line] of means.entries()) {
					const band = bands[index] ?? [];
					for (const [place, [, mean]] of line.entries()) {
						expect(mean).toBeLessThanOrEqual(band[place]?.[1] ?? Number.NaN);
						expect(mean).toBeGreaterThanOrEqual(band[band.length - 1 - place]?.[1] ?? Number.NaN);
					}
				}
			}),
		);
	});

	it.each([
		[
			{ start: 2, end: 4 },
			{ x: 20, width: 20 },
		],
		[
			{ start: -5, end: 1 },
			{ x: 0, width: 10 },
		],
		[
			{ start: 9.99, end: 50 },
			{ x: 98, width: 2 },
		],
		[
			{ start: 3, end: 3 },
			{ x: 30, width: 2 },
		],
		[{ start: -5, end: -1 }, undefined],
		[{ start: 10, end: 11 }, undefined],
	])("marks %j at %j", (time, expected) => {
		expect(markOf(time, AXIS, SIZE)).toEqual(expected);
	});
});

const reported = (fields: Partial<Plottable>): Plottable => ({
	generated_at: "2026-03-29T12:00:00Z",
	day: { date: "2026-03-29", timezone: "Europe/Berlin", results: [] },
	month: { month: "2026-03", timezone: "Europe/Berlin", results: [] },
	alerts: [],
	...fields,
});

describe("a day's axis", () => {
	it.each([
		["2026-03-29", 23, "2026-03-29T01:00:00.000Z"],
		["2026-10-25", 25, "2026-10-25T02:00:00.000Z"],
		["2026-06-01", 24, "2026-06-01T01:00:00.000Z"],
	])("of %s has %i hours, and names those of the wall clock", (date, hours, three) => {
		const { axis, ticks } = dayPlot(reported({ day: { date, timezone: "Europe/Berlin", results: [] } }));
		expect((axis.to - axis.from) / 3_600_000).toBe(hours);
		expect(ticks.map(({ label }) => label)).toEqual([
			...["00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "24:00"],
		]);
		expect(new Date(ticks[1]?.x ?? 0).toISOString()).toBe(three);
		expect(ticks.at(-1)?.x).toBe(axis.to);
	});
});

describe("a month's axis", () => {
	it.each([
		["2026-02", 28],
		["2028-02", 29],
		["2026-12", 31],
	])("of %s has %i days", (month, days) => {
		const { axis, ticks } = monthPlot(reported({ month: { month, timezone: "Asia/Kathmandu", results: [] } }));
		expect([axis.to, ticks.length, ticks[0]?.label, ticks.at(-1)?.label]).toEqual([days, days, "1", String(days)]);
	});

	it("puts a day's readings into its middle, and an alert where the patient's clock was", () => {
		const alert = { started_at: "2026-03-10T11:00:00Z", closed_at: null, severity: "critical", status: "open" };
		const results = [{ start: "2026-03-10", min: 50, avg: 60.5, max: 70 }];
		const plotted = monthPlot(
			reported({
				month: { month: "2026-03", timezone: "Europe/Berlin", results },
				alerts: [alert, { ...alert, status: "withdrawn" }],
			}),
		);
		expect(plotted.points).toEqual([{ x: 9.5, min: 50, mean: 60.5, max: 70 }]);
		// It goes on: until the report, in a day of 23 hours.
		expect(plotted.marks).toEqual([{ start: 9.5, end: 28 + 13 / 23, isCritical: true }]);
	});
});
