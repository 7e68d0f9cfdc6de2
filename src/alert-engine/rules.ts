/** What a rule watches for: a heart rate beyond a threshold, a swing of it, or no reading at all. */
export const RULE_KINDS = ["above", "below", "change", "no_data"] as const;
export type RuleKind = (typeof RULE_KINDS)[number];
export const SEVERITIES = ["warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Whom a step of a ladder calls, and how. */
export const CALLED = ["assigned_doctor", "doctors", "owner", "patient", "staff", "admins"] as const;
export type Called = (typeof CALLED)[number];
export const CHANNELS = ["inbox", "email", "webhook"] as const;

/** One step of a ladder that is climbed until somebody acknowledges. */
export interface Step {
	/** Minutes after people were first told. */
	afterMinutes: number;
	to: Called;
	channel: (typeof CHANNELS)[number];
}

/** Minutes since local midnight, `to` not included; a `to` before `from` is on the next day. */
export interface ActiveHours {
	from: number;
	to: number;
}

interface Common {
	/** What the episode is, as long as its readings are not critical. */
	severity: Severity;
	/** When the rule watches, by the patient's clock; null is always. */
	hours: ActiveHours | null;
	isActive: boolean;
	/** In order of time. */
	escalation: readonly Step[];
	/** How long, in minutes: the readings must stay beyond the threshold, or stay away. */
	sustainedMinutes: number;
}

/**
 * Watches readings. Its thresholds are beats per minute: of the heart rate itself, or, of a `change`, of how far a
 * reading is from the one furthest from it in the window before it.
 */
export interface BeatDefinition extends Common {
	kind: "above" | "below" | "change";
	/** The alert side is strictly beyond it. */
	threshold: number;
	/** At or on the calm side of it an episode ends. */
	clearThreshold: number;
	/** Strictly beyond it for as long, an episode becomes critical; null is never. */
	criticalThreshold: number | null;
	/** Of a `change`: how far back it looks. */
	windowMinutes: number;
	/** Readings further apart than this many minutes say nothing about the time between: a gap never counts. */
	maxGapMinutes: number;
}

/** Watches for silence: no reading of any device. */
export interface SilenceDefinition extends Common {
	kind: "no_data";
}

export type RuleDefinition = BeatDefinition | SilenceDefinition;

interface Kept {
	id: number;
	/** Counts the edits. */
	version: number;
	/** Unix ms: this version looks at no reading before. */
	since: number;
}

export type BeatRule = BeatDefinition & Kept;
export type SilenceRule = SilenceDefinition & Kept;
export type AlertRule = BeatRule | SilenceRule;

export const MINUTE_MS = 60_000;

const DEFAULTS = { severity: "warning", hours: null, isActive: true, sustainedMinutes: 5 } as const;
const LADDER: readonly Step[] = [
	{ afterMinutes: 10, to: "doctors", channel: "email" },
	{ afterMinutes: 20, to: "staff", channel: "inbox" },
];
const BEATS = { ...DEFAULTS, windowMinutes: 5, maxGapMinutes: 2, escalation: LADDER };

/** What every patient starts with. Silence pages nobody unless a rule says so: a watch must be charged. */
export const DEFAULT_RULES: readonly BeatDefinition[] = [
	{ ...BEATS, kind: "above", threshold: 120, clearThreshold: 110, criticalThreshold: 150 },
	{ ...BEATS, kind: "below", threshold: 45, clearThreshold: 50, criticalThreshold: 35 },
];

const side = ({ kind }: BeatDefinition) => (kind === "below" ? -1 : 1);

/** Whether a value is strictly beyond a threshold, on the rule's alert side. */
export const beyond = (rule: BeatDefinition, value: number, threshold: number): boolean =>
	side(rule) * (value - threshold) > 0;

/** Whether a value ends an episode. */
export const isCalm = (rule: BeatDefinition, value: number): boolean => !beyond(rule, value, rule.clearThreshold);

/** The one of two values that is further from calm. */
export const worst = (rule: BeatDefinition, one: number, other: number): number =>
	beyond(rule, one, other) ? one : other;

/** Whether a rule watches at this minute of the local day. */
export function watchesAt(hours: ActiveHours | null, minute: number): boolean {
	if (hours === null) return true;
	const { from, to } = hours;
	return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}
