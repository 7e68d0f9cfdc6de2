import type { AlertEvent } from "../notifications/events.ts";
import type { Episode } from "./episode-store.ts";
import { runMs, type Span, silenceMs } from "./episodes.ts";
import { retrace } from "./retrace.ts";
import { type AlertRule, type BeatRule, MINUTE_MS } from "./rules.ts";
import { quietTimer, settle } from "./settling.ts";
import { newestAt, silenceTimer } from "./silence.ts";
import { beatsOf } from "./watch.ts";
import type { Watched } from "./watched.ts";

/** What an open episode is by another version of its rule; null where it would not be open. */
function continued(watched: Watched, rule: AlertRule, episode: Episode, now: number): Span | null {
	if (!rule.isActive) return null;
	if (rule.kind === "no_data") return now - episode.startedAt >= rule.sustainedMinutes * MINUTE_MS ? episode : null;
	if (episode.slot === null) return null;
	const last = spansFrom(watched, { ...rule, since: episode.startedAt }, episode.slot, now).at(-1);
	return last?.closedAt === null ? { ...last, startedAt: episode.startedAt } : null;
}

/** The episodes of a rule from the instant on from which it looks. */
function spansFrom(watched: Watched, rule: BeatRule, slot: number, now: number): Span[] {
	const all = { from: rule.since, to: Number.MAX_SAFE_INTEGER };
	return retrace(rule, [], all, beatsOf(watched, slot), watched.clock, now).spans;
}

/**
 * From when on a new version of a rule looks: as far back as it may page, but at nothing that an older version has
 * ended, be it that it ends with it.
 */
export function sinceOf(watched: Watched, rule: AlertRule, now: number): number {
	if (rule.kind === "no_data") return now;
	const { episodes, slots } = watched;
	const earliest = now - silenceMs(rule) - runMs(rule);
	const ends = slots().flatMap((slot) =>
		episodes.around(rule.id, slot, earliest, now).map((episode) => {
			if (episode.closedAt !== null) return episode.closedAt + 1;
			return continued(watched, rule, episode, now) ? earliest : now;
		}),
	);
	return Math.max(earliest, ...ends);
}

/**
 * Arms a silence rule that was written anew. It goes by the last reading, however long ago: who writes the rule wants to
 * hear of it. Only where there never was one it waits for the first.
 */
function rearm(watched: Watched, rule: AlertRule, isOpen: boolean): void {
	watched.timers.drop(silenceTimer(rule));
	const lastAt = newestAt(watched);
	if (rule.isActive && !isOpen && lastAt > 0)
		watched.timers.set(silenceTimer(rule), lastAt + rule.sustainedMinutes * MINUTE_MS);
}

/**
 * Puts a new version of a rule in force: an episode that is open goes on if it would be open by this version too, else
 * it ends now, by the version that it was of; and what is open by the readings of the last minutes opens. Within the
 * transaction that saved the version.
 */
export function takeOver(watched: Watched, rule: AlertRule, now: number): AlertEvent[] {
	const { episodes, rules, slots, timers } = watched;
	const open = episodes.open(rule.id);
	const events = open.flatMap((before) => {
		// How long a silence ends it may be another now.
		timers.drop(quietTimer(before));
		const span = continued(watched, rule, before, now);
		if (span) return settle(watched, rule, { slot: before.slot, before, span }, now);
		const old = rules.version(before.ruleId, before.ruleVersion) ?? rule;
		const ended = { ...before, closedAt: now, endedBy: "rule" as const };
		return settle(watched, old, { slot: before.slot, before, span: ended }, now);
	});
	if (rule.kind === "no_data") {
		rearm(watched, rule, episodes.open(rule.id).length > 0);
		return events;
	}
	if (!rule.isActive) return events;
	const free = slots().filter((slot) => !open.some((episode) => episode.slot === slot));
	const begun = free.flatMap((slot) =>
		spansFrom(watched, rule, slot, now)
			// What is over by now is no news to anybody.
			.filter(({ closedAt }) => closedAt === null)
			.flatMap((span) => settle(watched, rule, { slot, before: null, span }, now)),
	);
	return [...events, ...begun];
}
