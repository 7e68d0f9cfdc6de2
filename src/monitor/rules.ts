/** Watches for a heart rate beyond a threshold for a time. */
export interface AlertRule {
	id: number;
	kind: "above" | "below";
	/** Beats per minute; the alert side is strictly above or below it. */
	threshold: number;
	/** Beats per minute at or on the calm side of which an episode ends. */
	clearThreshold: number;
	/** How long, in minutes of event time, readings must stay on the alert side. */
	sustainedMinutes: number;
	/** Readings further apart than this many minutes say nothing about the time between: a gap never counts. */
	maxGapMinutes: number;
	severity: "warning" | "critical";
	version: number;
}

/** What every patient starts with. */
export const DEFAULT_RULES: readonly Omit<AlertRule, "id" | "version">[] = [
	{ kind: "above", threshold: 120, clearThreshold: 110, sustainedMinutes: 5, maxGapMinutes: 2, severity: "warning" },
	{ kind: "below", threshold: 45, clearThreshold: 50, sustainedMinutes: 5, maxGapMinutes: 2, severity: "warning" },
];

export const alerts = (rule: AlertRule, bpm: number): boolean =>
	rule.kind === "above" ? bpm > rule.threshold : bpm < rule.threshold;

export const clears = (rule: AlertRule, bpm: number): boolean =>
	rule.kind === "above" ? bpm <= rule.clearThreshold : bpm >= rule.clearThreshold;

/** Whether `bpm` is further from calm than `other`. */
export const worse = (rule: AlertRule, bpm: number, other: number): boolean =>
	rule.kind === "above" ? bpm > other : bpm < other;
