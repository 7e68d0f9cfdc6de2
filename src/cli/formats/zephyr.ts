import { wallClock } from "../zone.ts";
import { bpmOf, csvRows, type Format, headerOf, type Reading, type Skipped } from "./recording.ts";

/** `03/04/2023 10:15:27.428`: day first, the local time of the logger. */
const TIME = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?$/;

/**
 * The 1 Hz summary CSV of a Zephyr BioHarness 3 chest strap. `Timestamp` and `HR` come first; the other columns are of
 * no use here. Heart rate 0 means that the strap lost the signal.
 * Source: the logger's own files, such as franzbischoff/SensAnalytics `sample_general.csv`.
 */
export const zephyr: Format = {
	name: "zephyr",
	looksLike: 'CSV with a header that begins with "Timestamp,HR,BR"',
	counts: "line",
	recognizes: (text) => /^time(stamp)?,hr,br\b/i.test(headerOf(text)),
	parse(text, zone) {
		const readings: Reading[] = [];
		const skipped: Skipped[] = [];
		let latest: number | undefined;
		for (const { line, fields } of csvRows(text)) {
			const wall = localTime(fields[0] ?? "");
			const bpm = bpmOf(fields[1]);
			if (wall === null) skipped.push({ place: line, reason: "unreadable time" });
			else if (bpm === null) skipped.push({ place: line, reason: "unreadable heart rate" });
			else if (bpm === 0) skipped.push({ place: line, reason: "heart rate 0 (dropout)" });
			else {
				latest = zone.instantOf(wall, latest);
				readings.push({ bpm, at: latest });
			}
		}
		return { readings, skipped };
	},
};

function localTime(time: string): number | null {
	const [, day, month, year, hour, minute, second, fraction = "0"] = TIME.exec(time.trim()) ?? [];
	if (second === undefined) return null;
	const ms = Number(fraction.padEnd(3, "0"));
	return wallClock([Number(year), Number(month), Number(day)], [Number(hour), Number(minute), Number(second), ms]);
}
