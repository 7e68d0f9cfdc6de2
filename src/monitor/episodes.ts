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

interface Run {
	startedAt: number;
	lastAt: number;
}

/** The run of alerting readings that this one extends, begins or breaks. */
function extend(rule: AlertRule, run: Run | undefined, { at, bpm }: Beat): Run | undefined {
	if (!alerts(rule, bpm)) return undefined;
	const connected = run && at - run.lastAt <= rule.maxGapMinutes * MINUTE_MS;
	return { startedAt: connected ? run.startedAt : at, lastAt: at };
}

/**
 * The episodes of one rule over readings sorted by time, in event time. `open` is the episode that is open so far; the
 * readings given begin after it opened, or after the last one closed. An episode opens only with a reading that is
 * fresh at `now`; it closes with the first reading on the calm side of the clear threshold.
 *
 * Answers every episode that opened or closed on the way, in order.
 */
export function advance(rule: AlertRule, readings: readonly Beat[], open: Episode | null, now: number): Episode[] {
	let current = open;
	let run: Run | undefined;
	const changed: Episode[] = [];
	for (const beat of readings) {
		if (current) {
			if (!clears(rule, beat.bpm)) continue;
			changed.push({ ...current, closedAt: beat.at });
			current = null;
			continue;
		}
		run = extend(rule, run, beat);
		if (!run || beat.at - run.startedAt < rule.sustainedMinutes * MINUTE_MS || beat.at < now - FRESH_MS) continue;
		current = { startedAt: run.startedAt, openedAt: beat.at, closedAt: null };
		run = undefined;
	}
	return current && current !== open ? [...changed, current] : changed;
}

/**
 * Whether new readings can change anything for a rule: while an episode is open only those that clear it, else only
 * those that alert and are recent enough to page anyone.
 */
export function matters(rule: AlertRule, readings: readonly Beat[], open: Episode | null, now: number): boolean {
	if (open) return readings.some(({ at, bpm }) => at > open.openedAt && clears(rule, bpm));
	const since = now - lookback(rule);
	return readings.some(({ at, bpm }) => at >= since && alerts(rule, bpm));
}

/** The heart rate furthest from calm among an episode's readings, or null of none. */
export function extremeOf(rule: AlertRule, readings: readonly Beat[]): number | null {
	return readings.reduce<number | null>(
		(extreme, { bpm }) => (extreme === null || worse(rule, bpm, extreme) ? bpm : extreme),
		null,
	);
}
