import { describe, expect, it } from "vitest";
import { hoursLine, weekOf } from "../../../src/console/admin/week.ts";

const monday = (from: string, to: string) => ({ weekday: "monday", from, to }) as const;

describe("a weekday's hours as a line of a form", () => {
	it.each([
		["09:00-17:00", [monday("09:00", "17:00")]],
		["9:00 - 12:00, 14:00–18:00", [monday("09:00", "12:00"), monday("14:00", "18:00")]],
		["  ", []],
		["08:00-09:00;10:00-24:00,", [monday("08:00", "09:00"), monday("10:00", "24:00")]],
	])("reads %j", (line, slots) => {
		expect(weekOf({ hours_monday: line })).toEqual({ slots, unread: [] });
	});

	it.each(["nine to five", "09:00", "09-17", "09:00-12:00 14:00-18:00"])("names the field of %j", (line) => {
		expect(weekOf({ hours_tuesday: line })).toMatchObject({ unread: ["hours_tuesday"] });
	});

	it("is read as it is written", () => {
		const slots = [monday("09:00", "12:00"), { weekday: "friday", from: "14:00", to: "24:00" } as const];
		const fields = { hours_monday: hoursLine(slots, "monday"), hours_friday: hoursLine(slots, "friday") };
		expect(weekOf(fields).slots).toEqual(slots);
	});
});
