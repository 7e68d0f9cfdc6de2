import type { AlertEvent } from "../notifications/events.ts";
import type { AlertStore, StoredEpisode } from "./alert-store.ts";
import { advance, canOpen, connects, type Episode, extremeOf, lookback, silence } from "./episodes.ts";
import type { ReadingStore, SlotReading } from "./reading-store.ts";
import { type AlertRule, alerts } from "./rules.ts";

interface Watched {
	patientId: number;
	alerts: AlertStore;
	readings: ReadingStore;
}

/**
 * Lets every rule look at what has just been stored; keeps the episodes that opened or closed and answers the events
 * that tell of them. Call it within the transaction that stored the readings.
 *
 * Each device's readings speak for themselves: one that lies on a table must not calm an alert of one that is worn.
 */
export function watch(watched: Watched, stored: readonly SlotReading[], now: number): AlertEvent[] {
	if (stored.length === 0) return [];
	return watched.alerts.rules().flatMap((rule) => {
		const last = watched.alerts.last(rule);
		return last?.closedAt === null ? follow(watched, rule, last, stored, now) : lookOut(watched, rule, stored, now);
	});
}

/** Goes on with an open episode: by its own device's readings, or past it where that device has fallen silent. */
function follow(
	watched: Watched,
	rule: AlertRule,
	open: StoredEpisode,
	stored: readonly SlotReading[],
	now: number,
): AlertEvent[] {
	const { readings } = watched;
	const own = stored.filter(({ slot, at }) => slot === open.slot && at > open.openedAt);
	if (own.length === 0) {
		const lastAt = readings.newest(open.slot)?.at ?? open.openedAt;
		if (lastAt >= now - silence(rule)) return [];
		const events = keep(watched, rule, open.slot, open, { ...open, closedAt: lastAt });
		return [...events, ...lookOut(watched, rule, stored, now)];
	}
	const from = Math.min(...own.map(({ at }) => at));
	const before = readings.newestFirst([open.slot], { from: open.openedAt, to: from }).next().value;
	const changed = advance(rule, readings.between([open.slot], { from }), open, now, before?.at);
	return changed.flatMap((episode) => keep(watched, rule, open.slot, open, episode));
}

/** Looks whether any of the devices that have just sent opens an episode. */
function lookOut(watched: Watched, rule: AlertRule, stored: readonly SlotReading[], now: number): AlertEvent[] {
	const from = Math.max(now - lookback(rule), (watched.alerts.last(rule)?.closedAt ?? 0) + 1);
	for (const slot of new Set(stored.map((reading) => reading.slot))) {
		const own = stored.filter((reading) => reading.slot === slot);
		if (!canOpen(rule, own, now)) continue;
		const changed = advance(rule, watched.readings.between([slot], { from }), null, now);
		if (changed.length > 0) return changed.flatMap((episode) => keep(watched, rule, slot, null, episode));
	}
	return [];
}

function keep(
	watched: Watched,
	rule: AlertRule,
	slot: number,
	open: StoredEpisode | null,
	episode: Episode,
): AlertEvent[] {
	const known = open?.openedAt === episode.openedAt ? open : null;
	const stored = known ?? begin(watched, rule, slot, episode);
	const events = known ? [] : [event("alert.opened", watched.patientId, rule, stored)];
	if (episode.closedAt === null) return events;
	const worst = extreme(watched, rule, slot, stored.startedAt, episode.closedAt);
	const closed = watched.alerts.close(rule, stored, episode.closedAt, worst);
	return [...events, event("alert.closed", watched.patientId, rule, closed)];
}

/** Stores a new episode with its real beginning: a run may reach further back than what was looked at. */
function begin(watched: Watched, rule: AlertRule, slot: number, episode: Episode): StoredEpisode {
	const from = (watched.alerts.last(rule)?.closedAt ?? 0) + 1;
	let { startedAt } = episode;
	for (const { at, bpm } of watched.readings.newestFirst([slot], { from, to: startedAt })) {
		if (!alerts(rule, bpm) || !connects(rule, at, startedAt)) break;
		startedAt = at;
	}
	const worst = extreme(watched, rule, slot, startedAt, episode.openedAt);
	return watched.alerts.open(rule, slot, { ...episode, startedAt }, worst);
}

function extreme({ readings }: Watched, rule: AlertRule, slot: number, from: number, to: number): number {
	return extremeOf(rule, readings.newestFirst([slot], { from, to: to + 1 })) ?? rule.threshold;
}

function event(type: AlertEvent["type"], patientId: number, rule: AlertRule, episode: StoredEpisode): AlertEvent {
	const shared = {
		event_id: `${type}:${patientId}:${episode.id}`,
		patient_id: patientId,
		episode_id: episode.id,
		kind: rule.kind,
		severity: rule.severity,
		threshold: rule.threshold,
		sustained_minutes: rule.sustainedMinutes,
		started_at: new Date(episode.startedAt).toISOString(),
		opened_at: new Date(episode.openedAt).toISOString(),
		extreme: episode.extreme,
	};
	if (type === "alert.opened") return { type, ...shared };
	return { type, ...shared, closed_at: new Date(episode.closedAt ?? 0).toISOString() };
}
