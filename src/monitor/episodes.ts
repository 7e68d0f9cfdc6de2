import { type AlertRule, alerts, clears, worse } from "./rules.ts";

const MINUTE_MS = 60_000;

/** Older readings are stored and counted, but never page anyone. */
export const FRESH_MS = 15 * MINUTE_MS;

/** A time during which a rule's condition held. Unix ms and bpm. */
export interface Episode {
	/** The first reading of the run that opened it. */
	startedAt: number;
	/** The reading with which the rule was fulfilled. */
	openedAt: number;
	/** The reading that cleared it. */
	closedAt: number | null;
}

interface Beat {
	at: number;
	bpm: number;
}

/** How far back, in ms, the readings must reach that `advance` is given where no episode is open. */
export function lookback(rule: AlertRule): number {
	return FRESH_MS + (rule.sustainedMinutes + rule.maxGapMinutes) * MINUTE_MS;
}

/** After so many ms without a reading nobody can say that an episode still goes on: it ended with the last one. */
export function silence(rule: AlertRule): number {
	return Math.max(FRESH_MS, rule.maxGapMinutes * MINUTE_MS);
}

/** Whether a reading at `at` continues a run whose nearest reading is at `neighbour`. */
export function connects(rule: AlertRule, at: number, neighbour: number): boolean {
	return Math.abs(at - neighbour) <= rule.maxGapMinutes * MINUTE_MS;
}

interface Run {
	startedAt: number;
	lastAt: number;
}

/** The run of alerting readings that this one extends, begins or breaks. */
function extend(rule: AlertRule, run: Run | undefined, { at, bpm }: Beat): Run | undefined {
	if (!alerts(rule, bpm)) return undefined;
	return { startedAt: run && connects(rule, at, run.lastAt) ? run.startedAt : at, lastAt: at };
}

/**
 * The episodes of one rule over one device's readings, sorted by time, in event time. `open` is the episode that is
 * open so far, and `lastAt` the device's last reading before these; without one they begin after the last episode
 * closed. An episode opens only with a reading that is fresh at `now`; it closes with the first reading on the calm
 * side of the clear threshold, or with the last one before a silence.
 *
 * Answers every episode that opened or closed on the way, in order.
 */
export function advance(
	rule: AlertRule,
	readings: readonly Beat[],
	open: Episode | null,
	now: number,
	lastAt = open?.openedAt ?? 0,
): Episode[] {
	let current = open;
	let run: Run | undefined;
	let before = lastAt;
	const changed: Episode[] = [];
	for (const beat of readings) {
		const closedAt = current && endOf(rule, before, beat);
		before = beat.at;
		if (current && closedAt === null) continue;
		if (current) changed.push({ ...current, closedAt });
		current = null;
		run = extend(rule, run, beat);
		if (!run || beat.at - run.startedAt < rule.sustainedMinutes * MINUTE_MS || beat.at < now - FRESH_MS) continue;
		current = { startedAt: run.startedAt, openedAt: beat.at, closedAt: null };
		run = undefined;
	}
	return current && current !== open ? [...changed, current] : changed;
}

/** When an open episode ends at this reading, if it does. */
function endOf(rule: AlertRule, before: number, { at, bpm }: Beat): number | null {
	if (at - before > silence(rule)) return before;
	return clears(rule, bpm) ? at : null;
}

/** Whether new readings can open an episode: only those that alert and are recent enough to page anyone. */
export function canOpen(rule: AlertRule, readings: readonly Beat[], now: number): boolean {
	const since = now - lookback(rule);
	return readings.some(({ at, bpm }) => at >= since && alerts(rule, bpm));
}

/** The heart rate furthest from calm among an episode's readings, or null of none. */
export function extremeOf(rule: AlertRule, readings: Iterable<Beat>): number | null {
	let extreme: number | null = null;
	for (const { bpm } of readings) if (extreme === null || worse(rule, bpm, extreme)) extreme = bpm;
	return extreme;
}
