import { z } from "@hono/zod-openapi";
import { gender } from "../accounts/schema.ts";
import { RULE_KINDS, SEVERITIES } from "../alert-engine/rules.ts";
import { pageOf, pageQuery } from "../http/paging.ts";
import { TREND_STEPS } from "../monitor/trend.ts";
import { MEANINGS, STANDINGS } from "./standing.ts";

/** More than other lists: a whole ward is one screen. */
export const LARGEST_BOARD = 1_000;
const pageSize = z.coerce.number().int().min(1).max(LARGEST_BOARD).optional();

const meanings = STANDINGS.map((standing) => `\`${standing}\`: ${MEANINGS[standing]}`).join("; ");

const standings = z
	.union([z.string(), z.array(z.string())])
	.transform((given) => [given].flat().flatMap((text) => text.split(",")))
	.pipe(z.array(z.enum(STANDINGS, `must be of ${STANDINGS.join(", ")}`)))
	.openapi({ type: "string", example: "critical,alert" });

export const wardQuery = pageQuery.extend({
	page_size: pageSize,
	limit: pageSize.describe("The same as `page_size`"),
	standing: standings.optional().describe("One or more, separated by commas"),
	doctor_id: z.coerce
		.number()
		.int()
		.positive()
		.optional()
		.describe("Only patients with an active mapping to this doctor"),
	gender: gender.optional(),
	search: z.string().trim().min(1).max(100).optional().describe("In names, username, e-mail and phone number"),
});
export type WardQuery = z.infer<typeof wardQuery>;

const bpm = z.number().int();

const alert = z.object({
	id: z.number().int(),
	kind: z.enum(RULE_KINDS),
	severity: z.enum(SEVERITIES),
	threshold: bpm.nullable(),
	extreme: bpm.nullable().describe("Furthest from calm, as far as people were told"),
	opened_at: z.string(),
	acknowledged: z.boolean(),
});

export const wardRowSchema = z
	.object({
		id: z.number().int().describe("The patient's"),
		name: z.string(),
		date_of_birth: z.string().nullable(),
		age: z.number().int().nullable(),
		timezone: z.string(),
		standing: z.enum(STANDINGS).describe(meanings),
		last_reading: z.union([z.object({ recorded_at: z.string(), heart_rate: bpm }), z.null()]),
		today: z
			.union([z.object({ min: bpm, max: bpm, avg: z.number() }), z.null()])
			.describe("By the patient's clock; null without a reading"),
		trend: z
			.array(bpm.nullable())
			.length(TREND_STEPS)
			.describe("The last hour: means of five minutes each by the clock, oldest first; the last step holds `as_of`"),
		alerts: z.array(alert).describe("The first three of those that are open: unseen, critical, oldest first"),
		alert_count: z.number().int().describe("All that are open"),
		assigned_doctor: z.union([z.object({ id: z.number().int(), name: z.string() }), z.null()]),
	})
	.openapi("WardRow");

const { next, previous, results } = pageOf(wardRowSchema, "WardRows").shape;
const howMany = z.number().int();

export const wardPageSchema = z
	.object({
		count: howMany,
		...{ next, previous, results },
		standings: z
			.object({
				...{ critical: howMany, alert: howMany, acknowledged: howMany },
				...{ silent: howMany, steady: howMany, never: howMany },
			})
			.describe("How many of each match the other filters"),
		as_of: z.string(),
	})
	.openapi("WardPage");
