import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instantOf, readingId } from "../../src/monitor/reading-id.ts";

const instant = fc.integer({ min: 0, max: Date.UTC(2200, 0) });
const slot = fc.oneof(fc.constantFrom(0, 1, 998, 999), fc.nat(999));

describe("a reading's id", () => {
	it("is a number that JSON keeps exact, and tells the instant and the device's slot, until the year 2199", () => {
		fc.assert(
			fc.property(instant, slot, (at, slot) => {
				const id = readingId({ at, slot });
				expect([Number.isSafeInteger(id), instantOf(id), id % 1000]).toEqual([true, at, slot]);
			}),
		);
	});
});
