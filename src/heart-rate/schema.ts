import { z } from "@hono/zod-openapi";
import { pageQuery } from "../http/paging.ts";
import { HIGHEST_BPM, LOWEST_BPM, ZONES } from "../monitor/histogram.ts";
import { dayOfDate } from "../monitor/local-days.ts";
import { MOST_POINTS, RESOLUTIONS } from "../monitor/statistics.ts";
import { MOST_READINGS } from "./body.ts";

const bpm = z.number().min(LOWEST_BPM).max(HIGHEST_BPM).describe("Beats per minute").openapi({ example: 72 });
const deviceReference = z.union([z.number().int(), z.string()]).describe("A device's `id` or `device_id`");
const recordedAt = z
	.union([z.string(), z.number()])
	.describe("ISO 8601 with an offset, or Unix seconds or milliseconds; now, if a single reading has none")
	.openapi({ example: "2026-01-31T12:00:00Z" });

/** Documents the body; `body.ts` and `item.ts` read it, item by item. */
export const readingBody = z
	.object({
		device: deviceReference.optional().describe("Not needed with a device token"),
		heart_rate: bpm,
		recorded_at: recordedAt.optional(),
		patient: z.number().int().optional().describe("For an admin"),
	})
	.openapi("NewReading", { example: { device: 1, heart_rate: 72, recorded_at: "2026-01-31T12:00:00Z" } });

export const readingsBody = z
	.object({
		readings: z.array(readingBody).min(1).max(MOST_READINGS),
		device: deviceReference.optional().describe("For readings that name none"),
		patient: z.number().int().optional().describe("For an admin"),
		sent_at: z.string().optional().describe("The device's clock when it sent; answered with its skew"),
	})
	.openapi("NewReadings");

const reading = {
	id: z.number().int().describe("Unique within the patient").openapi({ example: 1769860800000000 }),
	device: z.number().int(),
	device_id: z.string(),
	patient: z.number().int(),
	heart_rate: z.number().int(),
	recorded_at: z.string(),
	created_at: z.string().describe("When it first reached the server, to the second"),
};

export const readingSchema = z.object(reading).openapi("Reading");
export const postedSchema = z
	.object({ ...reading, status: z.enum(["created", "duplicate", "updated"]) })
	.openapi("PostedReading");

export const envelopeSchema = z
	.object({
		created: z.number().int(),
		duplicates: z.number().int(),
		updated: z.number().int(),
		rejected: z.number().int(),
		accepted_through: z.string().nullable().describe("The newest `recorded_at` of this request that is stored"),
		clock_skew_seconds: z.number().nullable().describe("Our clock minus `sent_at`"),
		results: z
			.array(
				z.object({
					index: z.number().int(),
					status: z.enum(["duplicate", "updated", "rejected"]),
					field: z.string().optional(),
					reason: z.string().optional(),
				}),
			)
			.describe("One for every item that was not simply created"),
	})
	.openapi("Verdicts");

const instant = z.iso.datetime({ offset: true, error: "must be ISO 8601 with an offset" });

/** That a range has a beginning before its end. */
const inOrder = ({ from, to }: { from?: string | undefined; to?: string | undefined }) =>
	from === undefined || to === undefined || Date.parse(from) < Date.parse(to);
const outOfOrder = { path: ["to"], message: "must be after from" };

/** Which readings are meant, as far as it is said. */
const selection = {
	patient: z.coerce.number().int().positive().optional(),
	device: z.string().min(1).max(100).optional().describe("A device's `id` or `device_id`"),
	from: instant.optional(),
	to: instant.optional().describe("Not included"),
};

export const listReadingsQuery = pageQuery.extend({
	...selection,
	doctor_id: z.coerce
		.number()
		.int()
		.positive()
		.optional()
		.describe("Only patients with an active mapping to this doctor"),
	cursor: z.string().optional().describe("From `next`"),
	format: pageQuery.shape.format.describe("`csv` answers all that match, the newest first; so does `Accept: text/csv`"),
});
export type ListReadingsQuery = z.infer<typeof listReadingsQuery>;

export const eraseReadingsQuery = z.object(selection).refine(inOrder, outOfOrder);
export type EraseReadingsQuery = z.infer<typeof eraseReadingsQuery>;

export const erasedSchema = z
	.object({ patient: z.number().int(), erased: z.number().int().describe("How many readings there were") })
	.openapi("ErasedReadings");

const statistics = {
	min: z.number().int(),
	max: z.number().int(),
	avg: z.number(),
	count: z.number().int(),
	p5: z.number().int(),
	p50: z.number().int(),
	p95: z.number().int(),
	zones: z.array(
		z.object({
			zone: z.enum(ZONES.map(({ zone }) => zone)),
			min: z.number().int(),
			max: z.number().int(),
			count: z.number().int(),
			share: z.number().describe("Of all readings, 0 to 1"),
		}),
	),
};
const statisticsSchema = z.object(statistics).openapi("Statistics");
const window = statisticsSchema.nullable();

export const summarySchema = z
	.object({
		timezone: z.string(),
		today: window,
		week: window.describe("From Monday"),
		month: window,
		all_time: window,
		last_24h: window,
		last_7d: window,
		last_30d: window,
	})
	.openapi("HeartRateSummary");

export const bucketsSchema = z
	.object({
		period: z.enum(["daily", "weekly", "monthly"]),
		timezone: z.string(),
		results: z.array(z.object({ start: z.string(), end: z.string().describe("Not included"), ...statistics })),
	})
	.openapi("HeartRateBuckets");

const localDate = z.iso.date("must be a date like 2026-01-31").transform(dayOfDate);

export const statsQuery = z
	.object({
		period: z.enum(["daily", "weekly", "monthly"]).optional(),
		from: localDate.optional().openapi({ type: "string", format: "date", example: "2026-01-01" }),
		to: localDate.optional().openapi({ type: "string", format: "date", example: "2026-01-31" }),
	})
	.refine(({ period, from, to }) => period || (from ?? to) === undefined, {
		path: ["period"],
		message: "is needed with from or to",
	});

export const seriesQuery = z
	.object({
		from: instant,
		to: instant.optional().describe("Not included; now, if not given"),
		resolution: z.enum(RESOLUTIONS).optional(),
		points: z.coerce
			.number()
			.int()
			.min(1)
			.max(MOST_POINTS)
			.optional()
			.describe("Instead of `resolution`: as many at most"),
	})
	.refine(inOrder, outOfOrder);

export const seriesSchema = z
	.object({
		timezone: z.string(),
		resolution: z.enum(RESOLUTIONS),
		truncated: z.boolean().describe(`Whether there would be more than ${MOST_POINTS} points: go on at \`next_from\``),
		next_from: z.string().nullable(),
		results: z.array(
			z.object({ at: z.string(), min: z.number(), avg: z.number(), max: z.number(), count: z.number().int() }),
		),
	})
	.openapi("HeartRateSeries");
