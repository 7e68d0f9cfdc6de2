import type { SlotReading } from "../monitor/reading-store.ts";
import type { AlertEvent } from "../notifications/events.ts";
import type { Episode } from "./episode-store.ts";
import { FRESH_MS, type Span, silenceMs } from "./episodes.ts";
import { type Beats, type Changed, reconcile, retrace } from "./retrace.ts";
import { type BeatRule, beyond } from "./rules.ts";
import { settle } from "./settling.ts";
import { heard } from "./silence.ts";
import type { Watched } from "./watched.ts";

/** Readings of one device that have changed, close enough together to be looked at in one go. */
interface Stretch extends Changed {
	slot: number;
	rates: number[];
}

function stretchesOf(changed: readonly SlotReading[]): Stretch[] {
	const stretches: Stretch[] = [];
	for (const { slot, at, bpm } of changed.toSorted((a, b) => a.slot - b.slot || a.at - b.at)) {
		const last = stretches.at(-1);
		if (last?.slot === slot && at - last.to <= FRESH_MS) {
			last.to = at;
			last.rates.push(bpm);
		} else stretches.push({ slot, from: at, to: at, rates: [bpm] });
	}
	return stretches;
}

/** From when to when (Unix ms, both included) a device's readings are no more, all of them. */
export interface Gone extends Changed {
	slot: number;
}

/** One device's readings, as far as they are asked for. */
export const beatsOf = ({ readings }: Watched, slot: number): Beats => ({
	from: (from) => readings.oldestFirst(slot, from),
	before: (before) => readings.newestFirst([slot], { to: before }).next().value?.at ?? null,
});

/** Whether changed readings can make a difference to a rule by themselves: calm ones only do to an episode nearby. */
const stirs = (rule: BeatRule, { rates }: Stretch): boolean =>
	rule.kind === "change" || rates.some((bpm) => beyond(rule, bpm, rule.threshold));

/** Whether readings from this instant on may lie in an episode that ended then, or has not. */
const isNear = (rule: BeatRule, from: number, closedAt: number | null): boolean =>
	closedAt === null || from - closedAt <= silenceMs(rule);

/** What is known of this version around a stretch: an older version's episodes stay what they were. */
function knownOf({ episodes }: Watched, rule: BeatRule, slot: number, { from, to }: Changed): Episode[] {
	return episodes.around(rule.id, slot, from, to).filter(({ ruleVersion }) => ruleVersion === rule.version);
}

/** How the episodes are now; where a change carries further than what is known was asked for, with all that is known. */
function retraced(watched: Watched, rule: BeatRule, slot: number, changed: Changed, known: Episode[], now: number) {
	const { clock } = watched;
	const beats = beatsOf(watched, slot);
	const found = retrace(rule, known, changed, beats, clock, now);
	if (found.until <= changed.to) return found;
	const all = knownOf(watched, rule, slot, { from: changed.from, to: found.until });
	return all.length === known.length ? found : retrace(rule, all, changed, beats, clock, now);
}

/** Looks at what can have changed, if anything can. */
function glance(watched: Watched, rule: BeatRule, stretch: Stretch, now: number): AlertEvent[] {
	const from = Math.max(stretch.from, rule.since);
	if (stretch.to < from) return [];
	const isCalm = !stirs(rule, stretch);
	// Nearly always: nothing is looked up for a calm heart whose last alert is long over.
	if (isCalm && !isNear(rule, from, watched.episodes.bounds().end)) return [];
	const known = knownOf(watched, rule, stretch.slot, { from, to: stretch.to });
	if (isCalm && !known.some(({ closedAt }) => isNear(rule, from, closedAt))) return [];
	return look(watched, rule, { ...stretch, from }, known, now);
}

/** Looks where readings are no more: also calm ones, which may have kept two runs apart. */
function lookAgain(watched: Watched, rule: BeatRule, removed: Gone, now: number): AlertEvent[] {
	const stretch = { ...removed, from: Math.max(removed.from, rule.since) };
	if (stretch.to < stretch.from) return [];
	return look(watched, rule, stretch, knownOf(watched, rule, stretch.slot, stretch), now);
}

/** Looks at one device's readings anew, and keeps what has become of the episodes. */
function look(
	watched: Watched,
	rule: BeatRule,
	{ slot, ...changed }: Changed & { slot: number },
	known: Episode[],
	now: number,
): AlertEvent[] {
	const found = reconcile(retraced(watched, rule, slot, changed, known, now));
	const keep = (before: Episode | null, span: Span) =>
		settle(watched, rule, { slot, before, span, changedFrom: changed.from }, now);
	return [
		...found.withdrawn.flatMap((episode) => keep(episode, { ...episode, closedAt: now, endedBy: "withdrawn" })),
		...found.kept.flatMap(({ known, span }) => keep(known, span)),
		...found.begun.flatMap((span) => keep(null, span)),
	];
}

/**
 * Lets every rule look at what has just been stored; keeps what has become of the episodes, and answers the events that
 * tell of it. Call it within the transaction that stored the readings.
 *
 * Each device's readings speak for themselves: one that lies on a table must not calm an alert of one that is worn.
 */
export function watch(watched: Watched, stored: readonly SlotReading[], now: number): AlertEvent[] {
	if (stored.length === 0) return [];
	const stretches = stretchesOf(stored);
	return watched.rules.all().flatMap((rule) => {
		if (!rule.isActive) return [];
		if (rule.kind === "no_data") return heard(watched, rule, Math.max(...stretches.map(({ to }) => to)), now);
		return stretches.flatMap((stretch) => glance(watched, rule, stretch, now));
	});
}

/**
 * Lets every rule look anew where all of a device's readings are no more, like `watch`. A silence is not the longer for
 * it: what was heard was heard.
 */
export function missing(watched: Watched, removed: Gone, now: number): AlertEvent[] {
	return watched.rules.all().flatMap((rule) => {
		if (!rule.isActive || rule.kind === "no_data") return [];
		return lookAgain(watched, rule, removed, now);
	});
}

/**
 * Withdraws what is left of a device's episodes that opened within readings that are no more: of rules that were changed
 * since, switched off or taken away, which look at nothing any more.
 */
export function withdraw(watched: Watched, { slot, from, to }: Gone, now: number): AlertEvent[] {
	const { episodes, rules } = watched;
	return episodes.within(slot, from, to).flatMap((before) => {
		const rule = rules.version(before.ruleId, before.ruleVersion);
		const span: Span = { ...before, closedAt: now, endedBy: "withdrawn" };
		return rule ? settle(watched, rule, { slot, before, span }, now) : [];
	});
}
