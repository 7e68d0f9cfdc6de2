import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitReader, BitWriter } from "../../src/monitor/bits.ts";
import { RunReader, writeRuns } from "../../src/monitor/runs.ts";

const ORIGIN = 123_000;

function written(values: readonly number[]): Uint8Array {
	const out = new BitWriter(16);
	writeRuns(out, values, ORIGIN);
	return out.finish();
}

function read(bytes: Uint8Array, count: number): number[] {
	const runs = new RunReader(new BitReader(bytes), ORIGIN);
	return Array.from({ length: count }, () => runs.next());
}

describe("runs", () => {
	it("give back exactly what was put in", () => {
		const number = fc.integer({ min: 0, max: 2 ** 40 });
		const values = fc.array(fc.oneof(number, fc.nat(3)), { maxLength: 100 });
		fc.assert(
			fc.property(values, (numbers) => {
				expect(read(written(numbers), numbers.length)).toEqual(numbers);
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

	it("take four bits for five readings that were stored together", () => {
		const values = Array.from({ length: 900 }, (_, index) => 1_000_000 + Math.floor(index / 5));
		expect((written(values).length * 8) / 180).toBeLessThan(4);
	});

	it("refuse an empty run, which would never end", () => {
		// Three columns with k = 0, and the first length 0.
		expect(() => read(new Uint8Array([0, 0, 0]), 1)).toThrow("empty");
	});
});
