import { Temporal } from "temporal-polyfill";

/** Every offset in use, and every change of one, lies on a quarter of an hour: one look-up serves the quarter. */
const QUARTER_MS = 15 * 60_000;
const NS_PER_MS = 1_000_000;

/** A time zone. A wall clock's time is written as the Unix ms it would have in UTC. */
export interface Zone {
	id: string;
	/**
	 * The instant (Unix ms) of a wall clock's time. In the gap of a clock change the time is read with the offset before
	 * the gap. In an overlap it is the earlier of the two instants, unless that lies before `after`, the instant of the
	 * row above: a recording goes forward.
	 */
	instantOf(wall: number, after?: number): number;
	/** What the wall clock shows at an instant (Unix ms). */
	wallClockOf(at: number): number;
}

/** A wall clock's time from its calendar fields (month 1–12), or null where the calendar or the clock has no such time. */
export function wallClock(
	[year, month, day]: readonly [number, number, number],
	[hour, minute, second, ms = 0]: readonly [number, number, number, number?],
): number | null {
	const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
	const exists = time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
	return exists && hour < 24 && minute < 60 && second < 60 ? time.getTime() : null;
}

/** The zone of an IANA name. Throws a RangeError on a name that is none. */
export function zone(id: string): Zone {
	const fromWall = remember((quarter) => offsetsOfWall(id, quarter));
	const fromInstant = remember((quarter) => offsetAt(id, quarter));
	offsetAt(id, 0);
	return {
		id,
		instantOf(wall, after) {
			const { earlier, later } = fromWall(wall);
			const first = wall - earlier;
			const second = wall - later;
			return after !== undefined && first < after && second >= after ? second : first;
		},
		wallClockOf: (at) => at + fromInstant(at),
	};
}

function offsetAt(id: string, at: number): number {
	const instant = Temporal.Instant.fromEpochMilliseconds(at);
	return instant.toZonedDateTimeISO(id).offsetNanoseconds / NS_PER_MS;
}

/** The offsets (ms) that a wall clock's quarter may have: two in an overlap, otherwise one and the same. */
function offsetsOfWall(id: string, wall: number): { earlier: number; later: number } {
	const local = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO("UTC").toPlainDateTime();
	const offset = (disambiguation: "compatible" | "later") =>
		wall - local.toZonedDateTime(id, { disambiguation }).epochMilliseconds;
	return { earlier: offset("compatible"), later: offset("later") };
}

/** `compute` of the quarter of an hour that holds a time, computed once. */
function remember<T>(compute: (quarter: number) => T): (time: number) => T {
	const known = new Map<number, T>();
	return (time) => {
		const quarter = Math.floor(time / QUARTER_MS) * QUARTER_MS;
		let value = known.get(quarter);
		if (value === undefined) {
			value = compute(quarter);
			known.set(quarter, value);
		}
		return value;
	};
}
