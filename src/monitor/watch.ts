import type { NotificationEvent } from "../notifications/events.ts";
import type { AlertStore, StoredEpisode } from "./alert-store.ts";
import { advance, type Episode, extremeOf, lookback, matters } from "./episodes.ts";
import type { ReadingStore } from "./reading-store.ts";
import type { AlertRule } from "./rules.ts";

interface Beat {
	at: number;
	bpm: number;
}

interface Watched {
	patientId: number;
	alerts: AlertStore;
	readings: ReadingStore;
	slots: readonly number[];
}

/**
 * Lets every rule look at what has just been stored; keeps the episodes that opened or closed and answers the events
 * that tell of them. Call it within the transaction that stored the readings.
 */
export function watch(watched: Watched, stored: readonly Beat[], now: number): NotificationEvent[] {
	return watched.alerts.rules().flatMap((rule) => {
		const last = watched.alerts.last(rule);
		const open = last?.closedAt === null ? last : null;
		if (!matters(rule, stored, open, now)) return [];
		const from = open ? firstAfter(stored, open.openedAt) : Math.max(now - lookback(rule), (last?.closedAt ?? 0) + 1);
		const readings = watched.readings.between(watched.slots, { from });
		return advance(rule, readings, open, now).flatMap((episode) => keep(watched, rule, open, episode));
	});
}

const firstAfter = (stored: readonly Beat[], instant: number): number =>
	Math.min(...stored.map(({ at }) => at).filter((at) => at > instant));

function keep(watched: Watched, rule: AlertRule, open: StoredEpisode | null, episode: Episode): NotificationEvent[] {
	const { alerts, patientId } = watched;
	const known = open?.openedAt === episode.openedAt ? open : null;
	const stored = known ?? alerts.open(rule, episode, extreme(watched, rule, episode.startedAt, episode.openedAt));
	const events = known ? [] : [event("alert.opened", patientId, rule, stored)];
	if (episode.closedAt === null) return events;
	const worst = extreme(watched, rule, episode.startedAt, episode.closedAt);
	const closed = alerts.close(rule, stored, episode.closedAt, worst);
	return [...events, event("alert.closed", patientId, rule, closed)];
}

function extreme({ readings, slots }: Watched, rule: AlertRule, from: number, to: number): number {
	return extremeOf(rule, readings.between(slots, { from, to: to + 1 })) ?? rule.threshold;
}

function event(
	type: NotificationEvent["type"],
	patientId: number,
	rule: AlertRule,
	episode: StoredEpisode,
): NotificationEvent {
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
