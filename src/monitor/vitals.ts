import type { KnownDevice } from "./device-store.ts";
import { dateOf } from "./local-days.ts";
import type { History } from "./statistics.ts";
import { type Trend, trendOf, trendStart } from "./trend.ts";

/** What the relational database keeps of a patient's heart, for lists across patients. Unix ms and bpm. */
export interface Vitals {
	last: { at: number; bpm: number } | null;
	/** The local date, `YYYY-MM-DD`, that `today` speaks of. */
	day: string;
	today: { min: number; max: number; avg: number; count: number } | null;
	readingCount: number;
	/** Null without a reading in the last hour. */
	trend: Trend | null;
	/** The newest reading of each of the present devices that has one. */
	activity: { deviceId: number; at: number }[];
	/** When the object has something to do though nobody calls: it is overdue if that is long past. */
	dueAt: number | null;
}

export function vitalsOf(
	{ readings, days }: History,
	devices: readonly KnownDevice[],
	now: number,
	dueAt: number | null,
): Vitals {
	const newest = devices.flatMap(({ id, slot, removed }) => {
		const reading = readings.newest(slot);
		return reading ? [{ deviceId: id, slot, removed, at: reading.at, bpm: reading.bpm }] : [];
	});
	const last = newest.reduce<Vitals["last"]>((best, { at, bpm }) => (best && best.at >= at ? best : { at, bpm }), null);
	const today = days.local.dayAt(now);
	const from = trendStart(now);
	const recent = newest.filter(({ at }) => at >= from).map(({ slot }) => slot);
	return {
		last,
		day: dateOf(today),
		today: days.day(today).statistics(),
		readingCount: days.allTime().count,
		trend: recent.length > 0 ? trendOf(readings.between(recent, { from }), now) : null,
		activity: newest.flatMap(({ deviceId, removed, at }) => (removed ? [] : [{ deviceId, at }])),
		dueAt,
	};
}
