export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When a doctor takes appointments, as a row has it: weekday 1 is Monday, minutes count from midnight, at most 1440. */
export interface Hours {
	weekday: number;
	fromMinute: number;
	toMinute: number;
}

/** The same as people write it. */
export interface Slot {
	weekday: Weekday;
	from: string;
	to: string;
}

/** 1 for `monday`, 7 for `sunday`. */
export const weekdayNumber = (weekday: Weekday): number => WEEKDAYS.indexOf(weekday) + 1;

/** `09:30` as minutes since midnight. */
const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

const twoDigits = (number: number) => String(number).padStart(2, "0");
const clockOf = (minute: number): string => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;

const inOrder = (a: Hours, b: Hours) => a.weekday - b.weekday || a.fromMinute - b.fromMinute;

/** Slots as rows have them, in the order of the week. */
export function hoursOf(slots: readonly { weekday: Weekday | number; from: string; to: string }[]): Hours[] {
	return slots
		.map(({ weekday, from, to }) => ({
			weekday: typeof weekday === "number" ? weekday : weekdayNumber(weekday),
			fromMinute: minuteOf(from),
			toMinute: minuteOf(to),
		}))
		.sort(inOrder);
}

/** Rows as people write them, in the order of the week. */
export function slotsOf(hours: readonly Hours[]): Slot[] {
	return hours.toSorted(inOrder).map(({ weekday, fromMinute, toMinute }) => ({
		weekday: WEEKDAYS[weekday - 1] ?? "monday",
		from: clockOf(fromMinute),
		to: clockOf(toMinute),
	}));
}

/** Why these cannot be a doctor's hours, if so. Slots may touch. */
export function hoursFault(hours: readonly Hours[]): string | undefined {
	if (hours.some(({ fromMinute, toMinute }) => fromMinute >= toMinute)) return "each must begin before it ends";
	const ordered = hours.toSorted(inOrder);
	const overlaps = ordered.some((slot, index) => {
		const before = ordered[index - 1];
		return before?.weekday === slot.weekday && before.toMinute > slot.fromMinute;
	});
	return overlaps ? "two of one weekday must not overlap" : undefined;
}
