import { Temporal } from "temporal-polyfill";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** At what times of a clock on the wall a range has its marks: the finest that leaves them room for their text. */
const STEPS = [
	{ upTo: 0.3 * HOUR_MS, minutes: 2 },
	{ upTo: 1.5 * HOUR_MS, minutes: 10 },
	{ upTo: 8 * HOUR_MS, minutes: 60 },
	{ upTo: 1.5 * DAY_MS, minutes: 4 * 60 },
	{ upTo: 8 * DAY_MS, minutes: 24 * 60 },
] as const;

const MINUTES_OF_DAY = 24 * 60;

function* daysOf(from: number, to: number, zone: string): Generator<Temporal.PlainDate> {
	const last = Temporal.Instant.fromEpochMilliseconds(to).toZonedDateTimeISO(zone).toPlainDate();
	let day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate();
	for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) yield day;
}

function timesOf(day: Temporal.PlainDate, minutes: number, zone: string): number[] {
	return Array.from({ length: MINUTES_OF_DAY / minutes }, (_, index) => {
		const time = Temporal.PlainTime.from("00:00").add({ minutes: index * minutes });
		return day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
	});
}

/**
 * The instants between two (Unix ms) that a chart marks below: round times of a clock in the zone, or the first days of
 * months. Pure.
 */
export function timeTicks(from: number, to: number, zone: string): number[] {
	const step = STEPS.find(({ upTo }) => to - from <= upTo);
	const ticks: number[] = [];
	for (const day of daysOf(from, to, zone)) {
		if (step) ticks.push(...timesOf(day, step.minutes, zone));
		else if (day.day === 1) ticks.push(day.toZonedDateTime(zone).epochMilliseconds);
	}
	// An hour that the clocks leave out would be marked twice.
	return [...new Set(ticks)].filter((at) => at > from && at < to);
}

/** How a mark is written: a time, a date where a day begins, a month where only these are marked. Pure. */
export function tickStyle(at: number, spanMs: number, zone: string): Intl.DateTimeFormatOptions {
	if (spanMs > 60 * DAY_MS) return { month: "short" };
	const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
	if (hour === 0 && minute === 0) return { weekday: "short", day: "numeric" };
	return { hour: "2-digit", minute: "2-digit" };
}
