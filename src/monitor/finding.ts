import type { ReadingQuery } from "./contract.ts";
import type { DayStore } from "./day-store.ts";
import { readingId } from "./reading-id.ts";
import type { ReadingStore, SlotReading } from "./reading-store.ts";

/** A page of the readings of these devices, newest first, and how many match in all; null behind a cursor with filters. */
export function findReadings(
	readings: ReadingStore,
	days: DayStore,
	slots: readonly number[],
	query: ReadingQuery,
): { total: number | null; page: SlotReading[]; more: boolean } {
	const { after, limit } = query;
	const range = { from: query.from ?? undefined, to: query.to ?? undefined };
	const everything = query.device === null && query.from === null && query.to === null;
	// Counting a range reads all of it: not again on each page of a cursor.
	const count = () => (after ? null : readings.countIn(slots, range));
	const total = everything ? days.allTime().count : count();
	const found: SlotReading[] = [];
	let skip = query.skip;
	const to = after ? Math.min(after.at + 1, query.to ?? Number.MAX_SAFE_INTEGER) : range.to;
	const matching = everything && !after ? readings.latest(slots) : readings.newestFirst(slots, { ...range, to });
	for (const reading of matching) {
		if (after && reading.at === after.at && readingId(reading) <= after.id) continue;
		if (skip-- > 0) continue;
		found.push(reading);
		if (found.length > limit) break;
	}
	return { total, page: found.slice(0, limit), more: found.length > limit };
}
