import { type BeatRule, beyond, isCalm, MINUTE_MS } from "./rules.ts";

/** Older readings are stored and counted, but never page anyone. */
export const FRESH_MS = 15 * MINUTE_MS;

/**
 * What ended an episode: a calm reading, no readings any more, the end of the hours in which the rule watches, a change of
 * the rule; of a silence, data; or that by what the readings say now there never was one.
 */
export const ENDS = ["calm", "silence", "hours", "rule", "data", "withdrawn"] as const;
export type Ended = (typeof ENDS)[number];

/** A time during which a rule's condition held, by the readings of one device alone. Unix ms, each a reading's time. */
export interface Span {
	/** The first reading of the run that opened it. */
	startedAt: number;
	/** The reading with which the rule was fulfilled. */
	openedAt: number;
	/** The reading with which it became critical. */
	raisedAt: number | null;
	/** The reading that ended it: the first calm one, or the last one before a silence or the end of the hours. */
	closedAt: number | null;
	endedBy: Ended | null;
}

/** A reading as a rule sees it: its value is a heart rate or a swing, and outside its hours a rule does not look. */
export interface Sight {
	at: number;
	value: number;
	isWatched: boolean;
}

/** Readings beyond a threshold, one after the other, without a gap. */
interface Run {
	startedAt: number;
	lastAt: number;
}

/** Where a rule stands after a reading. */
export interface Standing {
	open: Span | null;
	run: Run | null;
	critical: Run | null;
	/** The last reading, null before the first. */
	lastAt: number | null;
}

export const atRest = (): Standing => ({ open: null, run: null, critical: null, lastAt: null });

/** After so many ms without a reading nobody can say that an episode still goes on: it ended with the last one. */
export const silenceMs = (rule: BeatRule): number => Math.max(FRESH_MS, rule.maxGapMinutes * MINUTE_MS);

/** How far back, in ms, a run can reach that has not yet fulfilled the rule. */
export const runMs = (rule: BeatRule): number => (rule.sustainedMinutes + rule.maxGapMinutes) * MINUTE_MS;

function extended(rule: BeatRule, run: Run | null, { at, value }: Sight, threshold: number | null): Run | null {
	if (threshold === null || !beyond(rule, value, threshold)) return null;
	const connects = run !== null && at - run.lastAt <= rule.maxGapMinutes * MINUTE_MS;
	return { startedAt: connects ? run.startedAt : at, lastAt: at };
}

const isSustained = (rule: BeatRule, run: Run | null): run is Run =>
	run !== null && run.lastAt - run.startedAt >= rule.sustainedMinutes * MINUTE_MS;

/** When and by what an open episode ends at this reading, if it does. */
function endOf(rule: BeatRule, lastAt: number | null, { at, value, isWatched }: Sight) {
	if (lastAt !== null && at - lastAt > silenceMs(rule)) return { closedAt: lastAt, endedBy: "silence" } as const;
	if (!isWatched) return { closedAt: lastAt ?? at, endedBy: "hours" } as const;
	return isCalm(rule, value) ? ({ closedAt: at, endedBy: "calm" } as const) : null;
}

/**
 * Takes a rule on by one reading; they come in order of time. Changes `standing`, and answers the episode that ended.
 * Nothing here knows when a reading arrived, so the episodes are the same however the readings came in.
 */
export function advance(rule: BeatRule, standing: Standing, sight: Sight): Span | null {
	const end = standing.open && endOf(rule, standing.lastAt, sight);
	const ended = standing.open && end ? { ...standing.open, ...end } : null;
	if (ended) Object.assign(standing, { open: null, run: null, critical: null });
	standing.lastAt = sight.at;
	if (!sight.isWatched) {
		standing.run = null;
		standing.critical = null;
		return ended;
	}
	standing.critical = extended(rule, standing.critical, sight, rule.criticalThreshold);
	const raisedAt = isSustained(rule, standing.critical) ? sight.at : null;
	if (standing.open) {
		if (standing.open.raisedAt === null) standing.open = { ...standing.open, raisedAt };
		return ended;
	}
	standing.run = extended(rule, standing.run, sight, rule.threshold);
	if (isSustained(rule, standing.run)) {
		const { startedAt } = standing.run;
		standing.open = { startedAt, openedAt: sight.at, raisedAt, closedAt: null, endedBy: null };
		standing.run = null;
	}
	return ended;
}

/** The episode that is open after the last reading, as it is at `now`: ended, where that reading is too long ago. */
export function remaining(rule: BeatRule, { open, lastAt }: Standing, now: number): Span | null {
	if (!open || lastAt === null || now - lastAt <= silenceMs(rule)) return open;
	return { ...open, closedAt: lastAt, endedBy: "silence" };
}
