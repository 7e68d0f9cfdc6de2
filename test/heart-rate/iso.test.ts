import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOf } from "../../src/heart-rate/iso.ts";

const DAY = 24 * 60 * 60_000;
const FIRST = Date.UTC(1970, 0);
const LAST = Date.UTC(2200, 0) - 1;

describe("an instant on the wire", () => {
	it.each([
		...["1970-01-01T00:00:00.000Z", "1980-01-01T00:00:00.007Z", "1999-12-31T23:59:59.999Z", "2000-02-29T12:30:45.060Z"],
		...["2026-11-21T09:08:07.600Z", "2100-02-28T23:59:59.999Z", "2100-03-01T00:00:00.000Z", "2199-12-31T23:59:59.999Z"],
	])("is %s", (iso) => {
		expect(isoOf(Date.parse(iso))).toBe(iso);
	});

	it("is what toISOString writes, of every day from 1970 to 2199, forwards and backwards", () => {
		const days = Array.from({ length: Math.ceil((LAST - FIRST) / DAY) }, (_, day) => day);
		const instants = (day: number) => [0, DAY - 1, (day * 7_919_777) % DAY].map((within) => day * DAY + within);
		for (const order of [days, days.toReversed()]) {
			const wrong = order.flatMap(instants).filter((at) => isoOf(at) !== new Date(at).toISOString());
			expect(wrong).toEqual([]);
		}
	});

	it("is the same whatever was written before", () => {
		const instant = fc.integer({ min: FIRST, max: LAST });
		const near = fc.tuple(instant, fc.integer({ min: -1, max: 1 })).map(([at, by]) => Math.floor(at / DAY) * DAY + by);
		const instants = fc.array(
			fc.oneof(instant, near).filter((at) => at >= FIRST),
			{ minLength: 2, maxLength: 20 },
		);
		fc.assert(
			fc.property(instants, (list) => {
				expect(list.map(isoOf)).toEqual(list.map((at) => new Date(at).toISOString()));
			}),
			{ numRuns: 500 },
		);
	});
});
