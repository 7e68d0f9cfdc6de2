import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Hours, hoursFault, hoursOf, slotsOf, WEEKDAYS } from "../../src/doctors/hours.ts";

const hours = fc
	.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
	.filter(([, from, to]) => from < to)
	.map(([weekday, fromMinute, toMinute]): Hours => ({ weekday, fromMinute, toMinute }));

describe("hours", () => {
	it("are read as people write them, and written so again", () => {
		const slots = [
			{ weekday: "monday" as const, from: "00:00", to: "24:00" },
			{ weekday: "sunday" as const, from: "09:05", to: "17:30" },
		];
		expect(hoursOf(slots)).toEqual([
			{ weekday: 1, fromMinute: 0, toMinute: 1440 },
			{ weekday: 7, fromMinute: 545, toMinute: 1050 },
		]);
		expect(slotsOf(hoursOf(slots))).toEqual(slots);
		expect(hoursOf([{ weekday: 3, from: "09:00", to: "10:00" }])).toMatchObject([{ weekday: 3 }]);
	});

	it("survive the way there and back, in the order of the week", () => {
		fc.assert(
			fc.property(fc.array(hours), (list) => {
				const slots = slotsOf(list);
				expect(slotsOf(hoursOf(slots))).toEqual(slots);
				const weekdays = slots.map(({ weekday }) => WEEKDAYS.indexOf(weekday));
				expect(weekdays).toEqual(weekdays.toSorted((a, b) => a - b));
			}),
		);
	});

	it("overlap where some minute of a week is in two of them", () => {
		const minutes = ({ weekday, fromMinute, toMinute }: Hours) =>
			Array.from({ length: toMinute - fromMinute }, (_, index) => weekday * 1440 + fromMinute + index);
		fc.assert(
			fc.property(fc.array(hours, { maxLength: 5 }), (list) => {
				const all = list.flatMap(minutes);
				const twice = new Set(all).size < all.length;
				expect(hoursFault(list)).toBe(twice ? "two of one weekday must not overlap" : undefined);
			}),
			{ numRuns: 50 },
		);
	});
});
