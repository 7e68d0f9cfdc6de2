import type { AlertEvent } from "../notifications/events.ts";
import type { Episode } from "./episode-store.ts";
import { runMs, type Span, silenceMs } from "./episodes.ts";
import type { SlotReading } from "./reading-store.ts";
import { type Beats, type Changed, reconcile, retrace } from "./retrace.ts";
import { type AlertRule, type BeatRule, beyond, MINUTE_MS } from "./rules.ts";
import { settle } from "./settling.ts";
import { heard, newestAt, silenceTimer } from "./silence.ts";
import type { Watched } from "./watched.ts";

const HOUR_MS = 3_600_000;

/** Readings of one device that have changed, close enough together to be looked at in one go. */
interface Stretch extends Changed {
	slot: number;
	rates: number[];
}

function stretchesOf(changed: readonly SlotReading[]): Stretch[] {
	const stretches: Stretch[] = [];
	for (const { slot, at, bpm } of changed.toSorted((a, b) => a.slot - b.slot || a.at - b.at)) {
		const last = stretches.at(-1);
		if (last?.slot === slot && at - last.to <= HOUR_MS) {
			last.to = at;
			last.rates.push(bpm);
		} else stretches.push({ slot, from: at, to: at, rates: [bpm] });
	}
	return stretches;
}

const beatsOf = ({ readings }: Watched, slot: number): Beats => ({
	from: (from) => readings.oldestFirst(slot, from),
	before: (before) => readings.newestFirst([slot], { to: before }).next().value?.at ?? null,
});

/** Whether changed readings can make a difference to a rule: calm ones only to the episodes that they lie in. */
function matters(rule: BeatRule, { to, rates }: Stretch, known: readonly Episode[]): boolean {
	if (rule.kind === "change" || known.some(({ startedAt }) => startedAt <= to)) return true;
	return rates.some((bpm) => beyond(rule, bpm, rule.threshold));
}

/** The episodes of this version that a change can reach: an older version's stay what they were. */
function reachable({ episodes }: Watched, rule: BeatRule, { slot, from }: Pick<Stretch, "slot" | "from">): Episode[] {
	const earliest = from - Math.max(silenceMs(rule), runMs(rule));
	const found = episodes.between(rule.id, slot, earliest, Number.MAX_SAFE_INTEGER);
	return found.filter(({ ruleVersion }) => ruleVersion === rule.version);
}

/** Looks at what can have changed, if anything can. */
function glance(watched: Watched, rule: BeatRule, stretch: Stretch, now: number): AlertEvent[] {
	const from = Math.max(stretch.from, rule.since);
	if (stretch.to < from) return [];
	const known = reachable(watched, rule, { ...stretch, from });
	return matters(rule, stretch, known) ? look(watched, rule, { ...stretch, from }, known, now) : [];
}

/** Looks at one device's readings anew, and keeps what has become of the episodes. */
function look(
	watched: Watched,
	rule: BeatRule,
	{ slot, ...changed }: Changed & { slot: number },
	known: readonly Episode[],
	now: number,
): AlertEvent[] {
	const found = reconcile(retrace(rule, known, changed, beatsOf(watched, slot), watched.clock, now));
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

/** From when on a new version of a rule looks: as far back as it may page, and not at what an older one has ended. */
export function sinceOf(watched: Watched, definition: AlertRule, now: number): number {
	if (definition.kind === "no_data") return now;
	const earliest = now - silenceMs(definition) - runMs(definition);
	const ends = watched
		.slots()
		.flatMap((slot) =>
			watched.episodes.between(definition.id, slot, earliest, now).map(({ closedAt }) => closedAt ?? earliest),
		);
	return Math.max(earliest, ...ends.map((at) => at + 1));
}

/**
 * Puts a new version of a rule in force: an episode that is open goes on if it would be open by this version too, else
 * it ends now; and what is there to be seen of the last minutes is looked at. Within the transaction that saved it.
 */
export function takeOver(watched: Watched, rule: AlertRule, now: number): AlertEvent[] {
	const open = watched.episodes.open(rule.id);
	const ended = open.flatMap((before) => {
		const goesOn = rule.isActive ? continued(watched, rule, before, now) : null;
		const span = goesOn ?? { ...before, closedAt: now, endedBy: "rule" as const };
		return settle(watched, rule, { slot: before.slot, before, span }, now);
	});
	if (rule.kind === "no_data") watched.timers.drop(silenceTimer(rule));
	if (!rule.isActive) return ended;
	if (rule.kind === "no_data") return [...ended, ...heard(watched, rule, newestAt(watched), now)];
	const free = watched.slots().filter((slot) => !open.some((episode) => episode.slot === slot));
	const all = { from: rule.since, to: Number.MAX_SAFE_INTEGER };
	return [...ended, ...free.flatMap((slot) => look(watched, rule, { ...all, slot }, [], now))];
}

/** What an open episode is by another version of its rule; null where it would not be open. */
function continued(watched: Watched, rule: AlertRule, episode: Episode, now: number): Span | null {
	if (rule.kind === "no_data") return now - episode.startedAt >= rule.sustainedMinutes * MINUTE_MS ? episode : null;
	if (episode.slot === null) return null;
	const whole = { from: episode.startedAt, to: Number.MAX_SAFE_INTEGER };
	const since = { ...rule, since: episode.startedAt };
	const last = retrace(since, [], whole, beatsOf(watched, episode.slot), watched.clock, now).spans.at(-1);
	return last?.closedAt === null ? { ...last, startedAt: episode.startedAt } : null;
}
