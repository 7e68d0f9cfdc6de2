import { describe, expect, it } from "vitest";
import { type Simulation, simulate } from "../../src/cli/simulator.ts";
import { zone } from "../../src/cli/zone.ts";

const HOUR_MS = 60 * 60_000;
const to = Date.parse("2026-03-31T10:00:00Z");
// Across the clock change of 29 March in Berlin.
const week: Simulation = {
	seed: 1,
	restingBpm: 66,
	from: to - 7 * 24 * HOUR_MS,
	to,
	stepSeconds: 30,
	timezone: "Europe/Berlin",
};

const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe("simulate", () => {
	it("gives the same heart for the same seed, and another for another", () => {
		expect([...simulate(week)]).toEqual([...simulate(week)]);
		expect([...simulate(week)]).not.toEqual([...simulate({ ...week, seed: 2 })]);
	});

	it("measures at the same instants when asked for a part of the time", () => {
		const instants = [...simulate(week)].map(({ at }) => at);
		const part = [...simulate({ ...week, from: week.from + 12_345_678, to: to - HOUR_MS })].map(({ at }) => at);
		expect(part.length).toBeGreaterThan(1000);
		expect(new Set([...instants, ...part]).size).toBe(instants.length);
	});

	it.each([
		{ ...week, restingBpm: 36 },
		{ ...week, restingBpm: 190 },
		week,
	])("stays whole, from 35 to 200 bpm, and inside its time, at rest %#", (options) => {
		const measured = [...simulate(options)];
		expect(measured.every(({ bpm }) => Number.isInteger(bpm) && bpm >= 35 && bpm <= 200)).toBe(true);
		expect(measured.every(({ at }, index) => at > (measured[index - 1]?.at ?? options.from - 1))).toBe(true);
		expect(measured.at(-1)?.at).toBeLessThanOrEqual(options.to);
	});

	it.each(["Europe/Berlin", "America/New_York", "Asia/Tokyo"])("sleeps at night in %s", (timezone) => {
		const local = zone(timezone);
		const bpmBetween = (first: number, last: number) =>
			[...simulate({ ...week, timezone })]
				.filter(({ at }) => {
					const hour = new Date(local.wallClockOf(at)).getUTCHours();
					return hour >= first && hour <= last;
				})
				.map(({ bpm }) => bpm);
		expect(mean(bpmBetween(1, 4))).toBeLessThan(mean(bpmBetween(9, 15)) - 10);
	});

	it("works out on some days, and not in the hours before the end", () => {
		const fast = [...simulate(week)].filter(({ bpm }) => bpm > 115);
		const days = new Set(fast.map(({ at }) => Math.floor(at / (24 * HOUR_MS))));
		expect(days.size).toBeGreaterThan(0);
		expect(days.size).toBeLessThan(7);
		const evening = Date.parse("2026-03-31T18:00:00Z");
		for (const seed of [1, 2, 3, 4, 5, 6]) {
			const last = [...simulate({ ...week, seed, to: evening })].filter(({ at }) => at > evening - 2 * HOUR_MS);
			expect(Math.max(...last.map(({ bpm }) => bpm))).toBeLessThan(115);
		}
	});

	it("ends with a fast heart that opens an alert", () => {
		const tail = [...simulate({ ...week, stepSeconds: 10, fastHeartMinutes: 12 })].filter(
			({ at }) => at >= to - 12 * 60_000,
		);
		expect(Math.min(...tail.map(({ bpm }) => bpm))).toBeGreaterThan(125);
		const gaps = tail.slice(1).map(({ at }, index) => at - (tail[index]?.at ?? 0));
		expect(Math.max(...gaps)).toBeLessThan(2 * 60_000);
		expect(tail.at(-1)?.at).toBeGreaterThan(to - 20_000);
	});

	it("falls silent", () => {
		expect([...simulate({ ...week, silentHours: 5 })].at(-1)?.at).toBeLessThanOrEqual(to - 5 * HOUR_MS);
	});
});
