import { describe, expect, it } from "vitest";
import { remindersAt, spanAfter, spanFault, spanOf } from "../../src/appointments/times.ts";

const at = (time: string) => Date.parse(`2030-01-07T${time}Z`);
const MINUTE = 60_000;

describe("the span of an appointment", () => {
	it.each([
		["half an hour by itself", {}, "09:30"],
		["as long as it says", { duration_minutes: 45 }, "09:45"],
		["until its end", { end: "2030-01-07T11:00:00+01:00" }, "10:00"],
		["until its end, whatever the duration", { end: "2030-01-07T10:00:00Z", duration_minutes: 5 }, "10:00"],
	])("is %s", (_, rest, end) => {
		expect(spanOf({ start: "2030-01-07T09:00:00Z", ...rest })).toEqual({ start: at("09:00"), end: at(end) });
	});

	const before = { start: at("09:00"), end: at("09:45") };
	it.each([
		["nothing", {}, "09:00", "09:45"],
		["another start: it stays as long", { start: "2030-01-07T12:00:00Z" }, "12:00", "12:45"],
		["another end", { end: "2030-01-07T10:00:00Z" }, "09:00", "10:00"],
		["another duration", { duration_minutes: 10 }, "09:00", "09:10"],
		["all of it", { start: "2030-01-07T12:00:00Z", end: "2030-01-07T12:10:00Z" }, "12:00", "12:10"],
	])("after an edit of %s", (_, sent, start, end) => {
		expect(spanAfter(before, sent)).toEqual({ start: at(start), end: at(end) });
	});

	it.each([
		[0, "must be before the end"],
		[-1, "must be before the end"],
		[MINUTE - 1, "must be at least 1 minute before the end"],
		[MINUTE, undefined],
		[480 * MINUTE, undefined],
		[480 * MINUTE + 1, "must be at most 8 hours before the end"],
	])("of %d ms: %s", (length, fault) => {
		expect(spanFault({ start: 0, end: length })).toBe(fault);
	});
});

describe("reminders at the moment of a booking", () => {
	const now = new Date(at("09:00"));
	it.each([
		["days ahead: both are to come", 3 * 24 * 60, null, null],
		["a day ahead to the millisecond: both", 24 * 60, null, null],
		["less than a day ahead: an hour ahead alone", 24 * 60 - 1, now, null],
		["an hour ahead: that one", 60, now, null],
		["less: none", 59, now, now],
	])("%s", (_, minutes, dayReminderAt, hourReminderAt) => {
		expect(remindersAt(now.getTime() + minutes * MINUTE, now)).toEqual({ dayReminderAt, hourReminderAt });
	});
});
