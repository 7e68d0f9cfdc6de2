import { z } from "@hono/zod-openapi";
import { ENDS } from "../alert-engine/episodes.ts";
import { CALLED, CHANNELS, RULE_KINDS, SEVERITIES } from "../alert-engine/rules.ts";
import { version } from "../http/etag.ts";
import { pageQuery } from "../http/paging.ts";

const MOST_STEPS = 6;
const LONGEST_REHEARSAL_DAYS = 31;

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time like 22:00");
const step = z.object({
	after_minutes: z.number().min(1).max(1_440).describe("After people were first told"),
	to: z.enum(CALLED),
	channel: z.enum(CHANNELS),
});

const bpm = z.number().int().nullable();
const fields = {
	kind: z.enum(RULE_KINDS).describe("What it watches for: a heart rate, a sudden change of it, or that nothing comes"),
	threshold: bpm.describe("Beats per minute, strictly beyond which it alerts: of a `change`, of difference"),
	clear_threshold: bpm.describe("At or on the calm side of which an alert ends"),
	critical_threshold: bpm.describe("Beyond which, for as long, an alert becomes critical"),
	sustained_minutes: z.number().describe("How long readings must stay beyond the threshold; of `no_data`, away"),
	window_minutes: z.number().nullable().describe("Of a `change`: within how long"),
	max_gap_minutes: z.number().nullable().describe("Readings further apart say nothing of the time between"),
	severity: z.enum(SEVERITIES),
	active_hours: z
		.union([z.object({ from: time, to: time }), z.null()])
		.describe("When it watches, by the patient's clock; null is always"),
	escalation: z.array(step).max(MOST_STEPS).describe("Whom to call while nobody acknowledges, in order of time"),
	is_active: z.boolean(),
};

const sent = z.object(fields).partial();
const example = {
	kind: "above",
	threshold: 130,
	clear_threshold: 120,
	sustained_minutes: 5,
	severity: "warning",
	escalation: [{ after_minutes: 10, to: "doctors", channel: "email" }],
} as const;

export const ruleBody = z.object({ ...sent.shape, kind: fields.kind }).openapi("NewAlertRule", { example });
export type RuleBody = z.infer<typeof ruleBody>;

export const editRuleBody = sent.openapi("EditAlertRule", { example: { threshold: 125 } });
export type EditRuleBody = z.infer<typeof editRuleBody>;

const rule = {
	id: z.number().int().describe("Within the patient"),
	patient: z.number().int(),
	...fields,
	edited_by: z.number().int().nullable().describe("The user; null of what every patient starts with"),
	edited_at: z.string(),
	version,
};

export const ruleSchema = z.object(rule).openapi("AlertRule");

export const ruleVersionSchema = z
	.object({ ...rule, is_removed: z.boolean().describe("With this version the rule was taken away") })
	.openapi("AlertRuleVersion");

export const ruleParam = z.object({
	id: z.coerce
		.number({ error: "must be a number" })
		.int()
		.positive()
		.openapi({ param: { name: "id", in: "path" }, example: 12 }),
	rule: z.coerce
		.number({ error: "must be a number" })
		.int()
		.positive()
		.openapi({ param: { name: "rule", in: "path" }, example: 1 }),
});

export const listRulesQuery = pageQuery;

export const rehearseBody = z
	.object({ ...ruleBody.shape, days: z.number().int().min(1).max(LONGEST_REHEARSAL_DAYS).default(7) })
	.openapi("RehearseAlertRule", { example: { ...example, days: 7 } });
export type RehearseBody = z.infer<typeof rehearseBody>;

export const rehearsalSchema = z
	.object({
		timezone: z.string(),
		from: z.string(),
		to: z.string(),
		count: z.number().int(),
		per_day: z.number().describe("How many a day, on average over the days that were asked for"),
		minutes: z.number().describe("How long it would have been open, all in all"),
		days: z
			.array(z.object({ date: z.string(), count: z.number().int(), minutes: z.number() }))
			.describe("By the patient's own days, of the opening"),
		alerts: z
			.array(
				z.object({
					device: z.string().nullable(),
					started_at: z.string(),
					opened_at: z.string(),
					raised_at: z.string().nullable(),
					closed_at: z.string().nullable().describe("null where it would be open still"),
					ended_by: z.enum(ENDS).nullable(),
					minutes: z.number(),
				}),
			)
			.describe("The newest 1,000, in order of time"),
	})
	.openapi("Rehearsal");
