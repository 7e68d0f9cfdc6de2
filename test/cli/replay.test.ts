import { describe, expect, it } from "vitest";
import { problemMessage } from "../../src/cli/api.ts";
import { fitabase } from "../../src/cli/formats/fitabase.ts";
import { progressLine } from "../../src/cli/progress.ts";
import { seededRandom, shuffled } from "../../src/cli/random.ts";
import { isWorthResending, resendDelay, retryAfterMs } from "../../src/cli/replay/backoff.ts";
import { requestBody } from "../../src/cli/replay/delivery.ts";
import { replayOptions } from "../../src/cli/replay/options.ts";
import { batches, readingsOf, shiftedTo } from "../../src/cli/replay/preparation.ts";
import { type Replay, summaryJson, summaryTable } from "../../src/cli/replay/summary.ts";
import { NOTHING, plus } from "../../src/cli/replay/verdicts.ts";

describe("resendDelay", () => {
	it.each([
		[0, 250, 500],
		[1, 500, 1000],
		[6, 15_000, 30_000],
		[60, 15_000, 30_000],
	])("before resend %i waits between %i and %i ms", (attempt, least, most) => {
		expect(resendDelay(attempt, () => 0)).toBe(least);
		expect(resendDelay(attempt, () => 1)).toBe(most);
	});

	it("never comes back before the server asked, nor at that very moment", () => {
		expect(resendDelay(0, () => 0, 7000)).toBe(7000);
		expect(resendDelay(0, () => 0.5, 7000)).toBeGreaterThan(7000);
		expect(resendDelay(6, () => 1, 7000)).toBe(30_000);
	});
});

it.each([
	[null, 0],
	["3", 3000],
	["Sat, 21 Nov 2026 00:00:10 GMT", 10_000],
	["Fri, 20 Nov 2026 00:00:00 GMT", 0],
	["soon", 0],
])("Retry-After %j asks for %i ms", (header, ms) => {
	expect(retryAfterMs(header, Date.parse("2026-11-21T00:00:00Z"))).toBe(ms);
});

it.each([
	[429, true],
	[500, true],
	[503, true],
	[408, true],
	[400, false],
	[401, false],
	[404, false],
	[413, false],
])("resends after %i: %s", (status, expected) => {
	expect(isWorthResending(status)).toBe(expected);
});

describe("readingsOf", () => {
	const readings = [
		{ person: "7", bpm: 70, at: 1 },
		{ person: "8", bpm: 80, at: 2 },
		{ person: "7", bpm: 71, at: 3 },
	];

	it("takes one person's readings in order", () => {
		expect(readingsOf(readings, "7").map(({ at }) => at)).toEqual([1, 3]);
	});

	it.each([undefined, "9"])("lists the people for %j", (person) => {
		expect(() => readingsOf(readings, person)).toThrow("7 (2 readings), 8 (1 readings)");
	});

	it("needs no name where there is one person", () => {
		expect(readingsOf(readingsOf(readings, "8"), undefined)).toHaveLength(1);
		expect(() => readingsOf([{ bpm: 70, at: 1 }], "7")).toThrow("one person, without a name");
	});
});

it("shifts the latest reading to now, wherever it stands", () => {
	const shifted = shiftedTo(1000, [
		{ bpm: 70, at: 50 },
		{ bpm: 71, at: 60 },
		{ bpm: 72, at: 40 },
	]);
	expect(shifted.map(({ at }) => at)).toEqual([990, 1000, 980]);
});

it("shuffles by seed, losing nothing", () => {
	const items = Array.from({ length: 100 }, (_, index) => index);
	const once = shuffled(items, seededRandom(1));
	expect(once).toEqual(shuffled(items, seededRandom(1)));
	expect(once).not.toEqual(shuffled(items, seededRandom(2)));
	expect(once).not.toEqual(items);
	expect(once.toSorted((a, b) => a - b)).toEqual(items);
});

it("cuts batches, the last one shorter", () => {
	expect(batches([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
	expect(batches([], 2)).toEqual([]);
});

it("names a device by number or by name", () => {
	expect(JSON.parse(requestBody([{ bpm: 70, at: 5 }], "12")).device).toBe(12);
	expect(JSON.parse(requestBody([{ bpm: 70, at: 5 }], "watch-12")).device).toBe("watch-12");
	expect(JSON.parse(requestBody([{ person: "7", bpm: 70, at: 5 }]))).toEqual({
		readings: [{ heart_rate: 70, recorded_at: 5 }],
	});
});

describe("totals", () => {
	const answer = {
		created: 1,
		duplicates: 1,
		updated: 1,
		rejected: 3,
		results: [
			{ index: 0, status: "rejected", reason: "out of range" },
			{ index: 1, status: "duplicate" },
			{ index: 2, status: "rejected", reason: "out of range" },
			{ index: 3, status: "rejected" },
		],
	};
	const totals = plus(plus(NOTHING, answer, 0), answer, 2);
	const replay: Replay = {
		file: "week.csv",
		format: fitabase,
		tz: "UTC",
		person: "7",
		readings: 12_000,
		skipped: [{ place: 4, reason: "unreadable time" }],
		totals,
		seconds: 1.23456,
	};

	it("adds verdicts and groups the reasons of the rejected", () => {
		expect(totals).toEqual({
			created: 2,
			duplicates: 2,
			updated: 2,
			rejected: 6,
			reasons: { "out of range": 4, "no reason given": 2 },
			requests: 2,
			resent: 2,
		});
		expect(NOTHING.created).toBe(0);
	});

	it("prints a table with aligned numbers", () => {
		const [first, second, ...rows] = summaryTable(replay).split("\n");
		expect(first).toContain("12,000 readings of 7");
		expect(second).toBe("2 requests, 2 of them sent again, 1.2 s");
		expect(rows).toContain("    out of range       4");
		expect(rows).toContain("    unreadable time    1  line 4");
	});

	it("prints one line of JSON", () => {
		expect(JSON.parse(summaryJson(replay))).toMatchObject({
			person: "7",
			created: 2,
			rejected_reasons: { "out of range": 4 },
			skipped: 1,
			skipped_reasons: { "unreadable time": 1 },
		});
		expect(summaryJson(replay)).not.toContain("\n");
	});
});

describe("replayOptions", () => {
	it("takes the token from the environment, and flags before it", () => {
		expect(replayOptions(["f.csv"], "env")).toMatchObject({ token: "env", batch: 500, shuffleSeed: undefined });
		expect(replayOptions(["f.csv", "--patient-token", "flag"], "env")).toMatchObject({ token: "flag" });
		expect(replayOptions(["f.csv", "--shuffle"], "env")).toMatchObject({ shuffleSeed: 1 });
	});

	it.each([
		[["f.csv", "--tz", "Mars/Olympus"], "--tz"],
		[["f.csv", "--batch", "5001"], "--batch"],
		[["f.csv", "--batch", "1e3"], "--batch"],
		[["f.csv", "--url", "localhost:8787"], "--url"],
		[["f.csv", "--nonsense"], "--nonsense"],
		[["f.csv", "g.csv"], "FILE"],
		[[], "FILE"],
	])("names what is wrong with %j", (args, named) => {
		expect(() => replayOptions(args, "token")).toThrow(named);
	});

	it("asks for a token", () => {
		expect(() => replayOptions(["f.csv"], undefined)).toThrow("--patient-token");
	});
});

describe("problemMessage", () => {
	it("says the problem's sentence and the fields that it does not say", () => {
		const body = JSON.stringify({ title: "Bad Request", message: "Not valid.", errors: { device: ["is unknown"] } });
		expect(problemMessage(400, body)).toBe("400 – Not valid. – device: is unknown");
	});

	it("says the status of an answer that is no problem document", () => {
		expect(problemMessage(502, "<html>")).toBe("502");
	});
});

it("draws progress", () => {
	expect(progressLine(500, 2000, 4)).toBe("[######------------------]  25 %  500 of 2,000, 125/s");
	expect(progressLine(0, 0, 0)).toContain("100 %");
});
