import { dateOf, type LocalDays } from "../monitor/local-days.ts";
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

/** What a rule would have found, counted. */
export interface Tally<T> {
	count: number;
	minutes: number;
	/** By the local day on which it opened, in order of time. */
	days: { date: string; count: number; minutes: number }[];
	/** The newest of them, oldest first, and how long each went on. */
	alerts: (T & { minutes: number })[];
}

/** So many of the alerts are shown; all of them are counted. */
const MOST_ALERTS = 1_000;

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

/** Counts what was found, in order of time; minutes are to a tenth. What is open still counts until now. */
export function tally<T extends Pick<Rehearsed, "openedAt" | "closedAt">>(
	found: readonly T[],
	local: LocalDays,
	now: number,
): Tally<T> {
	const tenthsOf = ({ openedAt, closedAt }: T) => Math.round(((closedAt ?? now) - openedAt) / (MINUTE_MS / 10));
	const sum = (some: readonly T[]) => some.reduce((tenths, one) => tenths + tenthsOf(one), 0) / 10;
	const byDay = Map.groupBy(found, ({ openedAt }) => local.dayAt(openedAt));
	return {
		count: found.length,
		minutes: sum(found),
		days: [...byDay].map(([day, some]) => ({ date: dateOf(day), count: some.length, minutes: sum(some) })),
		alerts: found.slice(-MOST_ALERTS).map((one) => ({ ...one, minutes: tenthsOf(one) / 10 })),
	};
}
