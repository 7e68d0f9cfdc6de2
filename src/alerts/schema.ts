import { z } from "@hono/zod-openapi";
import { ENDS } from "../alert-engine/episodes.ts";
import { RULE_KINDS, SEVERITIES } from "../alert-engine/rules.ts";
import { ruleSchema } from "../alert-rules/schema.ts";
import { version } from "../http/etag.ts";
import { dayOrInstant } from "../http/filters.ts";
import { orderingQuery, pageQuery, yesOrNo } from "../http/paging.ts";
import { ALERT_STATUSES } from "./table.ts";

const bpm = z.number().nullable();
const instant = z.string().nullable();

const alert = {
	id: z.number().int(),
	patient: z.number().int(),
	patient_name: z.string(),
	rule: z.number().int().describe("Within the patient"),
	rule_version: z.number().int().describe("By which it is what it is"),
	kind: z.enum(RULE_KINDS),
	severity: z.enum(SEVERITIES),
	status: z.enum(ALERT_STATUSES).describe("`withdrawn`: by what the readings say now there was none"),
	explanation: z.string().describe("Why it is there, in a sentence, by the patient's clock"),
	threshold: bpm,
	sustained_minutes: z.number(),
	window_minutes: z.number().nullable(),
	device: z.string().nullable().describe("What the device was called whose readings made it"),
	started_at: z.string().describe("The first reading of those that opened it"),
	opened_at: z.string().describe("The reading with which the rule was fulfilled"),
	raised_at: instant.describe("The reading with which it became critical"),
	closed_at: instant,
	ended_by: z.enum(ENDS).nullable(),
	extreme: bpm.describe("Furthest from calm, as far as people were told"),
	acknowledged_by: z.number().int().nullable().describe("The user who saw to it first"),
	acknowledged_at: instant,
	snoozed_until: instant.describe("You hear nothing of this rule until then, unless it gets worse"),
	version,
};

export const alertSchema = z.object(alert).openapi("Alert");

export const alertDetailSchema = z
	.object({
		...alert,
		acknowledged_by_name: z.string().nullable(),
		rule_then: ruleSchema.describe("The rule, as it was"),
		readings: z
			.array(z.object({ recorded_at: z.string(), heart_rate: z.number().int() }))
			.describe("Those that opened it, oldest first; the newest 1,000 of them"),
		readings_truncated: z.boolean(),
	})
	.openapi("AlertDetail");

const filters = {
	status: z.enum(ALERT_STATUSES).optional(),
	is_open: yesOrNo.optional().describe("Whether it goes on, acknowledged or not"),
	severity: z.enum(SEVERITIES).optional(),
	kind: z.enum(RULE_KINDS).optional(),
	from: dayOrInstant.optional().describe("Opened then or later"),
	to: dayOrInstant.optional(),
	closed_from: dayOrInstant
		.optional()
		.describe("Closed then or later, or not yet: with `to`, all that went on between"),
	ordering: orderingQuery(["opened_at", "closed_at", "id"]),
};

export const listPatientAlertsQuery = pageQuery.extend(filters);
export const listAlertsQuery = pageQuery.extend({
	...filters,
	patient: z.coerce.number().int().positive().optional(),
});
export type ListAlertsQuery = z.infer<typeof listAlertsQuery>;

const LONGEST_SNOOZE_MINUTES = 24 * 60;

export const snoozeBody = z
	.object({ minutes: z.number().int().min(1).max(LONGEST_SNOOZE_MINUTES) })
	.openapi("SnoozeAlert", { example: { minutes: 60 } });
