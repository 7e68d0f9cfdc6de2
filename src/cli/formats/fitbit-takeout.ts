import { z } from "zod";
import { messageOf, misuse } from "../failure.ts";
import { wallClock } from "../zone.ts";
import type { Format, Reading, Skipped } from "./recording.ts";

/** `06/11/20 22:46:43`: month first, no zone. The files begin at the wearer's midnight expressed in UTC, so UTC fits. */
const TIME = /^(\d{2})\/(\d{2})\/(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

const Item = z.object({
	dateTime: z.string(),
	value: z.object({ bpm: z.int().min(0).max(99_999), confidence: z.int().min(0).max(3) }),
});

/**
 * A day of a Fitbit account export or a Google Takeout, `heart_rate-YYYY-MM-DD.json`. Confidence goes from 0 to 3; 0 is
 * Fitbit's mark for a value that it could not measure, such as 70 bpm while the watch lies on a table.
 * Source: the exports themselves; there is no public specification.
 */
export const fitbitTakeout: Format = {
	name: "fitbit-takeout",
	looksLike: 'JSON: an array of {"dateTime", "value": {"bpm", "confidence"}}',
	counts: "item",
	recognizes: (text) => /^\s*\[\s*\{\s*"(dateTime|value)"/.test(text),
	parse(text, zone) {
		const readings: Reading[] = [];
		const skipped: Skipped[] = [];
		let latest: number | undefined;
		for (const [index, candidate] of itemsOf(text).entries()) {
			const place = index + 1;
			const item = Item.safeParse(candidate);
			const wall = item.success ? localTime(item.data.dateTime) : null;
			if (!item.success) skipped.push({ place, reason: "not of the form dateTime, bpm, confidence 0-3" });
			else if (wall === null) skipped.push({ place, reason: "unreadable time" });
			else if (item.data.value.confidence === 0) skipped.push({ place, reason: "confidence 0" });
			else {
				latest = zone.instantOf(wall, latest);
				readings.push({ bpm: item.data.value.bpm, at: latest });
			}
		}
		return { readings, skipped };
	},
};

function itemsOf(text: string): unknown[] {
	try {
		return z.array(z.unknown()).parse(JSON.parse(text));
	} catch (error) {
		throw misuse(`begins like a Fitbit export, but is not valid JSON: ${messageOf(error)}`);
	}
}

function localTime(time: string): number | null {
	const match = TIME.exec(time);
	if (!match) return null;
	const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
	return wallClock([2000 + year, month, day], [hour, minute, second]);
}
