import { describe, expect, it } from "vitest";
import { RANGE_NAMES, RANGES, stepOf, viewOf } from "../../../src/console/patient/ranges.ts";

const NOW = Date.parse("2026-01-31T12:00:00Z");
const HOUR = 3_600_000;

describe("the part of time that an address asks for", () => {
	it.each<[string, Record<string, string>, string, number, boolean]>([
		["a day until now, if nothing else", {}, "day", NOW, true],
		["what there is not is a day until now", { range: "age", to: "noon" }, "day", NOW, true],
		["a range until now", { range: "week" }, "week", NOW, true],
		["a range until then", { range: "hour", to: "2026-01-30T10:00:00+01:00" }, "hour", NOW - 27 * HOUR, false],
		["nothing that has not been yet", { range: "hour", to: "2030-01-01T00:00:00Z" }, "hour", NOW, true],
	])("is %s", (_, query, range, to, isNow) => {
		const view = viewOf(query, NOW);
		expect(view).toMatchObject({ range, to, isNow });
		expect(view.to - view.from).toBe(RANGES[view.range].ms);
	});
});

describe("a step from there", () => {
	const at = (range: (typeof RANGE_NAMES)[number], hoursAgo: number) =>
		viewOf({ range, to: new Date(NOW - hoursAgo * HOUR).toISOString() }, NOW);

	it("goes by half of what is shown, and not beyond now", () => {
		expect(stepOf(at("hour", 5), "earlier", NOW)).toEqual({ range: "hour", to: "2026-01-31T06:30:00.000Z" });
		expect(stepOf(at("hour", 5), "later", NOW)).toEqual({ range: "hour", to: "2026-01-31T07:30:00.000Z" });
		expect(stepOf(at("day", 5), "later", NOW)).toEqual({ range: "day", to: null });
		expect(stepOf(at("day", 0), "later", NOW)).toBeNull();
		expect(stepOf(at("day", 5), "now", NOW)).toEqual({ range: "day", to: null });
		expect(stepOf(at("day", 0), "now", NOW)).toBeNull();
	});

	it("keeps the middle where it zooms, or now where it ends now", () => {
		expect(stepOf(at("day", 24), "closer", NOW)).toEqual({ range: "hour", to: "2026-01-30T00:30:00.000Z" });
		expect(stepOf(at("day", 0), "closer", NOW)).toEqual({ range: "hour", to: null });
		expect(stepOf(at("week", 0), "wider", NOW)).toEqual({ range: "year", to: null });
		expect(stepOf(at("week", 24), "wider", NOW)).toEqual({ range: "year", to: null });
		expect(stepOf(at("hour", 0), "closer", NOW)).toBeNull();
		expect(stepOf(at("year", 0), "wider", NOW)).toBeNull();
	});

	it("fits its points in one answer, also with as much again around it", () => {
		const widths = { "1m": 60_000, "15m": 900_000, "1h": HOUR, "1d": 24 * HOUR };
		for (const name of RANGE_NAMES) {
			const { upToMs, resolution, ms, gapMs } = RANGES[name];
			expect((2 * upToMs) / widths[resolution]).toBeLessThanOrEqual(1_000);
			expect(ms).toBeLessThanOrEqual(upToMs);
			expect(gapMs).toBeGreaterThan(widths[resolution]);
		}
	});
});
