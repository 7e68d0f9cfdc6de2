import { Temporal } from "temporal-polyfill";

/** Whether this is a name of the IANA database: `GMT+4` and its like have shifted whole days before. */
export function isIanaZone(text: string): boolean {
	if (text !== "UTC" && !/^[A-Z][A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(text)) return false;
	try {
		new Intl.DateTimeFormat("en", { timeZone: text });
		return true;
	} catch {
		return false;
	}
}

/** A stretch of one day as a wall clock shows it: milliseconds since midnight; weekday 1 is Monday. */
export interface WallPiece {
	weekday: number;
	from: number;
	to: number;
}

const MINUTE_MS = 60_000;
const MINUTES_OF_DAY = 1440;

/**
 * What a clock on the wall shows between two instants (Unix ms), cut at midnights and where the clock is changed: an hour
 * that the clock leaves out is in no piece, one that it repeats is in two. Together they are as long as the time itself.
 */
export function wallPieces(start: number, end: number, zone: string): WallPiece[] {
	const pieces: WallPiece[] = [];
	for (let at = start; at < end; ) {
		const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
		const midnight = local.toPlainDate().add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
		const change = local.getTimeZoneTransition("next")?.epochMilliseconds ?? midnight;
		const until = Math.min(end, midnight, change);
		const from = (local.hour * 60 + local.minute) * MINUTE_MS + local.second * 1000 + local.millisecond;
		pieces.push({ weekday: local.dayOfWeek, from, to: from + until - at });
		at = until;
	}
	return pieces;
}

/** From a date's first instant in a zone to its end (Unix ms): 24 hours, or 23 or 25 where the clocks change. */
export function dayBounds(date: string, zone: string): { start: number; end: number } {
	const day = Temporal.PlainDate.from(date);
	const start = day.toZonedDateTime(zone).epochMilliseconds;
	return { start, end: day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds };
}

/** The instant (Unix ms) at which a clock on the wall shows a minute of a date; 1440 is the end of the date. */
export function instantAt(date: string, minute: number, zone: string): number {
	if (minute === MINUTES_OF_DAY) return dayBounds(date, zone).end;
	const time = { hour: Math.floor(minute / 60), minute: minute % 60 };
	return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}

/** The date in a zone at an instant (Unix ms), `YYYY-MM-DD`. */
export const dateAt = (at: number, zone: string): string =>
	Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();

/** As many dates, one after the other, from this one on. */
export const datesFrom = (date: string, count: number): string[] =>
	Array.from({ length: count }, (_, days) => Temporal.PlainDate.from(date).add({ days }).toString());

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (date: string): number => Temporal.PlainDate.from(date).dayOfWeek;

/** The minute of the day that a clock on the wall shows at an instant (Unix ms): 0 to 1439. */
export function minuteOfDay(at: number, zone: string): number {
	const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
	return hour * 60 + minute;
}

/** What a clock in the zone shows at an instant (ISO 8601), as a form's field for date and time has it: `2026-01-31T14:00`. */
export function wallTime(instant: string, zone: string): string {
	const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();
	return local.toString({ smallestUnit: "minute" });
}

/**
 * The instant (ISO 8601) at which a clock in the zone shows this date and time; undefined where it is none, or the clock
 * leaves it out. Of a time that the clock shows twice it is the first.
 */
export function instantOf(wall: string, zone: string): string | undefined {
	if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(wall)) return undefined;
	try {
		const local = Temporal.PlainDateTime.from(wall, { overflow: "reject" });
		const instant = local.toZonedDateTime(zone).toInstant();
		// Where the clock leaves the time out, the instant is an hour later.
		return instant.toZonedDateTimeISO(zone).toPlainDateTime().equals(local) ? instant.toString() : undefined;
	} catch {
		return undefined;
	}
}
