import { describe, expect, it } from "vitest";
import { tickStyle, timeTicks } from "../../../src/console/patient/ticks.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (ticks: readonly number[]) => ticks.map((at) => new Date(at).toISOString());
const until = (to: string, span: number, zone: string) => timeTicks(Date.parse(to) - span, Date.parse(to), zone);

describe("the marks below a chart", () => {
	it("are at round times of the patient's clock, not of ours", () => {
		expect(iso(until("2026-01-31T12:00:00Z", HOUR, "Asia/Kathmandu"))).toEqual([
			"2026-01-31T11:05:00.000Z",
			"2026-01-31T11:15:00.000Z",
			"2026-01-31T11:25:00.000Z",
			"2026-01-31T11:35:00.000Z",
			"2026-01-31T11:45:00.000Z",
			"2026-01-31T11:55:00.000Z",
		]);
	});

	it("are at every fourth hour, also on the day on which the clocks are changed", () => {
		expect(iso(until("2026-03-29T22:00:00Z", DAY, "Europe/Berlin"))).toEqual([
			"2026-03-28T23:00:00.000Z",
			"2026-03-29T02:00:00.000Z",
			"2026-03-29T06:00:00.000Z",
			"2026-03-29T10:00:00.000Z",
			"2026-03-29T14:00:00.000Z",
			"2026-03-29T18:00:00.000Z",
		]);
	});

	it("are at the beginnings of days in a week, and of months in a year", () => {
		expect(iso(until("2026-10-27T12:00:00Z", 3 * DAY, "Europe/Berlin"))).toEqual([
			"2026-10-24T22:00:00.000Z",
			"2026-10-25T23:00:00.000Z",
			"2026-10-26T23:00:00.000Z",
		]);
		expect(until("2026-10-27T12:00:00Z", 365 * DAY, "Europe/Berlin")).toHaveLength(12);
	});

	it.each<[string, number, object]>([
		["2026-01-31T12:00:00Z", HOUR, { hour: "2-digit", minute: "2-digit" }],
		["2026-01-31T00:00:00Z", DAY, { weekday: "short", day: "numeric" }],
		["2026-01-01T00:00:00Z", 365 * DAY, { month: "short" }],
	])("at %s of %i ms is written as %o", (at, span, style) => {
		expect(tickStyle(Date.parse(at), span, "UTC")).toEqual(style);
	});
});
