import {
	type ActiveHours,
	type BeatDefinition,
	beyond,
	DEFAULT_RULES,
	type RuleDefinition,
	type RuleKind,
	type Severity,
	type Step,
} from "../alert-engine/rules.ts";
import type { FieldErrors } from "../http/problem.ts";

/** A rule as it is sent and shown. */
export interface RuleFields {
	kind: RuleKind;
	threshold?: number | null | undefined;
	clear_threshold?: number | null | undefined;
	critical_threshold?: number | null | undefined;
	sustained_minutes?: number | undefined;
	window_minutes?: number | null | undefined;
	max_gap_minutes?: number | null | undefined;
	severity?: Severity | undefined;
	active_hours?: { from: string; to: string } | null | undefined;
	escalation?: { after_minutes: number; to: Step["to"]; channel: Step["channel"] }[] | undefined;
	is_active?: boolean | undefined;
}

type Bounds = readonly [least: number, most: number];

const RATES: Bounds = [20, 300];
const SWINGS: Bounds = [5, 200];
const SUSTAINED: Bounds = [0, 120];
const SILENT: Bounds = [1, 7 * 24 * 60];
const WINDOW: Bounds = [1, 60];
const GAP: Bounds = [0.5, 60];

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const timeOf = (minute: number): string =>
	`${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const hoursOf = (hours: RuleFields["active_hours"]): ActiveHours | null =>
	hours ? { from: minuteOf(hours.from), to: minuteOf(hours.to) } : null;

function outside(field: keyof RuleFields, value: number, [least, most]: Bounds): FieldErrors {
	return value >= least && value <= most ? {} : { [field]: [`must be from ${least} to ${most}`] };
}

/** What is the same for all kinds, and what is wrong with it. */
function common({ severity = "warning", active_hours, escalation, is_active = true }: RuleFields) {
	const steps = escalation?.map(({ after_minutes: afterMinutes, to, channel }) => ({ afterMinutes, to, channel }));
	const ladder = steps ?? DEFAULT_RULES[0]?.escalation ?? [];
	const isRising = ladder.every((step, index) => step.afterMinutes >= (ladder[index - 1]?.afterMinutes ?? 0));
	const hours = hoursOf(active_hours);
	const errors: FieldErrors = {
		...(!isRising && { escalation: ["must be in the order of `after_minutes`"] }),
		...(hours && hours.from === hours.to && { active_hours: ["must not begin and end at the same time"] }),
	};
	return { fields: { severity, hours, isActive: is_active, escalation: ladder }, errors };
}

/** What a value is that was not given: ten beats towards calm, or half of a swing. */
function clearOf(kind: BeatDefinition["kind"], threshold: number): number {
	if (kind === "change") return Math.floor(threshold / 2);
	return kind === "above" ? Math.max(RATES[0], threshold - 10) : Math.min(RATES[1], threshold + 10);
}

function thresholdFaults(rule: BeatDefinition): FieldErrors {
	const bounds = rule.kind === "change" ? SWINGS : RATES;
	const { threshold, clearThreshold, criticalThreshold } = rule;
	const side = rule.kind === "below" ? "above" : "below";
	// A heart at rest swings by nothing; beyond these no reading could ever end an alert.
	const calm: Bounds = rule.kind === "change" ? [0, SWINGS[1]] : RATES;
	return {
		...outside("clear_threshold", clearThreshold, calm),
		...(beyond(rule, clearThreshold, threshold) && { clear_threshold: [`must be the threshold, or ${side} it`] }),
		...(criticalThreshold !== null &&
			!beyond(rule, criticalThreshold, threshold) && { critical_threshold: ["must be beyond the threshold"] }),
		...(criticalThreshold !== null && outside("critical_threshold", criticalThreshold, bounds)),
		...outside("threshold", threshold, bounds),
	};
}

function beatRule(fields: RuleFields, kind: BeatDefinition["kind"], threshold: number) {
	const { fields: shared, errors } = common(fields);
	const definition: BeatDefinition = {
		...shared,
		...{ kind, threshold, clearThreshold: fields.clear_threshold ?? clearOf(kind, threshold) },
		criticalThreshold: fields.critical_threshold ?? null,
		sustainedMinutes: fields.sustained_minutes ?? 5,
		windowMinutes: fields.window_minutes ?? 5,
		maxGapMinutes: fields.max_gap_minutes ?? 2,
	};
	const faults = {
		...errors,
		...thresholdFaults(definition),
		...outside("sustained_minutes", definition.sustainedMinutes, SUSTAINED),
		...outside("window_minutes", definition.windowMinutes, WINDOW),
		...outside("max_gap_minutes", definition.maxGapMinutes, GAP),
	};
	return { definition, errors: faults };
}

/** The rule that is meant, and what is wrong with it by the fields on the wire. Pure. */
export function definitionOf(fields: RuleFields): { definition: RuleDefinition | null; errors: FieldErrors } {
	if (fields.kind === "no_data") {
		const { fields: shared, errors } = common(fields);
		const sustainedMinutes = fields.sustained_minutes ?? 30;
		const faults = { ...errors, ...outside("sustained_minutes", sustainedMinutes, SILENT) };
		return { definition: { ...shared, kind: "no_data", sustainedMinutes }, errors: faults };
	}
	if (fields.threshold == null) return { definition: null, errors: { threshold: ["is required"] } };
	return beatRule(fields, fields.kind, fields.threshold);
}

/** A rule as it is shown. Pure. */
export function fieldsOf(rule: RuleDefinition) {
	const watches = rule.kind === "no_data" ? null : rule;
	return {
		kind: rule.kind,
		threshold: watches?.threshold ?? null,
		clear_threshold: watches?.clearThreshold ?? null,
		critical_threshold: watches?.criticalThreshold ?? null,
		sustained_minutes: rule.sustainedMinutes,
		window_minutes: watches?.windowMinutes ?? null,
		max_gap_minutes: watches?.maxGapMinutes ?? null,
		severity: rule.severity,
		active_hours: rule.hours && { from: timeOf(rule.hours.from), to: timeOf(rule.hours.to) },
		escalation: rule.escalation.map(({ afterMinutes, to, channel }) => ({ after_minutes: afterMinutes, to, channel })),
		is_active: rule.isActive,
	};
}
