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
	arrived: fc.oneof(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 3 })),
	change: fc.oneof(fc.integer({ min: 0, max: 2 ** 50 }), fc.integer({ min: 0, max: 3 })),
});
const sorted = fc
	.uniqueArray(reading, { selector: ({ at }) => at, maxLength: 200 })
	.map((readings) => readings.sort((a, b) => a.at - b.at));

const steady = (count: number, stepMs: number): Reading[] =>
	Array.from({ length: count }, (_, index) => {
		const at = START + index * stepMs;
		return { at, bpm: 70 + (index % 7), arrived: Math.floor(at / 1000) + 2, change: 1_000_000 + index };
	});

/** Stored so many at once, as from a socket. */
const committed = (readings: readonly Reading[], atOnce: number): Reading[] =>
	readings.map((reading, index) => {
		const commit = Math.floor(index / atOnce);
		return { ...reading, arrived: START / 1000 + (commit + 1) * atOnce, change: 1000 + commit };
	});

/** At 1 Hz, or where that is less than twice the jitter, as much slower. */
const jittering = (ms: number): Reading[] => {
	const step = Math.max(1000, 2 * ms);
	const late = (index: number) => (index * index * 7919) % (2 * ms + 1);
	return committed(
		steady(Math.floor(WINDOW_MS / step) - 1, step).map((r, index) => ({ ...r, at: r.at + late(index) })),
		60,
	);
};

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
		["at a steady pace", steady(900, 1000), 0.6],
		["every 5 s", steady(180, 5000), 0.7],
		["at a steady pace, committed by fives", committed(steady(900, 1000), 5), 0.75],
		["from a clock that jitters by 50 ms", jittering(50), 1.6],
		["from a clock that jitters by 50 ms, committed by sixes", committed(jittering(50), 6), 1.7],
		["half a page from one that jitters by 200 ms, committed by sixes", committed(jittering(200), 6), 2030 / 900],
		["at whole seconds, but irregularly", jittering(5000).map((r) => ({ ...r, at: r.at - (r.at % 1000) })), 1.5],
	])("takes few bytes a reading: %s", (_, readings, most) => {
		expect(encodeChunk(WINDOW, readings).length / readings.length).toBeLessThan(most);
	});

	it.each([60_000, 600_000])("pays some bytes for a gap of %d ms, and not more", (gap) => {
		const readings = steady(120, 1000);
		const torn = readings.map((r, i) => ({
			...r,
			at: r.at + (i < 60 ? 0 : gap),
			arrived: r.arrived + (i < 60 ? 0 : gap),
		}));
		const bytes = encodeChunk(WINDOW, torn);
		expect(decodeChunk(WINDOW, bytes)).toEqual(torn);
		expect(bytes.length - encodeChunk(WINDOW, readings).length).toBeLessThan(32);
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

	it("of the second version is read", () => {
		// Written by version 2: a batch, then readings one by one after a gap, and one that arrived late.
		const second = new Uint8Array([
			...[2, 7, 247, 3, 208, 15, 0, 100, 184, 143, 36, 155, 144, 36, 0, 205, 15, 140, 1, 2, 3, 222, 1, 2, 241, 1, 0],
			...[6, 120, 7, 4, 2, 168, 253, 10, 3, 232, 7, 0, 3, 2, 2, 1, 223, 7, 0],
		]);
		expect(decodeChunk(0, second)).toEqual([
			{ at: 1000, bpm: 70, arrived: 60, change: 500 },
			{ at: 2000, bpm: 71, arrived: 60, change: 500 },
			{ at: 3050, bpm: 69, arrived: 60, change: 500 },
			{ at: 300_000, bpm: 180, arrived: 302, change: 501 },
			{ at: 301_000, bpm: 181, arrived: 303, change: 502 },
			{ at: 302_000, bpm: 60, arrived: 304, change: 503 },
			{ at: 302_001, bpm: 60, arrived: 90_000, change: 7 },
		]);
		expect(chunkChange(second.slice().buffer)).toBe(503);
		expect(chunkCount(second.slice().buffer)).toBe(7);
		for (let length = 0; length < second.length; length++)
			expect(() => decodeChunk(0, second.slice(0, length))).toThrow(RangeError);
	});

	it("of the third version stays as it is", () => {
		const third = new Uint8Array([
			3, 4, 245, 3, 40, 215, 161, 140, 12, 128, 191, 252, 156, 135, 196, 230, 191, 254, 156, 135, 246, 4, 35, 98, 225,
			89, 132, 32, 196, 103, 255, 201, 247, 0,
		]);
		const readings = [
			{ at: 1000, bpm: 70, arrived: 60, change: 500 },
			{ at: 2050, bpm: 71, arrived: 60, change: 500 },
			{ at: 300_000, bpm: 180, arrived: 302, change: 501 },
			{ at: 301_000, bpm: 181, arrived: 303, change: 7 },
		];
		expect(encodeChunk(0, readings)).toEqual(third);
		expect(decodeChunk(0, third)).toEqual(readings);
	});

	it("refuses a version that it does not know", () => {
		expect(() => decodeChunk(WINDOW, new Uint8Array([99, 0]))).toThrow("version 99");
	});

	it("refuses bytes that end early, wherever", () => {
		const bytes = encodeChunk(WINDOW, jittering(50).slice(0, 10));
		for (let length = 0; length < bytes.length; length++)
			expect(() => decodeChunk(WINDOW, bytes.slice(0, length))).toThrow(RangeError);
	});
});

describe("merging readings", () => {
	const at = (seconds: number, bpm: number, arrived = 1, change = arrived): Reading => ({
		...{ at: START + seconds * 1000, bpm, arrived, change },
	});

	it("tells created, duplicate and updated apart, in the order given", () => {
		const stored = [at(0, 60), at(10, 61)];
		const { readings, fates } = mergeReadings(stored, [at(10, 99, 2), at(5, 70, 2), at(0, 60, 2), at(20, 80, 2)]);
		expect(fates).toMatchObject([
			{ status: "updated", was: 61 },
			{ status: "created" },
			{ status: "duplicate" },
			{ status: "created" },
		]);
		expect(readings).toEqual([at(0, 60), at(5, 70, 2), at(10, 99, 1, 2), at(20, 80, 2)]);
	});

	it("takes the second of two equal instants of one batch as duplicate or correction", () => {
		const { readings, fates } = mergeReadings([], [at(0, 60), at(0, 60), at(0, 65)]);
		expect(fates).toMatchObject([{ status: "created" }, { status: "duplicate" }, { status: "updated", was: 60 }]);
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
