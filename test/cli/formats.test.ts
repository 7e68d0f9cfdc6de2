import { describe, expect, it } from "vitest";
import { detectFormat } from "../../src/cli/formats/detect.ts";
import { fitabase } from "../../src/cli/formats/fitabase.ts";
import { fitbitTakeout } from "../../src/cli/formats/fitbit-takeout.ts";
import { skippedByReason } from "../../src/cli/formats/recording.ts";
import { zephyr } from "../../src/cli/formats/zephyr.ts";
import { zone } from "../../src/cli/zone.ts";

const utc = zone("UTC");
const at = (iso: string) => Date.parse(iso);

const FITABASE = "Id,Time,Value\r\n7,4/16/2016 7:00:05 AM,71\r\n8,4/16/2016 12:00:00 PM,90\r\n";
const FITBIT = JSON.stringify([{ dateTime: "06/11/20 22:46:43", value: { bpm: 70, confidence: 2 } }]);
const ZEPHYR = "Timestamp,HR,BR,Temp\r\n03/04/2023 10:15:27.428,65,10.0,-3276.8\r\n";

describe("detectFormat", () => {
	it.each([
		["fitabase", FITABASE],
		["fitbit-takeout", FITBIT],
		["zephyr", ZEPHYR],
	])("knows %s by its content", (name, text) => {
		expect(detectFormat(text).name).toBe(name);
	});

	it.each(["", "<gpx/>", "Id,Time\r\n", '{"dateTime":1}', "[1,2]"])("names the formats for %j", (text) => {
		expect(() => detectFormat(text)).toThrow(/fitabase .*fitbit-takeout .*zephyr/);
	});
});

describe("fitabase", () => {
	it("reads several people, the clock of twelve hours and CRLF with a blank last line", () => {
		const { readings, skipped } = fitabase.parse(`${FITABASE}7,4/16/2016 12:00:01 AM,60\r\n\r\n`, utc);
		expect(readings).toEqual([
			{ person: "7", bpm: 71, at: at("2016-04-16T07:00:05Z") },
			{ person: "8", bpm: 90, at: at("2016-04-16T12:00:00Z") },
			{ person: "7", bpm: 60, at: at("2016-04-16T00:00:01Z") },
		]);
		expect(skipped).toEqual([]);
	});

	it("reads times in the given zone", () => {
		const { readings } = fitabase.parse(FITABASE, zone("America/New_York"));
		expect(readings[0]?.at).toBe(at("2016-04-16T07:00:05-04:00"));
	});

	it("keeps exact duplicates and the order of the file", () => {
		const row = "7,4/16/2016 7:00:05 AM,71";
		const { readings } = fitabase.parse(`Id,Time,Value\n${row}\n7,4/16/2016 7:00:00 AM,70\n${row}\n`, utc);
		expect(readings.map(({ bpm }) => bpm)).toEqual([71, 70, 71]);
	});

	it.each([
		["7,4/16/2016 7:00:05 AM", "not of the form Id,Time,Value"],
		[",4/16/2016 7:00:05 AM,71", "not of the form Id,Time,Value"],
		["7,4/16/2016 7:00:05 AM,71,9", "not of the form Id,Time,Value"],
		["7,2/30/2016 7:00:05 AM,71", "unreadable time"],
		["7,4/16/2016 13:00:05 AM,71", "unreadable time"],
		["7,4/16/2016 7:61:05 AM,71", "unreadable time"],
		["7,2016-04-16 07:00:05,71", "unreadable time"],
		["7,4/16/2016 7:00:05 AM,", "unreadable heart rate"],
		["7,4/16/2016 7:00:05 AM,7x", "unreadable heart rate"],
		["7,4/16/2016 7:00:05 AM,-7", "unreadable heart rate"],
	])("reports the line of %j", (row, reason) => {
		const { readings, skipped } = fitabase.parse(`Id,Time,Value\r\n7,4/16/2016 7:00:00 AM,70\r\n${row}\r\n`, utc);
		expect(readings).toHaveLength(1);
		expect(skipped).toEqual([{ place: 3, reason }]);
	});

	it("goes forward through the repeated hour of a clock change, each person alone", () => {
		const rows = [
			"7,10/30/2016 2:59:50 AM,70",
			"7,10/30/2016 2:00:00 AM,71",
			"8,10/30/2016 2:00:00 AM,80",
			"7,10/30/2016 3:00:00 AM,72",
		];
		const { readings } = fitabase.parse(`Id,Time,Value\n${rows.join("\n")}`, zone("Europe/Berlin"));
		expect(readings.map((reading) => new Date(reading.at).toISOString().slice(11, 19))).toEqual([
			"00:59:50",
			"01:00:00",
			"00:00:00",
			"02:00:00",
		]);
	});
});

describe("fitbit-takeout", () => {
	const item = (dateTime: unknown, bpm: unknown, confidence: unknown) => ({ dateTime, value: { bpm, confidence } });

	it("drops and counts confidence 0", () => {
		const items = [item("06/11/20 22:46:43", 70, 0), item("06/11/20 22:46:58", 72, 1)];
		expect(fitbitTakeout.parse(JSON.stringify(items), utc)).toEqual({
			readings: [{ bpm: 72, at: at("2020-06-11T22:46:58Z") }],
			skipped: [{ place: 1, reason: "confidence 0" }],
		});
	});

	it.each([
		[item("2020-06-11 22:46:43", 70, 3), "unreadable time"],
		[item("13/01/20 22:46:43", 70, 3), "unreadable time"],
		[item("06/11/20 22:46:43", "70", 3), "not of the form dateTime, bpm, confidence 0-3"],
		[item("06/11/20 22:46:43", 70, 4), "not of the form dateTime, bpm, confidence 0-3"],
		[{ dateTime: "06/11/20 22:46:43" }, "not of the form dateTime, bpm, confidence 0-3"],
		[null, "not of the form dateTime, bpm, confidence 0-3"],
	])("reports the item %j", (bad, reason) => {
		const text = JSON.stringify([item("06/11/20 22:46:43", 70, 3), bad]);
		expect(fitbitTakeout.parse(text, utc).skipped).toEqual([{ place: 2, reason }]);
	});

	it("says that a file was cut off", () => {
		expect(() => fitbitTakeout.parse(FITBIT.slice(0, -3), utc)).toThrow(/not valid JSON/);
	});
});

describe("zephyr", () => {
	it("reads the day before the month, milliseconds and the zone", () => {
		const { readings } = zephyr.parse(ZEPHYR, zone("Asia/Kolkata"));
		expect(readings).toEqual([{ bpm: 65, at: at("2023-04-03T10:15:27.428+05:30") }]);
	});

	it("skips and counts dropouts and reports what it cannot read", () => {
		const rows = ["03/04/2023 10:15:28.4,0,9", "03/13/2023 10:15:29.428,66,9", "03/04/2023 10:15:30,,9"];
		const { skipped } = zephyr.parse(`${ZEPHYR}${rows.join("\r\n")}\r\n`, utc);
		expect(skipped).toEqual([
			{ place: 3, reason: "heart rate 0 (dropout)" },
			{ place: 4, reason: "unreadable time" },
			{ place: 5, reason: "unreadable heart rate" },
		]);
	});
});

describe("skippedByReason", () => {
	it("counts each reason and keeps the first places", () => {
		const dropouts = Array.from({ length: 7 }, (_, index) => ({ place: index + 2, reason: "dropout" }));
		expect(skippedByReason([...dropouts, { place: 40, reason: "unreadable time" }])).toEqual([
			{ reason: "dropout", count: 7, first: [2, 3, 4, 5, 6] },
			{ reason: "unreadable time", count: 1, first: [40] },
		]);
	});
});
