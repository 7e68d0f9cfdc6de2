import type { AlertEvent } from "../notifications/events.ts";
import type { Episode } from "./episode-store.ts";
import type { AlertRule, Step } from "./rules.ts";
import { type News, severityOf } from "./telling.ts";
import type { Watched } from "./watched.ts";

/** An alert's number in the whole clinic: the patient's, and the episode's within the patient's object. */
const EPISODES = 1_000_000;
/** A patient with so many is watched no more: what one batch of readings can open still fits below the next patient's. */
export const MOST_EPISODES = 900_000;
export const alertId = (patientId: number, episodeId: number): number => patientId * EPISODES + episodeId;
export const patientOf = (alert: number): number => Math.floor(alert / EPISODES);
export const episodeOf = (alert: number): number => alert % EPISODES;

const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function facts({ patientId, deviceName }: Watched, rule: AlertRule, episode: Episode) {
	return {
		patient_id: patientId,
		alert_id: alertId(patientId, episode.id),
		episode_id: episode.id,
		rule_id: rule.id,
		rule_version: rule.version,
		kind: rule.kind,
		severity: severityOf(episode, rule.severity),
		threshold: rule.kind === "no_data" ? null : rule.threshold,
		sustained_minutes: rule.sustainedMinutes,
		window_minutes: rule.kind === "change" ? rule.windowMinutes : null,
		device: episode.slot === null ? null : deviceName(episode.slot),
		started_at: new Date(episode.startedAt).toISOString(),
		opened_at: new Date(episode.openedAt).toISOString(),
		closed_at: isoOrNull(episode.closedAt),
		ended_by: episode.endedBy,
		extreme: episode.extreme,
	};
}

/** What is told of an episode; `number` makes it one of its own among all that is told of it. */
export function alertEvent(
	watched: Watched,
	rule: AlertRule,
	episode: Episode,
	news: News,
	number: number,
): AlertEvent {
	const event_id = `alert:${watched.patientId}:${episode.id}:${number}`;
	return { type: `alert.${news}`, event_id, ...facts(watched, rule, episode) };
}

/** That somebody has seen to an alert: of concern to those who have it before their eyes, and to no inbox. */
export type Acknowledgement = Omit<AlertEvent, "type"> & {
	type: "alert.acknowledged";
	acknowledged_by: number;
	acknowledged_at: string;
};

/** What is told of alerts to those who watch live. */
export type WatchedEvent = AlertEvent | Acknowledgement;

/** It can happen once between one news of an episode and the next. */
export function acknowledgement(
	watched: Watched,
	rule: AlertRule,
	episode: Episode,
	by: { userId: number; at: number },
): Acknowledgement {
	const event_id = `alert:${watched.patientId}:${episode.id}:${episode.news}:acknowledged`;
	const seen = { acknowledged_by: by.userId, acknowledged_at: new Date(by.at).toISOString() };
	return { type: "alert.acknowledged", event_id, ...seen, ...facts(watched, rule, episode) };
}

/** A step of the ladder: `number` is its place on it. */
export function escalation(
	watched: Watched,
	rule: AlertRule,
	episode: Episode,
	{ to, channel, afterMinutes }: Step,
	number: number,
): AlertEvent {
	const event_id = `alert:${watched.patientId}:${episode.id}:${episode.news}:step:${number}`;
	const step = { step: number + 1, to, channel, after_minutes: afterMinutes };
	return { type: "alert.escalated", event_id, ...step, ...facts(watched, rule, episode) };
}
