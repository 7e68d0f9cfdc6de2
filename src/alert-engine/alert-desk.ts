import type { AlertDetail, DescribedEpisode, RehearsedAlert, RuleChange, WrittenRule } from "../monitor/contract.ts";
import type { SlotReading } from "../monitor/reading-store.ts";
import type { AlertEvent } from "../notifications/events.ts";
import { type Acknowledgement, acknowledgement, MOST_EPISODES } from "./alert-event.ts";
import { fireTimers } from "./due.ts";
import { type Episode, EpisodeStore } from "./episode-store.ts";
import { rehearse } from "./rehearsal.ts";
import { RuleStore, type RuleVersion } from "./rule-store.ts";
import type { RuleDefinition } from "./rules.ts";
import { climbTimer } from "./settling.ts";
import { sinceOf, takeOver } from "./takeover.ts";
import { Timers } from "./timers.ts";
import { type Gone, missing, watch, withdraw } from "./watch.ts";
import type { Watched } from "./watched.ts";

/** How many of the readings that opened an alert are shown. */
const MOST_READINGS = 1_000;
const MOST_RULES = 20;

/** One patient's alert rules, episodes and timers. What changes something is called within a transaction. */
export class AlertDesk {
	readonly episodes: EpisodeStore;
	private readonly rules: RuleStore;
	private readonly timers: Timers;
	private readonly watched: Watched;
	private hasReported = false;

	constructor(sql: SqlStorage, patient: Omit<Watched, "rules" | "episodes" | "timers">) {
		this.rules = new RuleStore(sql);
		this.episodes = new EpisodeStore(sql);
		this.timers = new Timers(sql);
		this.watched = { ...patient, rules: this.rules, episodes: this.episodes, timers: this.timers };
	}

	/** What people are to be told of, now that these readings were stored. */
	take(stored: readonly SlotReading[], now: number): AlertEvent[] {
		return this.isFull() ? [] : watch(this.watched, stored, now);
	}

	/** The same, now that a device has no readings any more in a range of time. */
	miss(removed: Gone, now: number): AlertEvent[] {
		const looked = this.isFull() ? [] : missing(this.watched, removed, now);
		return [...looked, ...withdraw(this.watched, removed, now)];
	}

	/** Does what is due, and answers what people are to be told of it. */
	fire(now: number): AlertEvent[] {
		return fireTimers(this.watched, now);
	}

	/** When there is something to do though nobody calls (Unix ms), or null. */
	dueAt(): number | null {
		return this.timers.next();
	}

	/** The rules that are there, each in its newest version; or one, in all its versions, the newest first. */
	versions(id: number | null): RuleVersion[] {
		if (id !== null) return this.rules.history(id);
		return this.rules.all().flatMap((rule) => this.rules.history(rule.id)[0] ?? []);
	}

	/** Writes a rule: a new one, a new version, or its removal. An open episode ends, or goes on by the new version. */
	write(change: RuleChange, now: number): { written: WrittenRule; events: AlertEvent[] } {
		const { id, expected } = change;
		const author = change.by.actorId;
		const current = id === null ? undefined : this.rules.byId(id);
		if (id !== null && !current) return { written: { outcome: "no_rule" }, events: [] };
		if (expected !== null && current?.version !== expected) return { written: { outcome: "stale" }, events: [] };
		if (id === null && this.rules.all().length >= MOST_RULES)
			return { written: { outcome: "full", most: MOST_RULES }, events: [] };
		const definition = change.definition ?? current;
		if (!definition) return { written: { outcome: "no_rule" }, events: [] };
		const removes = change.definition === null;
		const version = (current?.version ?? 0) + 1;
		const since = sinceOf(this.watched, { ...definition, id: id ?? 0, version, since: 0 }, now);
		const rule = this.rules.save(definition, { id, version, since }, { author, at: now, removes });
		const events = takeOver(this.watched, removes ? { ...rule, isActive: false } : rule, now);
		return { written: { outcome: "written", version: { rule, author, at: now, isRemoved: removes } }, events };
	}

	/** What a rule would have found since an instant (Unix ms). */
	rehearse(definition: RuleDefinition, since: number, now: number): RehearsedAlert[] {
		return rehearse(this.watched, definition, since, now).map(({ slot, ...alert }) => ({
			...{ ...alert, device: slot === null ? null : this.watched.deviceName(slot) },
		}));
	}

	/** An episode with its rule, as that was then, and the readings that opened it. */
	detail(id: number): AlertDetail | undefined {
		const episode = this.episodes.byId(id);
		const known = episode && this.described(episode);
		if (!known) return undefined;
		const { slot, startedAt, openedAt } = episode;
		const readings = slot === null ? [] : this.watched.readings.between([slot], { from: startedAt, to: openedAt + 1 });
		return { ...known, readings: readings.slice(-MOST_READINGS), isTruncated: readings.length > MOST_READINGS };
	}

	/** An episode with what it was by, in words for people. */
	described(episode: Episode): DescribedEpisode | undefined {
		const { slot, ruleId, ruleVersion } = episode;
		const version = this.rules.history(ruleId).find(({ rule }) => rule.version === ruleVersion);
		return version && { episode, version, device: slot === null ? null : this.watched.deviceName(slot) };
	}

	/** Notes who has seen an open episode, which stops its ladder; whoever comes later changes nothing. */
	acknowledge(id: number, userId: number, now: number): Acknowledgement | "known" | "closed" | "no_alert" {
		const episode = this.episodes.byId(id);
		const rule = episode && this.described(episode)?.version.rule;
		if (!rule) return "no_alert";
		if (episode.closedAt !== null) return "closed";
		if (episode.acknowledgedAt !== null) return "known";
		this.episodes.save(episode, { ...episode, acknowledgedBy: userId, acknowledgedAt: now });
		this.timers.drop(climbTimer(episode));
		return acknowledgement(this.watched, rule, episode, { userId, at: now });
	}

	/** Whether there are as many episodes as the numbers of alerts leave room for; reports it, once. */
	private isFull(): boolean {
		const isFull = this.episodes.bounds().newest >= MOST_EPISODES;
		if (isFull && !this.hasReported) {
			this.hasReported = true;
			const { patientId } = this.watched;
			console.error(JSON.stringify({ level: "error", at: "monitor", error: "too many alerts", patient_id: patientId }));
		}
		return isFull;
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.rules.forget();
		this.timers.forget();
		this.episodes.forget();
	}
}
