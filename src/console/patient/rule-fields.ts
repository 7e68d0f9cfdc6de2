import type { fieldsOf } from "../../alert-rules/definition.ts";

/** A rule as the API shows it. */
export type ShownRule = ReturnType<typeof fieldsOf>;

/** As many steps as a ladder may have. */
const MOST_STEPS = 6;
/** Room for steps that there always is. */
const ROOM = 3;

type Sent = Readonly<Record<string, string>>;

const NUMBERS = ["threshold", "clear_threshold", "critical_threshold", "window_minutes", "max_gap_minutes"] as const;

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === "";
/** Null of what was left blank; what is no number is left for the schema to refuse. */
const numberOf = (text: string | undefined): number | string | null => {
	if (text === undefined || text.trim() === "") return null;
	return Number.isNaN(Number(text)) ? text : Number(text);
};

function stepsOf(sent: Sent) {
	const places = Array.from({ length: MOST_STEPS }, (_, place) => `escalation.${place}`);
	return places
		.filter((place) => !isBlank(sent[`${place}.after_minutes`]))
		.map((place) => ({
			after_minutes: numberOf(sent[`${place}.after_minutes`]),
			to: sent[`${place}.to`],
			channel: sent[`${place}.channel`],
		}));
}

/** What a form says of a rule, as the API takes it: what was left blank is as usual. Pure. */
export function ruleOf(sent: Sent): Record<string, unknown> {
	const from = sent["active_hours.from"];
	const to = sent["active_hours.to"];
	const sustained = numberOf(sent.sustained_minutes);
	return {
		...Object.fromEntries(NUMBERS.map((name) => [name, numberOf(sent[name])])),
		...{ kind: sent.kind, severity: sent.severity, is_active: sent.is_active === "true" },
		...(sustained === null ? { sustained_minutes: undefined } : { sustained_minutes: sustained }),
		active_hours: isBlank(from) && isBlank(to) ? null : { from, to },
		escalation: stepsOf(sent),
	};
}

/** What a form shows of a rule before anybody has changed it. Pure. */
export function valuesOf(rule: ShownRule): Record<string, string> {
	const { active_hours: hours, escalation } = rule;
	const steps = escalation.flatMap(({ after_minutes, to, channel }, place) => [
		[`escalation.${place}.after_minutes`, String(after_minutes)],
		[`escalation.${place}.to`, to],
		[`escalation.${place}.channel`, channel],
	]);
	return Object.fromEntries([
		...NUMBERS.map((name) => [name, String(rule[name] ?? "")]),
		["kind", rule.kind],
		["severity", rule.severity],
		["is_active", String(rule.is_active)],
		["sustained_minutes", String(rule.sustained_minutes)],
		["active_hours.from", hours?.from ?? ""],
		["active_hours.to", hours?.to ?? ""],
		...steps,
	]);
}

/** How many steps a form has room for: those that there are, and one more. Pure. */
export function roomFor(values: Sent): number {
	const places = Array.from({ length: MOST_STEPS }, (_, place) => place);
	const last = places.findLast((place) => !isBlank(values[`escalation.${place}.after_minutes`])) ?? -1;
	return Math.min(MOST_STEPS, Math.max(ROOM, last + 2));
}
