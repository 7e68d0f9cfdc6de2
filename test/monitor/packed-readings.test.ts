import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pack, readingId, unpack } from "../../src/monitor/packed-readings.ts";

/** Far more devices than there are slots in a test: the first, the last, and some of the same name. */
const devices = fc.uniqueArray(
	fc.record({ slot: fc.oneof(fc.constantFrom(0, 999), fc.nat(999)), id: fc.nat(), name: fc.string() }),
	{ selector: ({ slot }) => slot, minLength: 1, maxLength: 5 },
);
const measured = fc.record({
	device: fc.nat(),
	at: fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2199, 0) }),
	bpm: fc.integer({ min: 20, max: 300 }),
	arrived: fc.integer({ min: 0, max: Date.UTC(2199, 0) / 1000 }),
});

/** Readings as the object finds them. */
const found = fc.tuple(devices, fc.array(measured, { maxLength: 100 })).map(([known, list]) =>
	list.flatMap(({ device, at, bpm, arrived }) => {
		const of = known[device % known.length];
		return of ? [{ id: readingId({ at, slot: of.slot }), device: of.id, deviceName: of.name, at, bpm, arrived }] : [];
	}),
);

describe("packed readings", () => {
	it("are the same when they are unpacked, also after a journey as JSON", () => {
		fc.assert(
			fc.property(found, (readings) => {
				expect(unpack(pack(readings))).toEqual(readings);
				expect(unpack(JSON.parse(JSON.stringify(pack(readings))))).toEqual(readings);
			}),
		);
	});

	it("name each device once", () => {
		fc.assert(
			fc.property(found, (readings) => {
				const ids = new Set(readings.map(({ id }) => id % 1000));
				expect(new Set(pack(readings).devices.map(([slot]) => slot))).toEqual(ids);
				expect(pack(readings).devices).toHaveLength(ids.size);
			}),
		);
	});

	it("have ids that JSON keeps exact, of every device until the year 2199", () => {
		for (const slot of [0, 1, 998, 999]) {
			const id = readingId({ at: Date.UTC(2199, 11, 31), slot });
			expect([Number.isSafeInteger(id), id % 1000]).toEqual([true, slot]);
		}
	});
});
