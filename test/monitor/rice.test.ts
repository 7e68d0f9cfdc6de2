import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitReader, BitWriter } from "../../src/monitor/bits.ts";
import { RiceColumn, RiceReader, writeRice } from "../../src/monitor/rice.ts";

function written(...columns: (readonly number[])[]): Uint8Array {
	const out = new BitWriter(0);
	const filled = columns.map((values) => {
		const column = new RiceColumn(0);
		for (const value of values) column.push(value);
		return column;
	});
	writeRice(out, ...filled);
	return out.finish();
}

/** Rows of that many columns. */
function read(bytes: Uint8Array, columns: number, rows: number): number[][] {
	const input = new BitReader(bytes);
	const readers = Array.from({ length: columns }, () => new RiceReader(input));
	return Array.from({ length: rows }, () => readers.map((reader) => reader.next()));
}

const K_BITS = 5;
const bytesOf = (bits: number): number => Math.ceil((K_BITS + bits) / 8);

describe("Rice's code", () => {
	it("gives back the rows of a table, whatever their numbers", () => {
		const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer(), fc.maxSafeInteger());
		fc.assert(
			fc.property(fc.array(fc.tuple(number, number), { maxLength: 100 }), (rows) => {
				const bytes = written(
					rows.map(([first]) => first),
					rows.map(([, second]) => second),
				);
				expect(read(bytes, 2, rows.length)).toEqual(rows.map(([first, second]) => [first + 0, second + 0]));
			}),
		);
	});

	it.each([
		...[2 ** 28, 2 ** 29 - 2, 2 ** 29 - 1, 2 ** 29, 2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1],
		...[2 ** 53 - 1, 2 ** 53],
	])("keeps %d and its opposite, alone or among small ones", (number) => {
		for (const value of [number, -number]) {
			expect(read(written([value]), 1, 1)).toEqual([[value]]);
			expect(read(written([0, 1, value, -1, value]), 1, 5).flat()).toEqual([0, 1, value, -1, value]);
		}
	});

	it.each([
		["a bit for each zero", Array(800).fill(0), 800],
		["two bits for -1 and three for 1", [...Array(400).fill(-1), ...Array(400).fill(1)], 400 * 2 + 400 * 3],
		["the bits of numbers that are alike, and one", Array.from({ length: 800 }, (_, i) => (i % 128) - 64), 800 * 8],
	])("takes %s", (_, values, bits) => {
		expect(written(values).length).toBeLessThanOrEqual(bytesOf(bits));
	});

	it.each([1e3, 1e5, 9e5, 4e9, 2 ** 53])("pays at most nine bytes for one %d among zeros", (outlier) => {
		const zeros = Array(800).fill(0);
		expect(written([...zeros, outlier, ...zeros]).length).toBeLessThanOrEqual(bytesOf(1600) + 9);
	});

	it("refuses bytes that end early, wherever", () => {
		const bytes = written([1, 2, 500_000, -3, 4, 2 ** 40]);
		for (let length = 0; length < bytes.length; length++)
			expect(() => read(bytes.slice(0, length), 1, 6)).toThrow(RangeError);
	});

	it("refuses a k that none writes", () => {
		expect(() => read(new Uint8Array([0xff, 0]), 1, 1)).toThrow("k = 31");
	});
});
