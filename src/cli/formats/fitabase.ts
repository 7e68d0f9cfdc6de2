import { wallClock } from "../zone.ts";
import { bpmOf, csvRows, type Format, headerOf, type Reading, type Skipped } from "./recording.ts";

/** `4/16/2016 7:00:05 AM`: month first, a clock of twelve hours, the wearer's local time. */
const TIME = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) (AM|PM)$/i;

/**
 * The CSV export of Fitabase, a study platform for Fitbit devices: `Id,Time,Value`, CRLF, several people in one file.
 * Source: the Kaggle data set arashnic/fitbit (origin Furberg et al., Zenodo 53894).
 */
export const fitabase: Format = {
	name: "fitabase",
	looksLike: 'CSV with the header "Id,Time,Value"',
	counts: "line",
	recognizes: (text) => /^id,time,value\s*$/i.test(headerOf(text)),
	parse(text, zone) {
		const readings: Reading[] = [];
		const skipped: Skipped[] = [];
		const latest = new Map<string, number>();
		for (const { line, fields } of csvRows(text)) {
			const [person = "", time = "", value] = fields;
			const wall = localTime(time);
			const bpm = bpmOf(value);
			if (fields.length !== 3 || person === "") skipped.push({ place: line, reason: "not of the form Id,Time,Value" });
			else if (wall === null) skipped.push({ place: line, reason: "unreadable time" });
			else if (bpm === null) skipped.push({ place: line, reason: "unreadable heart rate" });
			else {
				const at = zone.instantOf(wall, latest.get(person));
				latest.set(person, at);
				readings.push({ person, bpm, at });
			}
		}
		return { readings, skipped };
	},
};

function localTime(time: string): number | null {
	const [, month, day, year, hour, minute, second, half] = TIME.exec(time.trim()) ?? [];
	const onDial = Number(hour);
	if (half === undefined || onDial < 1 || onDial > 12) return null;
	const hours = (onDial % 12) + (half.toUpperCase() === "PM" ? 12 : 0);
	return wallClock([Number(year), Number(month), Number(day)], [hours, Number(minute), Number(second)]);
}
