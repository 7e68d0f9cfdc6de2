import { z } from "@hono/zod-openapi";
import { dayBounds } from "../clinic/zone.ts";

/** A filter by time: an instant, or a date, which is a day of the clinic; `firstOf`, `lastOf` and `endOf` read it. */
export const dayOrInstant = z
	.union([z.iso.date(), z.iso.datetime({ offset: true })], "must be a date, or ISO 8601 with an offset")
	.openapi({ type: "string", example: "2026-01-31" });

const isDate = (text: string) => text.length === "2026-01-31".length;

/** The first instant that such a filter means, in the clinic's zone. */
export function firstOf(text: string, zone: string): Date {
	return new Date(isDate(text) ? dayBounds(text, zone).start : text);
}

/** The first instant after what such a filter means, in the clinic's zone: an instant means what comes before it. */
export function endOf(text: string, zone: string): Date {
	return new Date(isDate(text) ? dayBounds(text, zone).end : text);
}

/** The last millisecond that such a filter means, in the clinic's zone. */
export function lastOf(text: string, zone: string): Date {
	return new Date(isDate(text) ? dayBounds(text, zone).end - 1 : text);
}
