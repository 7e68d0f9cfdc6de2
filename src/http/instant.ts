import { z } from "@hono/zod-openapi";

/** Before and after these years a date is a mistake; far beyond them the database cannot even write it. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;
const BOUNDS = `must be from ${FIRST_YEAR} to ${LAST_YEAR}`;

const isWithin = (text: string) => {
	const year = new Date(text).getUTCFullYear();
	return year >= FIRST_YEAR && year <= LAST_YEAR;
};

/** An instant that is written down, as it was sent. */
export const instant = z.iso
	.datetime({ offset: true, error: "must be ISO 8601 with an offset" })
	.refine(isWithin, BOUNDS)
	.openapi({ example: "2026-01-31T14:00:00+01:00" });

/** A date that is written down. */
export const writtenDate = z.iso
	.date("must be a date like 1990-01-31")
	.refine(isWithin, BOUNDS)
	.openapi({ example: "1990-01-31" });
