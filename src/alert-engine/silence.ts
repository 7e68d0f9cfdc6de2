import type { AlertEvent } from "../notifications/events.ts";
import { FRESH_MS, type Span } from "./episodes.ts";
import { MINUTE_MS, type SilenceRule } from "./rules.ts";
import { settle } from "./settling.ts";
import { watchedFrom } from "./sight.ts";
import type { Watched } from "./watched.ts";

/** How far ahead a rule looks for its hours: where the clocks change a day can be without them. */
const AHEAD_MS = 49 * 60 * MINUTE_MS;

export const silenceTimer = ({ id }: Pick<SilenceRule, "id">) => `silence:${id}`;

/** When the patient's heart was last heard of (Unix ms), 0 for never; also by a reading that was erased since. */
export const newestAt = ({ readings, slots, erasedUpTo }: Watched): number =>
	Math.max(erasedUpTo(), ...slots().map((slot) => readings.newest(slot)?.at ?? 0));

/**
 * A reading has come (`at` is the newest of them): it ends a silence, and arms the rule. One that is old does neither:
 * who sends a recording of last year has no device to fall silent.
 */
export function heard(watched: Watched, rule: SilenceRule, at: number, now: number): AlertEvent[] {
	const { episodes, timers } = watched;
	const waits = rule.sustainedMinutes * MINUTE_MS;
	if (at < now - Math.max(FRESH_MS, waits)) return [];
	// A timer that is set says that no silence is open: nothing is looked up for each reading.
	if (timers.dueAt(silenceTimer(rule)) !== null) return [];
	const [open] = episodes.open(rule.id);
	if (open && now - at > waits) return [];
	timers.set(silenceTimer(rule), at + waits);
	if (!open) return [];
	const span: Span = { ...open, closedAt: Math.max(at, open.openedAt), endedBy: "data" };
	return settle(watched, rule, { slot: null, before: open, span }, now);
}

/** The rule's timer is due: is there really no reading? Opens an episode, or sets the timer for when it could. */
export function listen(watched: Watched, rule: SilenceRule, now: number): AlertEvent[] {
	const { timers, clock } = watched;
	const startedAt = newestAt(watched);
	const dueAt = startedAt + rule.sustainedMinutes * MINUTE_MS;
	if (dueAt > now) {
		timers.set(silenceTimer(rule), dueAt);
		return [];
	}
	const openedAt = watchedFrom(rule.hours, clock, now, now + AHEAD_MS);
	if (openedAt !== now) {
		timers.set(silenceTimer(rule), openedAt ?? now + AHEAD_MS);
		return [];
	}
	timers.drop(silenceTimer(rule));
	const span: Span = { startedAt, openedAt: now, raisedAt: null, closedAt: null, endedBy: null };
	return settle(watched, rule, { slot: null, before: null, span }, now);
}
