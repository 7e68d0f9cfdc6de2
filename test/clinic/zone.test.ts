import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayBounds, instantOf, isIanaZone, wallPieces, wallTime, weekdayOf } from "../../src/clinic/zone.ts";

const HOUR = 60 * 60_000;
const ZONES = [
	"UTC",
	"Europe/Berlin",
	"America/New_York",
	"Asia/Kathmandu",
	"Australia/Lord_Howe",
	"America/Sao_Paulo",
];

/** `7 23:30-24:00`: the pieces in short. */
const pieces = (start: string, end: string, zone: string) =>
	wallPieces(Date.parse(start), Date.parse(end), zone).map(({ weekday, from, to }) => {
		const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16);
		return `${weekday} ${clock(from)}-${to === 24 * HOUR ? "24:00" : clock(to)}`;
	});

describe("what the clock on the wall shows", () => {
	it.each([
		["an hour", "2026-01-31T09:00Z", "2026-01-31T10:00Z", "UTC", ["6 09:00-10:00"]],
		["an hour elsewhere", "2026-01-31T09:00Z", "2026-01-31T10:00Z", "Asia/Kathmandu", ["6 14:45-15:45"]],
		["until midnight", "2026-01-31T22:00Z", "2026-02-01T00:00Z", "UTC", ["6 22:00-24:00"]],
		["over midnight", "2026-02-01T22:30Z", "2026-02-02T00:30Z", "UTC", ["7 22:30-24:00", "1 00:00-00:30"]],
		[
			"over a midnight elsewhere",
			"2026-01-31T22:30Z",
			"2026-01-31T23:30Z",
			"Europe/Berlin",
			["6 23:30-24:00", "7 00:00-00:30"],
		],
		["an hour left out", "2026-03-29T00:30Z", "2026-03-29T01:30Z", "Europe/Berlin", ["7 01:30-02:00", "7 03:00-03:30"]],
		["an hour repeated", "2026-10-25T00:30Z", "2026-10-25T01:30Z", "Europe/Berlin", ["7 02:30-03:00", "7 02:00-02:30"]],
		["up to the change", "2026-03-29T00:30Z", "2026-03-29T01:00Z", "Europe/Berlin", ["7 01:30-02:00"]],
		["from the change on", "2026-03-29T01:00Z", "2026-03-29T02:00Z", "Europe/Berlin", ["7 03:00-04:00"]],
		[
			"a midnight left out",
			"2018-11-04T02:30Z",
			"2018-11-04T03:30Z",
			"America/Sao_Paulo",
			["6 23:30-24:00", "7 01:00-01:30"],
		],
		[
			"a midnight repeated",
			"2018-02-18T01:30Z",
			"2018-02-18T02:30Z",
			"America/Sao_Paulo",
			["6 23:30-24:00", "6 23:00-23:30"],
		],
		["nothing", "2026-01-31T09:00Z", "2026-01-31T09:00Z", "UTC", []],
	])("%s", (_, start, end, zone, expected) => {
		expect(pieces(start, end, zone)).toEqual(expected);
	});

	it("is as long as the time itself, and within days", () => {
		const start = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) });
		fc.assert(
			fc.property(start, fc.integer({ min: 1, max: 30 * HOUR }), fc.constantFrom(...ZONES), (at, length, zone) => {
				const found = wallPieces(at, at + length, zone);
				expect(found.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(length);
				for (const { weekday, from, to } of found) {
					expect(weekday).toBeGreaterThanOrEqual(1);
					expect(weekday).toBeLessThanOrEqual(7);
					expect(from).toBeGreaterThanOrEqual(0);
					expect(from).toBeLessThan(to);
					expect(to).toBeLessThanOrEqual(24 * HOUR);
				}
			}),
		);
	});
});

describe("a date", () => {
	it.each([
		["2026-01-31", "UTC", "2026-01-31T00:00:00.000Z", 24],
		["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z", 23],
		["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z", 25],
		["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z", 23],
	])("%s in %s begins and ends", (date, zone, start, hours) => {
		const bounds = dayBounds(date, zone);
		expect(new Date(bounds.start).toISOString()).toBe(start);
		expect(bounds.end - bounds.start).toBe(hours * HOUR);
	});

	it("has a weekday", () => {
		expect(["2026-01-31", "2026-02-01", "2026-02-02"].map(weekdayOf)).toEqual([6, 7, 1]);
	});
});

it.each([
	["UTC", true],
	["Europe/Berlin", true],
	["America/Argentina/Buenos_Aires", true],
	["GMT+4", false],
	["EST", false],
	["Mars/Olympus", false],
	["europe/berlin", false],
	["", false],
])("%j is a zone: %s", (name, expected) => {
	expect(isIanaZone(name)).toBe(expected);
});

describe("the date and time of a form's field", () => {
	it.each([
		["2026-01-31T14:00", "Europe/Berlin", "2026-01-31T13:00:00Z"],
		["2026-01-31T14:00:30", "UTC", "2026-01-31T14:00:30Z"],
		// Clocks go back from 3 to 2: the first of the two.
		["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"],
		// And from 2 to 3: there is no such time.
		["2026-03-29T02:30", "Europe/Berlin", undefined],
		["2026-02-30T10:00", "UTC", undefined],
		["2026-01-31", "UTC", undefined],
		["2026-01-31T14:00Z", "UTC", undefined],
		["soon", "UTC", undefined],
	])("%s in %s is %s", (wall, zone, instant) => {
		expect(instantOf(wall, zone)).toBe(instant);
	});

	it("is read back as it was shown, but where the clock shows it twice", () => {
		const minutes = fc.integer({ min: 0, max: 60 * 24 * 365 * 100 });
		fc.assert(
			fc.property(minutes, fc.constantFrom(...ZONES), (minute, zone) => {
				const instant = new Date(minute * 60_000).toISOString();
				const shown = wallTime(instant, zone);
				const read = instantOf(shown, zone) ?? "";
				expect(wallTime(read, zone)).toBe(shown);
				expect(Date.parse(read)).toBeLessThanOrEqual(minute * 60_000);
			}),
		);
	});
});
