import { describe, expect, it } from "vitest";
import {
	type Channels,
	channelsFor,
	EMAIL_LEVELS,
	isQuiet,
	type Preferences,
	urgencyOf,
} from "../../src/notifications/channels.ts";
import type { NotificationEvent } from "../../src/notifications/events.ts";
import { alertOf } from "../support/channels.ts";

const ofPatient = { event_id: "e", patient_id: 1, actor_id: null };
const EVENTS = {
	"a critical alert": alertOf(1),
	"the end of a critical alert": alertOf(1, { type: "alert.closed", closed_at: "2026-01-31T13:00:00Z" }),
	"an alert": alertOf(1, { severity: "warning" }),
	"an answer on self-harm": { type: "assessment.flagged", ...ofPatient, assessment_id: 1 },
	"a new record": { type: "record.created", ...ofPatient, record_id: 1 },
	"a webhook that was switched off": {
		...{ type: "webhook.disabled", event_id: "e", owner_id: 1, webhook_id: 1, because: "gone" },
	},
} as const satisfies Record<string, NotificationEvent>;
const named = Object.keys(EVENTS) as (keyof typeof EVENTS)[];

const NIGHT = { from: "22:00", to: "07:00", timezone: "Europe/Berlin" };
/** 23:00 and 12:00 in Berlin. */
const [AT_NIGHT, AT_NOON] = ["2026-01-31T22:00:00Z", "2026-01-31T11:00:00Z"].map(Date.parse) as [number, number];

const decide = (preferences: Partial<Preferences>, event: NotificationEvent, at: number, hasAddress = true): Channels =>
	channelsFor({ email: "critical", quietHours: null, ...preferences }, event, { at, hasAddress });

describe("which events are mailed", () => {
	it.each([
		["none", []],
		["critical", ["a critical alert", "the end of a critical alert", "an answer on self-harm"]],
		["alerts", ["a critical alert", "the end of a critical alert", "an alert", "an answer on self-harm"]],
		["all", named],
	] as const)("%s: %j", (email, expected) => {
		expect(named.filter((name) => decide({ email }, EVENTS[name], AT_NOON).email === null)).toEqual(expected);
	});

	it("none without an address that is proven", () => {
		for (const name of named) expect(decide({ email: "all" }, EVENTS[name], AT_NOON, false).email).toBe("no_address");
	});

	it("a wish for none is the reason, whether or not there is an address", () => {
		for (const hasAddress of [true, false])
			expect(decide({ email: "none" }, EVENTS["an alert"], AT_NOON, hasAddress).email).toBe("preference");
	});
});

describe("quiet hours", () => {
	it.each<[keyof typeof EVENTS, boolean]>([
		["a critical alert", true],
		["the end of a critical alert", true],
		["an answer on self-harm", true],
		["an alert", false],
		["a new record", false],
		["a webhook that was switched off", false],
	])("%s passes: %s", (name, passes) => {
		const expected = passes ? null : "quiet_hours";
		const preferences = { email: "all", quietHours: NIGHT } as const;
		expect(decide(preferences, EVENTS[name], AT_NIGHT)).toEqual({ email: expected, webhook: expected });
		expect(decide(preferences, EVENTS[name], AT_NOON)).toEqual({ email: null, webhook: null });
	});

	it.each([
		["before they begin", "2026-01-31T20:59:59.999Z", false],
		["in their first minute", "2026-01-31T21:00:00Z", true],
		["before midnight", "2026-01-31T22:59:59Z", true],
		["after midnight", "2026-01-31T23:00:00Z", true],
		["in their last minute", "2026-02-01T05:59:59.999Z", true],
		["at their end", "2026-02-01T06:00:00Z", false],
	])("across midnight, %s (%s): %s", (_, at, quiet) => {
		expect(isQuiet(NIGHT, Date.parse(at))).toBe(quiet);
	});

	it.each([
		["2026-01-31T12:59:59Z", false],
		["2026-01-31T13:00:00Z", true],
		["2026-01-31T14:29:59Z", true],
		["2026-01-31T14:30:00Z", false],
	])("within a day, at %s: %s", (at, quiet) => {
		expect(isQuiet({ from: "13:00", to: "14:30", timezone: "UTC" }, Date.parse(at))).toBe(quiet);
	});

	// The clocks of Berlin go from 02:00 to 03:00 on 29 March 2026, and from 03:00 back to 02:00 on 25 October.
	it.each([
		["the hour that is left out begins and ends at once", "02:00", "03:00", "2026-03-29T00:59:59Z", false],
		["the hour that is left out begins and ends at once", "02:00", "03:00", "2026-03-29T01:00:00Z", false],
		["what begins in the hour that is left out", "02:30", "06:00", "2026-03-29T01:00:00Z", true],
		["the first of two hours", "02:00", "03:00", "2026-10-25T00:30:00Z", true],
		["the second of two hours", "02:00", "03:00", "2026-10-25T01:30:00Z", true],
		["what comes after both", "02:00", "03:00", "2026-10-25T02:00:00Z", false],
		["a summer's night", "22:00", "07:00", "2026-07-01T04:59:00Z", true],
		["a summer's morning", "22:00", "07:00", "2026-07-01T05:00:00Z", false],
	])("by the clock on the wall: %s (%s to %s at %s): %s", (_, from, to, at, quiet) => {
		expect(isQuiet({ from, to, timezone: "Europe/Berlin" }, Date.parse(at))).toBe(quiet);
	});

	it("of two stretches that make up the day each instant lies in exactly one", () => {
		const clock = (minute: number) =>
			`${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
		for (const timezone of ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"])
			for (let step = 0; step < 400; step++) {
				const [from, to] = [clock((step * 37) % 1440), clock((step * 37 + 1 + ((step * 101) % 1439)) % 1440)];
				const at = Date.UTC(2026, 0, 1) + step * 79_200_000 + step * 61_000;
				expect(isQuiet({ from, to, timezone }, at), `${from} to ${to} at ${at}`).toBe(
					!isQuiet({ from: to, to: from, timezone }, at),
				);
			}
	});
});

it("a higher level mails whatever a lower one does, at any hour", () => {
	for (const name of named)
		for (const at of [AT_NIGHT, AT_NOON])
			for (const quietHours of [null, NIGHT]) {
				const mailed = EMAIL_LEVELS.map((email) => decide({ email, quietHours }, EVENTS[name], at).email === null);
				expect(mailed, `${name} (${urgencyOf(EVENTS[name])})`).toEqual([...mailed].sort());
			}
});
