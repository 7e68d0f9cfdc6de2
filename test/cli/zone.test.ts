import { describe, expect, it } from "vitest";
import { wallClock, zone } from "../../src/cli/zone.ts";

const wall = (iso: string) => Date.parse(`${iso}Z`);

describe("zone", () => {
	it.each([
		["UTC", "2016-04-16T07:00:05", "2016-04-16T07:00:05Z"],
		["Europe/Berlin", "2016-01-16T07:00:05", "2016-01-16T07:00:05+01:00"],
		["Europe/Berlin", "2016-07-16T07:00:05", "2016-07-16T07:00:05+02:00"],
		["Asia/Kathmandu", "2016-07-16T00:00:00", "2016-07-16T00:00:00+05:45"],
		// In the gap the clock did not show this time: the offset before the gap counts.
		["Europe/Berlin", "2016-03-27T02:30:00", "2016-03-27T02:30:00+01:00"],
		["Australia/Lord_Howe", "2016-10-02T02:10:00", "2016-10-02T02:10:00+10:30"],
		// In an overlap the earlier instant counts.
		["Europe/Berlin", "2016-10-30T02:30:00", "2016-10-30T02:30:00+02:00"],
	])("%s shows %s at %s", (id, local, instant) => {
		expect(zone(id).instantOf(wall(local))).toBe(Date.parse(instant));
	});

	it("takes the later instant of an overlap after one that the earlier would go back behind", () => {
		const berlin = zone("Europe/Berlin");
		const after = Date.parse("2016-10-30T02:59:59+02:00");
		expect(berlin.instantOf(wall("2016-10-30T02:00:00"), after)).toBe(Date.parse("2016-10-30T02:00:00+01:00"));
	});

	it("does not touch a time that goes back outside an overlap", () => {
		const berlin = zone("Europe/Berlin");
		const after = Date.parse("2016-11-30T00:00:00Z");
		expect(berlin.instantOf(wall("2016-11-20T02:00:00"), after)).toBe(Date.parse("2016-11-20T02:00:00+01:00"));
	});

	it("shows the wall clock at an instant", () => {
		expect(zone("America/New_York").wallClockOf(Date.parse("2016-07-16T12:00:00Z"))).toBe(wall("2016-07-16T08:00:00"));
	});

	it("throws on a name that is no zone", () => {
		expect(() => zone("Mars/Olympus")).toThrow(RangeError);
	});
});

describe("wallClock", () => {
	it("knows the 29th of February", () => {
		expect(wallClock([2016, 2, 29], [23, 59, 59, 999])).toBe(wall("2016-02-29T23:59:59.999"));
		expect(wallClock([2015, 2, 29], [0, 0, 0])).toBeNull();
	});

	it.each([
		[[2016, 13, 1] as const, [0, 0, 0] as const],
		[[2016, 0, 1] as const, [0, 0, 0] as const],
		[[2016, 1, 1] as const, [24, 0, 0] as const],
		[[2016, 1, 1] as const, [0, 60, 0] as const],
		[[2016, 1, 1] as const, [0, 0, 60] as const],
	])("has no time for %j %j", (date, time) => {
		expect(wallClock(date, time)).toBeNull();
	});
});
