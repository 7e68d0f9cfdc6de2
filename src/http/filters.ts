import { z } from "@hono/zod-openapi";

/** A filter by time: an instant, or a date that means its first or last millisecond in UTC. */
export function dayOrInstant(end: "start of day" | "end of day") {
	const time = end === "end of day" ? "23:59:59.999" : "00:00:00.000";
	return z
		.union([z.iso.date(), z.iso.datetime({ offset: true })], "must be a date, or ISO 8601 with an offset")
		.transform((text) => new Date(text.length > 10 ? text : `${text}T${time}Z`))
		.openapi({ type: "string", example: "2026-01-31" });
}
