import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { WINDOW_MS } from "../../src/monitor/chunk.ts";
import {
	ALWAYS,
	dateOf,
	dayOfDate,
	firstOfMonth,
	LocalDays,
	mondayOf,
	nextMonth,
} from "../../src/monitor/local-days.ts";

const HOUR = 3_600_000;
const inZone = (zone: string) => new LocalDays([{ from: ALWAYS, zone }]);
const localDate = (days: LocalDays, iso: string) => dateOf(days.dayAt(Date.parse(iso)));

describe("the local day of an instant", () => {
	it.each([
		["UTC", "2026-01-31T23:59:59.999Z", "2026-01-31"],
		["UTC", "2026-02-01T00:00:00Z", "2026-02-01"],
		["Asia/Kathmandu", "2026-01-31T18:14:59Z", "2026-01-31"],
		["Asia/Kathmandu", "2026-01-31T18:15:00Z", "2026-02-01"],
		["Pacific/Kiritimati", "2026-01-31T09:59:59Z", "2026-01-31"],
		["Pacific/Kiritimati", "2026-01-31T10:00:00Z", "2026-02-01"],
		["Etc/GMT+12", "2026-02-01T11:59:59Z", "2026-01-31"],
		["Etc/GMT+12", "2026-02-01T12:00:00Z", "2026-02-01"],
		["Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29"],
		["Europe/Berlin", "2026-03-29T21:59:59Z", "2026-03-29"],
		["Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30"],
		["Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25"],
		["Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26"],
		["Australia/Lord_Howe", "2026-04-04T13:00:00Z", "2026-04-05"],
		["America/New_York", "2016-04-16T03:59:59Z", "2016-04-15"],
	])("in %s, %s is on %s", (zone, iso, date) => {
		expect(localDate(inZone(zone), iso)).toBe(date);
	});
});

describe("the length of a local day", () => {
	it.each([
		["Europe/Berlin", "2026-03-29", 23],
		["Europe/Berlin", "2026-10-25", 25],
		["America/New_York", "2026-03-08", 23],
		["America/New_York", "2026-11-01", 25],
		["Australia/Lord_Howe", "2026-04-05", 24.5],
		["Asia/Kathmandu", "2026-03-29", 24],
		["Pacific/Kiritimati", "2026-10-25", 24],
		// Samoa left out a whole day when it changed sides of the date line.
		["Pacific/Apia", "2011-12-30", 0],
		["Pacific/Apia", "2011-12-31", 24],
	])("in %s, %s has %d hours", (zone, date, hours) => {
		const { start, end } = inZone(zone).bounds(dayOfDate(date));
		expect((end - start) / HOUR).toBe(hours);
	});
});

describe("a patient who changes zone", () => {
	// From Berlin (UTC+1) to New York (UTC-5) at 10:07 UTC, rounded up to the next quarter.
	const moved = inZone("Europe/Berlin").moved("America/New_York", Date.parse("2026-01-31T10:07:00Z"));

	it.each([
		["2026-01-30T22:59:59Z", "2026-01-30"],
		["2026-01-30T23:00:00Z", "2026-01-31"],
		["2026-01-31T10:14:59Z", "2026-01-31"],
		["2026-02-01T04:59:59Z", "2026-01-31"],
		["2026-02-01T05:00:00Z", "2026-02-01"],
	])("at %s is on %s", (iso, date) => {
		expect(localDate(moved, iso)).toBe(date);
	});

	it("has a longer day on the journey west, and a shorter one on the journey east", () => {
		const hours = (days: LocalDays) => {
			const { start, end } = days.bounds(dayOfDate("2026-01-31"));
			return (end - start) / HOUR;
		};
		expect(hours(moved)).toBe(30);
		const east = inZone("America/New_York").moved("Europe/Berlin", Date.parse("2026-01-31T10:00:00Z"));
		expect(hours(east)).toBe(18);
	});

	it("rounds the change up to a whole window, and says the zone before and after", () => {
		expect(moved.zoneAt(Date.parse("2026-01-31T10:14:59Z"))).toBe("Europe/Berlin");
		expect(moved.zoneAt(Date.parse("2026-01-31T10:15:00Z"))).toBe("America/New_York");
	});

	it("forgets moves that a correction overtakes", () => {
		const corrected = moved.moved("Asia/Tokyo", Date.parse("2026-01-01T00:00:00Z"));
		expect(corrected.periods).toEqual([
			{ from: ALWAYS, zone: "Europe/Berlin" },
			{ from: Date.parse("2026-01-01T00:00:00Z"), zone: "Asia/Tokyo" },
		]);
		expect(moved.moved("Asia/Tokyo", ALWAYS).periods).toEqual([{ from: ALWAYS, zone: "Asia/Tokyo" }]);
	});
});

describe("every zone", () => {
	const zones = Intl.supportedValuesOf("timeZone");
	const instant = fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2030, 0) });

	it("puts each window of a quarter of an hour into exactly one day", () => {
		fc.assert(
			fc.property(fc.constantFrom(...zones), instant, (zone, at) => {
				const start = Math.floor(at / WINDOW_MS) * WINDOW_MS;
				expect(inZone(zone).dayAt(start + WINDOW_MS - 1)).toBe(inZone(zone).dayAt(start));
			}),
			{ numRuns: 300 },
		);
	});

	it("answers the same whatever it was asked before", () => {
		fc.assert(
			fc.property(fc.constantFrom(...zones), fc.array(instant, { minLength: 2, maxLength: 6 }), (zone, instants) => {
				const remembering = inZone(zone);
				for (const at of instants) expect(remembering.dayAt(at)).toBe(inZone(zone).dayAt(at));
			}),
		);
	});

	it("bounds the day that it names", () => {
		fc.assert(
			fc.property(fc.constantFrom(...zones), instant, (zone, at) => {
				const days = inZone(zone);
				const { start, end } = days.bounds(days.dayAt(at));
				expect(start <= at && at < end).toBe(true);
			}),
		);
	});
});

describe("the hour of an instant", () => {
	it.each([
		["Asia/Kathmandu", "2026-01-31T12:20:00Z", "2026-01-31T12:15:00.000Z"],
		["Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T00:00:00.000Z"],
		["Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T01:00:00.000Z"],
	])("in %s, that of %s begins at %s", (zone, iso, start) => {
		expect(new Date(inZone(zone).hourStart(Date.parse(iso))).toISOString()).toBe(start);
	});
});

describe("weeks and months", () => {
	it.each([
		["2026-11-21", "2026-11-16", "2026-11-01", "2026-12-01"],
		["2026-11-16", "2026-11-16", "2026-11-01", "2026-12-01"],
		["2026-01-01", "2025-12-29", "2026-01-01", "2026-02-01"],
		["2024-02-29", "2024-02-26", "2024-02-01", "2024-03-01"],
		["1969-12-31", "1969-12-29", "1969-12-01", "1970-01-01"],
	])("%s is in the week of %s and the month from %s to %s", (date, monday, first, next) => {
		const day = dayOfDate(date);
		expect([mondayOf(day), firstOfMonth(day), nextMonth(day)].map(dateOf)).toEqual([monday, first, next]);
	});

	it("are those of the calendar, of every day", () => {
		const days = fc.integer({ min: dayOfDate("1900-01-01"), max: dayOfDate("2300-12-31") });
		fc.assert(
			fc.property(days, (day) => {
				const date = Temporal.PlainDate.from(dateOf(day));
				const first = date.with({ day: 1 });
				const expected = [date.subtract({ days: date.dayOfWeek - 1 }), first, first.add({ months: 1 })];
				expect([mondayOf(day), firstOfMonth(day), nextMonth(day)].map(dateOf)).toEqual(expected.map(String));
			}),
			{ numRuns: 2_000 },
		);
	});
});
