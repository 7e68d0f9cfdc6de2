import { advance, atRest, type Ended, remaining } from "./episodes.ts";
import { type BeatRule, MINUTE_MS, type RuleDefinition, type SilenceRule } from "./rules.ts";
import { reachMs, sightsOf, watchedFrom } from "./sight.ts";
import type { Watched } from "./watched.ts";

/** What a rule would have found. Times in Unix ms. */
export interface Rehearsed {
	/** Null of a silence. */
	slot: number | null;
	startedAt: number;
	openedAt: number;
	raisedAt: number | null;
	/** Null where it would still be open. */
	closedAt: number | null;
	endedBy: Ended | null;
}

type Looked = Pick<Watched, "readings" | "clock" | "slots">;

function ofDevice({ readings, clock }: Looked, rule: BeatRule, slot: number, now: number): Rehearsed[] {
	const standing = atRest();
	const found: Rehearsed[] = [];
	for (const sight of sightsOf(rule, readings.oldestFirst(slot, rule.since - reachMs(rule)), clock)) {
		if (sight.at < rule.since) continue;
		const ended = advance(rule, standing, sight);
		if (ended) found.push({ ...ended, slot });
	}
	const last = remaining(rule, standing, now);
	return last ? [...found, { ...last, slot }] : found;
}

function silences(looked: Looked, rule: SilenceRule, now: number): Rehearsed[] {
	const found: Rehearsed[] = [];
	let last: number | null = null;
	const gap = (startedAt: number, end: number, isOver: boolean) => {
		const openedAt = watchedFrom(rule.hours, looked.clock, startedAt + rule.sustainedMinutes * MINUTE_MS, end);
		const ended = isOver ? ({ closedAt: end, endedBy: "data" } as const) : { closedAt: null, endedBy: null };
		if (openedAt !== null) found.push({ slot: null, startedAt, openedAt, raisedAt: null, ...ended });
	};
	for (const { at } of looked.readings.newestFirst(looked.slots(), { from: rule.since })) {
		gap(at, last ?? now, last !== null);
		last = at;
	}
	return found.reverse();
}

/**
 * What a rule would have found from an instant on, had it been in force, by the readings that are there: nothing is
 * kept, nobody is told. In order of time.
 */
export function rehearse(looked: Looked, definition: RuleDefinition, since: number, now: number): Rehearsed[] {
	const kept = { id: 0, version: 1, since };
	if (definition.kind === "no_data") return silences(looked, { ...definition, ...kept }, now);
	const rule = { ...definition, ...kept };
	const found = looked.slots().flatMap((slot) => ofDevice(looked, rule, slot, now));
	return found.sort((one, other) => one.openedAt - other.openedAt);
}
