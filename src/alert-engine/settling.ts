import type { AlertEvent } from "../notifications/events.ts";
import { alertEvent } from "./alert-event.ts";
import type { Episode } from "./episode-store.ts";
import { type Span, silenceMs } from "./episodes.ts";
import { climb } from "./ladder.ts";
import { type AlertRule, type BeatRule, worst } from "./rules.ts";
import { reachMs, sightsOf } from "./sight.ts";
import { type News, newsOf, severityOf, toldBy } from "./telling.ts";
import type { Watched } from "./watched.ts";

/** The timers of an episode: its device has fallen silent; the next step of its ladder is due. */
export const quietTimer = ({ id }: Pick<Episode, "id">) => `quiet:${id}`;
export const isQuiet = (name: string) => name.startsWith("quiet:");
export const climbTimer = ({ id }: Pick<Episode, "id">) => `climb:${id}`;

const NEW = {
	extreme: null,
	told: "nothing",
	toldAt: null,
	step: 0,
	news: 0,
	acknowledgedBy: null,
	acknowledgedAt: null,
} as const;

const isSame = (one: Span, other: Span): boolean =>
	one.startedAt === other.startedAt &&
	one.openedAt === other.openedAt &&
	one.raisedAt === other.raisedAt &&
	one.closedAt === other.closedAt &&
	one.endedBy === other.endedBy;

/** The last reading that an episode shows: its end, or as far as people were told of it. */
const shownUntil = ({ openedAt, raisedAt, closedAt }: Span): number => closedAt ?? Math.max(openedAt, raisedAt ?? 0);

/** The value furthest from calm of the readings that an episode shows. */
function extremeOf({ readings, clock }: Watched, rule: BeatRule, slot: number, span: Span): number | null {
	const until = shownUntil(span);
	let extreme: number | null = null;
	for (const { at, value } of sightsOf(rule, readings.oldestFirst(slot, span.startedAt - reachMs(rule)), clock)) {
		if (at > until) break;
		if (at >= span.startedAt) extreme = extreme === null ? value : worst(rule, value, extreme);
	}
	return extreme;
}

/** What people were told, and from when on the ladder is climbed: anew, whoever has seen it, where it gets worse. */
function told(
	before: Omit<Episode, "id" | "version">,
	span: Span,
	news: readonly News[],
	rule: AlertRule,
	now: number,
) {
	const begins = news.some((item) => item !== "closed");
	return {
		told: toldBy(news, before.told, severityOf(span, rule.severity)),
		news: before.news + news.length,
		...(begins && { toldAt: now, step: 0, acknowledgedBy: null, acknowledgedAt: null }),
	};
}

/** Sets the timers that an open episode needs, and stops those of one that has ended or that somebody has seen. */
export function keepTimers(watched: Watched, rule: AlertRule, episode: Episode, lastAt: number): void {
	const { timers } = watched;
	const isOpen = episode.closedAt === null;
	if (isOpen && rule.kind !== "no_data") {
		if (timers.dueAt(quietTimer(episode)) === null) timers.set(quietTimer(episode), lastAt + silenceMs(rule) + 1);
	} else timers.drop(quietTimer(episode));
	const isClimbing = isOpen && episode.toldAt !== null && episode.acknowledgedAt === null;
	const next = isClimbing ? climb(rule.escalation, episode.step, episode.toldAt ?? 0, 0).nextAt : null;
	if (next === null) timers.drop(climbTimer(episode));
	else timers.set(climbTimer(episode), next);
}

/** What has become of an episode. */
interface Become {
	/** Null of a silence. */
	slot: number | null;
	/** The episode as it is known; null of a new one. */
	before: Episode | null;
	span: Span;
	/** The first reading that is another now (Unix ms), if any is. */
	changedFrom?: number;
}

/**
 * Keeps what has become of an episode, with its timers, and answers what people are to be told of it. The device's newest
 * reading says whether anything is fresh; of a silence, which has none, `now` does.
 */
export function settle(
	watched: Watched,
	rule: AlertRule,
	{ slot, before, span, changedFrom = Number.POSITIVE_INFINITY }: Become,
	now: number,
): AlertEvent[] {
	const lastAt = slot === null ? now : (watched.readings.newest(slot)?.at ?? now);
	const known = before ?? { ...NEW, ...span, ruleId: rule.id, ruleVersion: rule.version, slot };
	const news = newsOf(span, { told: known.told, severity: rule.severity, lastAt, now });
	const isKnown = before && isSame(before, span) && before.ruleVersion === rule.version;
	if (isKnown && news.length === 0 && changedFrom > shownUntil(span)) return [];
	// What never was has no worst value.
	const isShown = rule.kind !== "no_data" && slot !== null && span.endedBy !== "withdrawn";
	const extreme = isShown ? extremeOf(watched, rule, slot, span) : null;
	const { startedAt, openedAt, raisedAt, closedAt, endedBy } = span;
	const after = {
		...known,
		...{ startedAt, openedAt, raisedAt, closedAt, endedBy, ruleVersion: rule.version, extreme },
		...told(known, span, news, rule, now),
	};
	const kept = before ? watched.episodes.save(before, { ...before, ...after }) : watched.episodes.add(after);
	keepTimers(watched, rule, kept, lastAt);
	return news.map((item, index) => alertEvent(watched, rule, kept, item, known.news + index + 1));
}
