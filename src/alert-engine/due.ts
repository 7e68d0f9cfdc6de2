import type { AlertEvent } from "../notifications/events.ts";
import { escalation } from "./alert-event.ts";
import type { Episode } from "./episode-store.ts";
import { silenceMs } from "./episodes.ts";
import { climb } from "./ladder.ts";
import type { AlertRule } from "./rules.ts";
import { climbTimer, isQuiet, keepTimers, quietTimer, settle } from "./settling.ts";
import { listen } from "./silence.ts";
import type { Watched } from "./watched.ts";

/** The episode's device has said nothing for long: the episode ended with its last reading. */
function fallSilent(watched: Watched, rule: AlertRule, episode: Episode, now: number): AlertEvent[] {
	if (rule.kind === "no_data" || episode.slot === null) return [];
	const lastAt = Math.max(watched.readings.newest(episode.slot)?.at ?? 0, episode.openedAt);
	watched.timers.drop(quietTimer(episode));
	if (now - lastAt > silenceMs(rule)) {
		const span = { ...episode, closedAt: lastAt, endedBy: "silence" as const };
		return settle(watched, rule, { slot: episode.slot, before: episode, span }, now);
	}
	keepTimers(watched, rule, episode, lastAt);
	return [];
}

/** Nobody has acknowledged so far: calls whoever the ladder says. */
function escalate(watched: Watched, rule: AlertRule, episode: Episode, now: number): AlertEvent[] {
	const { due, next } = climb(rule.escalation, episode.step, episode.toldAt ?? now, now);
	const events = due.map((step, index) => escalation(watched, rule, episode, step, episode.step + index));
	const kept = watched.episodes.save(episode, { ...episode, step: next });
	keepTimers(watched, rule, kept, now);
	return events;
}

function fire(watched: Watched, name: string, now: number): AlertEvent[] {
	const { episodes, rules, timers } = watched;
	const [kind, id] = name.split(":");
	if (kind === "silence") {
		const rule = rules.byId(Number(id));
		if (rule?.isActive && rule.kind === "no_data") return listen(watched, rule, now);
		timers.drop(name);
		return [];
	}
	const episode = episodes.byId(Number(id));
	const rule = episode && rules.byId(episode.ruleId);
	if (!rule || episode.closedAt !== null) {
		timers.drop(name);
		return [];
	}
	return name === climbTimer(episode) ? escalate(watched, rule, episode, now) : fallSilent(watched, rule, episode, now);
}

/**
 * Does what is due, and answers what people are to be told of it. Call it within a transaction. Each timer is set again
 * or dropped, so what is done is due no more.
 */
export function fireTimers(watched: Watched, now: number): AlertEvent[] {
	const due = watched.timers.due(now);
	// Silence first: after an outage nobody is to be called for an episode of which nothing was heard since.
	const inTurn = [...due.filter(isQuiet), ...due.filter((name) => !isQuiet(name))];
	return inTurn.flatMap((name) => fire(watched, name, now));
}
