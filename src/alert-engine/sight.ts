import type { Sight } from "./episodes.ts";
import { type ActiveHours, type BeatRule, MINUTE_MS, watchesAt } from "./rules.ts";
import { Swing } from "./swing.ts";

interface Beat {
	at: number;
	bpm: number;
}

/** The clock on the patient's wall: minutes since midnight at an instant (Unix ms). */
export type WallClock = (at: number) => number;

/** For how long after it, in ms, a reading has a part in what the rule sees. */
export const reachMs = (rule: BeatRule): number => (rule.kind === "change" ? rule.windowMinutes * MINUTE_MS : 0);

/** Shows readings, in order of time, as a rule sees them. A `change` needs those of the window before the first. */
export function* sightsOf(rule: BeatRule, beats: Iterable<Beat>, clock: WallClock): Generator<Sight> {
	const swing = new Swing(reachMs(rule), rule.maxGapMinutes * MINUTE_MS);
	for (const beat of beats) {
		const value = rule.kind === "change" ? swing.push(beat) : beat.bpm;
		yield { at: beat.at, value, isWatched: rule.hours === null || watchesAt(rule.hours, clock(beat.at)) };
	}
}

/** The first instant from `at` on, before `until`, that lies in the hours; hours begin with a minute. Unix ms, or null. */
export function watchedFrom(hours: ActiveHours | null, clock: WallClock, at: number, until: number): number | null {
	const next = (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS;
	for (let moment = at; moment < until; moment = moment < next ? next : moment + MINUTE_MS)
		if (watchesAt(hours, clock(moment))) return moment;
	return null;
}
