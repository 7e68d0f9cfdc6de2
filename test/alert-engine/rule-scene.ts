import { advance, atRest, remaining, type Span } from "../../src/alert-engine/episodes.ts";
import { type BeatDefinition, type BeatRule, DEFAULT_RULES } from "../../src/alert-engine/rules.ts";
import { sightsOf, type WallClock } from "../../src/alert-engine/sight.ts";

export interface Beat {
	at: number;
	bpm: number;
}

const KEPT = { id: 1, version: 1, since: 0 };

/** The default rule of a kind; of a swing, one of more than 40 bpm for a minute. */
export function beatRule(kind: BeatDefinition["kind"]): BeatRule {
	const found = DEFAULT_RULES.find((candidate) => candidate.kind === kind) ?? DEFAULT_RULES[0];
	if (!found) throw new Error("no default rule");
	const swing = { threshold: 40, clearThreshold: 20, criticalThreshold: 80, sustainedMinutes: 1 };
	return { ...found, ...(kind === "change" && swing), kind, ...KEPT };
}

/** The episodes that one look at all the readings gives, as they are at `now`. */
export function episodesOf(rule: BeatRule, beats: readonly Beat[], now: number, clock: WallClock): Span[] {
	const standing = atRest();
	const sorted = beats.filter(({ at }) => at >= rule.since).sort((one, other) => one.at - other.at);
	const spans = [...sightsOf(rule, sorted, clock)].flatMap((sight) => advance(rule, standing, sight) ?? []);
	const last = remaining(rule, standing, now);
	return last ? [...spans, last] : spans;
}
