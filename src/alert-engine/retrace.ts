import { advance, atRest, remaining, runMs, type Span, type Standing, silenceMs } from "./episodes.ts";
import type { BeatRule } from "./rules.ts";
import { reachMs, sightsOf, type WallClock } from "./sight.ts";

interface Beat {
	at: number;
	bpm: number;
}

/** One device's readings. */
export interface Beats {
	/** From an instant on, oldest first; read only as far as it is asked for. */
	from(at: number): Iterable<Beat>;
	/** The instant of the newest one before this instant. */
	before(at: number): number | null;
}

/** From the first to the last reading that is new or another now. Unix ms, both included. */
export interface Changed {
	from: number;
	to: number;
}

/** What the episodes of a stretch of time are now, instead of those that were known of it. */
export interface Retraced<S extends Span> {
	spans: Span[];
	replaced: S[];
	/** The last reading that was looked at: what is known must reach as far. */
	until: number;
}

/** Where no calm reading ended it, a reading that comes later can show that it went on. */
const mayGoOn = (endedBy: Span["endedBy"]): boolean => endedBy === "silence" || endedBy === "hours";

/** Whether an episode that opened before `at` was open then, or would be if there were a reading at `at`. */
function goesOn(rule: BeatRule, { closedAt, endedBy }: Span, at: number): boolean {
	if (closedAt === null || closedAt >= at) return true;
	return mayGoOn(endedBy) && at - closedAt <= silenceMs(rule);
}

/** Whether the episode was open after its device's reading at `at`. */
const isOpenAfter = ({ openedAt, closedAt, endedBy }: Span, at: number): boolean =>
	openedAt <= at && (closedAt === null || closedAt > at || (closedAt === at && mayGoOn(endedBy)));

/** Where to begin, and how the rule stood there: before the change, nothing is different from what is known. */
function beginning(rule: BeatRule, previous: Span | undefined, changed: Changed, beats: Beats) {
	const standing = atRest();
	const asFarAsARun = changed.from - runMs(rule);
	if (!previous || !goesOn(rule, previous, changed.from)) {
		return { from: Math.max(rule.since, (previous?.closedAt ?? Number.MIN_SAFE_INTEGER) + 1, asFarAsARun), standing };
	}
	const raisedAt = previous.raisedAt !== null && previous.raisedAt < changed.from ? previous.raisedAt : null;
	standing.open = { ...previous, raisedAt, closedAt: null, endedBy: null };
	// The last reading after which it was open for sure: what follows an end by silence or by the hours is to be seen anew.
	const before = Math.min(beats.before(changed.from) ?? previous.openedAt, previous.closedAt ?? changed.from);
	const watchesRaise = rule.criticalThreshold !== null && raisedAt === null;
	// A critical run can begin within the run that opened the episode, and never becomes long enough before that does.
	return { from: watchesRaise ? Math.max(previous.startedAt, Math.min(before, asFarAsARun)) : before, standing };
}

/** Joins an open episode with the known one from where on both go the same way. */
function joined(open: Span, known: Span, at: number): Span {
	const raisedLater = known.raisedAt !== null && known.raisedAt > at ? known.raisedAt : null;
	return { ...open, raisedAt: open.raisedAt ?? raisedLater, closedAt: known.closedAt, endedBy: known.endedBy };
}

/** Whether the rule has come to stand where it is known to have stood, so that all that follows is known as well. */
function meets({ open, run, critical }: Standing, known: Span | undefined, at: number): boolean {
	if (!open || !known) return !open && !known && run === null;
	const wasRaised = known.raisedAt !== null && known.raisedAt <= at;
	return open.raisedAt !== null || (critical === null && !wasRaised);
}

/**
 * The episodes of one rule around readings of one device that have changed: from the last instant at which nothing is
 * different to the first from which on nothing is. `known` are the device's episodes so far, in order. Over and over,
 * after whatever batches in whatever order, it comes to what one look at all the readings gives.
 */
export function retrace<S extends Span>(
	rule: BeatRule,
	known: readonly S[],
	changed: Changed,
	beats: Beats,
	clock: WallClock,
	now: number,
): Retraced<S> {
	const previous = known.findLast(({ openedAt }) => openedAt < changed.from);
	const { from, standing } = beginning(rule, previous, changed, beats);
	const first = standing.open ? (previous?.startedAt ?? from) : from;
	const within = (end: number) =>
		known.filter((span) => span.startedAt <= end && (span.closedAt ?? Number.POSITIVE_INFINITY) >= first);
	const settled = changed.to + reachMs(rule);
	const spans: Span[] = [];
	let until = from;
	for (const sight of sightsOf(rule, beats.from(from - reachMs(rule)), clock)) {
		if (sight.at < from) continue;
		until = sight.at;
		const ended = advance(rule, standing, sight);
		if (ended) spans.push(ended);
		if (sight.at <= settled) continue;
		const same = known.find((span) => isOpenAfter(span, sight.at));
		if (!meets(standing, same, sight.at)) continue;
		if (standing.open && same) spans.push(joined(standing.open, same, sight.at));
		return { spans, replaced: within(sight.at), until };
	}
	const last = remaining(rule, standing, now);
	return { spans: last ? [...spans, last] : spans, replaced: within(Number.POSITIVE_INFINITY), until };
}

/** What to do with the episodes that are known. */
export interface Reconciled<S extends Span> {
	/** The same episode, perhaps another beginning or end. */
	kept: { known: S; span: Span }[];
	begun: Span[];
	/** By what the readings say now there never was one. */
	withdrawn: S[];
}

/** Finds for each episode the known one that it is: the first that overlaps it. */
export function reconcile<S extends Span>({ spans, replaced }: Pick<Retraced<S>, "spans" | "replaced">): Reconciled<S> {
	const left = new Set(replaced);
	const end = ({ closedAt }: Span) => closedAt ?? Number.POSITIVE_INFINITY;
	const kept: Reconciled<S>["kept"] = [];
	const begun: Span[] = [];
	for (const span of spans) {
		const known = replaced.find(
			(candidate) => left.has(candidate) && candidate.startedAt <= end(span) && end(candidate) >= span.startedAt,
		);
		if (known) {
			left.delete(known);
			kept.push({ known, span });
		} else begun.push(span);
	}
	return { kept, begun, withdrawn: [...left] };
}
