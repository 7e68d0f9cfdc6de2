import { type Slot, WEEKDAYS, type Weekday } from "../../doctors/hours.ts";

const PERIOD = /^(\d?\d:\d\d)\s*[-–]\s*(\d?\d:\d\d)$/;

const padded = (clock: string) => clock.padStart("09:00".length, "0");

/** The field of a form that holds a weekday's hours. */
export const hoursField = (weekday: Weekday) => `hours_${weekday}` as const;

/** A weekday's hours as one line of a form: `09:00-12:00, 14:00-18:00`. */
export function hoursLine(slots: readonly Slot[], weekday: Weekday): string {
	return slots
		.filter((slot) => slot.weekday === weekday)
		.map(({ from, to }) => `${from}-${to}`)
		.join(", ");
}

/**
 * The week that the lines of a form say, or the fields that nobody can read. Whether the hours make sense together is
 * not asked.
 */
export function weekOf(fields: Readonly<Record<string, string>>): { slots: Slot[]; unread: string[] } {
	const slots: Slot[] = [];
	const unread: string[] = [];
	for (const weekday of WEEKDAYS) {
		const field = hoursField(weekday);
		for (const period of (fields[field] ?? "").split(/[,;]/)) {
			if (period.trim() === "") continue;
			const [, from, to] = PERIOD.exec(period.trim()) ?? [];
			if (from && to) slots.push({ weekday, from: padded(from), to: padded(to) });
			else if (!unread.includes(field)) unread.push(field);
		}
	}
	return { slots, unread };
}
