import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	chunkChange,
	chunkCount,
	decodeChunk,
	encodeChunk,
	mergeReadings,
	type Reading,
	WINDOW_MS,
	windowOf,
	windowStart,
} from "../../src/monitor/chunk.ts";

const WINDOW = windowOf(Date.UTC(2026, 0, 31, 12));
const START = windowStart(WINDOW);

const reading = fc.record({
	at: fc.integer({ min: START, max: START + WINDOW_MS - 1 }),
	bpm: fc.integer({ min: 20, max: 300 }),
	arrived: fc.integer({ min: 0, max: 4_000_000_000 }),
	change: fc.integer({ min: 0, max: 4_000_000_000 }),
});
const sorted = fc
	.uniqueArray(reading, { selector: ({ at }) => at, maxLength: 200 })
	.map((readings) => readings.sort((a, b) => a.at - b.at));

const steady = (count: number, stepMs: number): Reading[] =>
	Array.from({ length: count }, (_, index) => {
		const at = START + index * stepMs;
		return { at, bpm: 70 + (index % 7), arrived: Math.floor(at / 1000) + 2, change: 1_000_000 + index };
	});

describe("a chunk", () => {
	it("gives back exactly what was put in", () => {
		fc.assert(
			fc.property(sorted, (readings) => {
				const bytes = encodeChunk(WINDOW, readings);
				expect(decodeChunk(WINDOW, bytes)).toEqual(readings);
				expect(chunkCount(bytes.slice().buffer)).toBe(readings.length);
			}),
		);
	});

	it.each([
		["live, one by one at 1 Hz", steady(900, 1000)],
		[
			"in batches of a minute",
			steady(900, 1000).map((r, i) => ({
				...r,
				arrived: 1_769_860_800 + Math.floor(i / 60) * 60,
				change: Math.floor(i / 60),
			})),
		],
		["every 5 s", steady(180, 5000)],
	])("takes little more than 2 bytes a reading %s", (_, readings) => {
		expect(encodeChunk(WINDOW, readings).length / readings.length).toBeLessThan(2.25);
	});

	it("stays within half a page with a clock that jitters by 30 ms", () => {
		const readings = steady(900, 1000).map((r, i) => ({ ...r, at: r.at + ((i * 7919) % 61) }));
		expect(encodeChunk(WINDOW, readings).length).toBeLessThan(2030);
	});

	it("tells its newest change without being unpacked", () => {
		fc.assert(
			fc.property(sorted, (readings) => {
				const newest = Math.max(0, ...readings.map(({ change }) => change));
				expect(chunkChange(encodeChunk(WINDOW, readings).slice().buffer)).toBe(newest);
			}),
		);
	});

	it("of the first version is read, its readings without a change", () => {
		// 12:00:00.000 70 bpm and 12:00:01.000 72 bpm, arrived at 1 and 2 s: as version 1 wrote it.
		const first = new Uint8Array([1, 2, 0, 208, 15, 140, 1, 4, 2, 2, 2, 2]);
		expect(decodeChunk(0, first)).toEqual([
			{ at: 0, bpm: 70, arrived: 1, change: 0 },
			{ at: 1000, bpm: 72, arrived: 2, change: 0 },
		]);
		expect(chunkChange(first.slice().buffer)).toBe(0);
	});

	it("refuses a version that it does not know", () => {
		expect(() => decodeChunk(WINDOW, new Uint8Array([99, 0]))).toThrow("version 99");
	});

	it("refuses bytes that end early", () => {
		const bytes = encodeChunk(WINDOW, steady(10, 1000));
		expect(() => decodeChunk(WINDOW, bytes.slice(0, -1))).toThrow(RangeError);
	});
});

describe("merging readings", () => {
	const at = (seconds: number, bpm: number, arrived = 1, change = arrived): Reading => ({
		...{ at: START + seconds * 1000, bpm, arrived, change },
	});

	it("tells created, duplicate and updated apart, in the order given", () => {
		const stored = [at(0, 60), at(10, 61)];
		const { readings, fates } = mergeReadings(stored, [at(10, 99, 2), at(5, 70, 2), at(0, 60, 2), at(20, 80, 2)]);
		expect(fates).toEqual([
			{ status: "updated", was: 61 },
			{ status: "created" },
			{ status: "duplicate" },
			{ status: "created" },
		]);
		expect(readings).toEqual([at(0, 60), at(5, 70, 2), at(10, 99, 1, 2), at(20, 80, 2)]);
	});

	it("takes the second of two equal instants of one batch as duplicate or correction", () => {
		const { readings, fates } = mergeReadings([], [at(0, 60), at(0, 60), at(0, 65)]);
		expect(fates).toEqual([{ status: "created" }, { status: "duplicate" }, { status: "updated", was: 60 }]);
		expect(readings).toEqual([at(0, 65)]);
	});

	it("ends the same whatever the order and the batching", () => {
		const batches = fc.tuple(sorted, fc.array(fc.nat(), { minLength: 1, maxLength: 8 }));
		fc.assert(
			fc.property(batches, ([readings, cuts]) => {
				let merged: Reading[] = [];
				const shuffled = [...readings].sort((a, b) => ((a.at * 7919) % 1009) - ((b.at * 7919) % 1009));
				for (let from = 0, cut = 0; from < shuffled.length; cut++) {
					const size = 1 + ((cuts[cut % cuts.length] ?? 0) % 50);
					merged = mergeReadings(merged, shuffled.slice(from, from + size)).readings;
					from += size;
				}
				expect(merged).toEqual(readings);
				const again = mergeReadings(merged, shuffled);
				expect(again.readings).toEqual(readings);
				expect(again.fates.every((fate) => fate.status === "duplicate")).toBe(true);
			}),
		);
	});
});
