import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRuns, writeRuns } from "../../src/monitor/runs.ts";
import { VarintReader, VarintWriter } from "../../src/monitor/varint.ts";

function written(values: readonly number[]): Uint8Array {
	const out = new VarintWriter(16);
	writeRuns(out, values);
	return out.finish();
}

describe("runs", () => {
	it("give back exactly what was put in", () => {
		const number = fc.integer({ min: 0, max: 2 ** 40 });
		const values = fc.array(fc.oneof(number, fc.nat(3)), { maxLength: 100 });
		fc.assert(
			fc.property(values, (numbers) => {
				expect(readRuns(new VarintReader(written(numbers)), numbers.length)).toEqual(numbers);
			}),
		);
	});

	it.each([
		["the same", () => 123_456],
		["counting on", (index: number) => 123_456 + index],
		["counting on by two", (index: number) => 123_456 + 2 * index],
	])("take a few bytes for numbers that are %s", (_, value) => {
		expect(written(Array.from({ length: 900 }, (_, index) => value(index))).length).toBeLessThanOrEqual(7);
	});

	it("take less than a byte for each of five readings that were stored together", () => {
		expect(written(Array.from({ length: 900 }, (_, index) => 1_000_000 + Math.floor(index / 5))).length).toBeLessThan(
			900,
		);
	});

	it("refuse an empty run, which would never end", () => {
		expect(() => readRuns(new VarintReader(new Uint8Array([0, 0, 0])), 1)).toThrow(RangeError);
	});
});
