import { Temporal } from "temporal-polyfill";

const wall = (instant: string, zone: string) =>
	Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();

/** An instant (ISO 8601) as a clock in the zone shows it: `2026-01-31 14:02`. Pure. */
export function minuteIn(zone: string, instant: string): string {
	return wall(instant, zone).toString({ smallestUnit: "minute" }).replace("T", " ");
}

/** The same to the second: `2026-01-31 14:02:59`. Pure. */
export function secondIn(zone: string, instant: string): string {
	return wall(instant, zone).toString({ smallestUnit: "second" }).replace("T", " ");
}

/** The date of an instant in a zone: `2026-01-31`. Pure. */
export const dateIn = (zone: string, instant: string): string => wall(instant, zone).toPlainDate().toString();
