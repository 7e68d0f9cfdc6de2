import { Temporal } from "temporal-polyfill";
import { WINDOW_MS } from "./chunk.ts";

/** From this instant on (Unix ms) the patient lived in this IANA zone. */
export interface ZonePeriod {
	from: number;
	zone: string;
}

/** The beginning of time: the first period covers everything before the second. */
export const ALWAYS = Number.MIN_SAFE_INTEGER;

export const DAY_MS = 24 * 60 * 60 * 1000;

/** A local date as the number of days since 1970-01-01, whatever the zone. */
export type Day = number;

const EPOCH = Temporal.PlainDate.from("1970-01-01");

const toDate = (day: Day) => EPOCH.add({ days: day });
const toDay = (date: Temporal.PlainDate): Day => EPOCH.until(date, { largestUnit: "day" }).days;

/** `2026-11-21` of a day. */
export const dateOf = (day: Day): string => toDate(day).toString();
/** The day of `2026-11-21`. Throws `RangeError` for anything else. */
export const dayOfDate = (date: string): Day => toDay(Temporal.PlainDate.from(date));

/** The Monday of the day's week: day 0 was a Thursday. */
export const mondayOf = (day: Day): Day => day - ((((day + 3) % 7) + 7) % 7);
export const firstOfMonth = (day: Day): Day => monthFrom(day, 0);
export const nextMonth = (day: Day): Day => monthFrom(day, 1);

function monthFrom(day: Day, months: number): Day {
	const date = new Date(day * DAY_MS);
	return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / DAY_MS;
}

/**
 * The instants at which the date begins and ends in a zone: 24 hours apart, or 23 or 25 where the clocks change.
 */
function civilDay(day: Day, zone: string): { start: number; end: number } {
	const date = toDate(day);
	const start = date.toZonedDateTime(zone).epochMilliseconds;
	return { start, end: date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds };
}

/**
 * Cuts a patient's time into their own days. Since 1980 all offsets of all zones are whole quarters of an hour, and
 * changes of zone are moved to one, so a window of readings lies in exactly one day (clocks that change at 00:01, as
 * St John's did until 2011, put the window into the day of its first instant).
 */
export class LocalDays {
	readonly periods: readonly [ZonePeriod, ...ZonePeriod[]];
	// The last answer: readings come in order, so nearly every question falls into the day of the one before.
	private last: { start: number; end: number; day: Day } | undefined;

	// The offset from UTC, of the last window that was asked for.
	private offset: { window: number; ms: number } | undefined;

	/** Periods in order of time; the first must begin at `ALWAYS`. */
	constructor(periods: readonly [ZonePeriod, ...ZonePeriod[]]) {
		this.periods = periods;
	}

	zoneAt(at: number): string {
		return this.periodAt(at).zone;
	}

	/** The patient's local day at an instant (Unix ms). */
	dayAt(at: number): Day {
		if (this.last && at >= this.last.start && at < this.last.end) return this.last.day;
		const { zone, from } = this.periodAt(at);
		const day = toDay(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate());
		const { start, end } = civilDay(day, zone);
		const until = this.periods[this.periods.findIndex((period) => period.from === from) + 1]?.from ?? end;
		this.last = { start: Math.max(start, from), end: Math.min(end, until), day };
		return day;
	}

	/**
	 * From the day's first instant to its end (Unix ms). A journey can make it longer or shorter, or leave out the day
	 * altogether: then both are the same.
	 */
	bounds(day: Day): { start: number; end: number } {
		const pieces = this.periods.flatMap(({ from, zone }, index) => {
			const until = this.periods[index + 1]?.from ?? Number.MAX_SAFE_INTEGER;
			const civil = civilDay(day, zone);
			const piece = { start: Math.max(civil.start, from), end: Math.min(civil.end, until) };
			return piece.start < piece.end ? [piece] : [];
		});
		const start = Math.min(...pieces.map((piece) => piece.start));
		const end = Math.max(...pieces.map((piece) => piece.end));
		if (pieces.length > 0) return { start, end };
		const nowhere = civilDay(day, this.periods[0].zone).start;
		return { start: nowhere, end: nowhere };
	}

	/** The start of the local hour that holds the instant; hours that the clock repeats stay apart. */
	hourStart(at: number): number {
		const offset =
			Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.zoneAt(at)).offsetNanoseconds / 1e6;
		const hour = 60 * 60 * 1000;
		return Math.floor((at + offset) / hour) * hour - offset;
	}

	/** Minutes since midnight on the clock of the patient's wall. */
	minuteAt(at: number): number {
		const window = Math.floor(at / WINDOW_MS);
		if (this.offset?.window !== window) {
			const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.zoneAt(at));
			this.offset = { window, ms: there.offsetNanoseconds / 1e6 };
		}
		const sinceMidnight = (((at + this.offset.ms) % DAY_MS) + DAY_MS) % DAY_MS;
		return Math.floor(sinceMidnight / 60_000);
	}

	/** Moves to another zone from an instant on, rounded up to a whole window; later moves are forgotten. */
	moved(zone: string, from: number): LocalDays {
		const begin = from === ALWAYS ? ALWAYS : Math.ceil(from / WINDOW_MS) * WINDOW_MS;
		const [first, ...rest] = this.periods.filter((period) => period.from < begin);
		return first ? new LocalDays([first, ...rest, { from: begin, zone }]) : new LocalDays([{ from: ALWAYS, zone }]);
	}

	private periodAt(at: number): ZonePeriod {
		return this.periods.findLast((period) => period.from <= at) ?? this.periods[0];
	}
}
