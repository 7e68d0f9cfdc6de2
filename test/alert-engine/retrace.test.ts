import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Span } from "../../src/alert-engine/episodes.ts";
import { type Beats, reconcile, retrace } from "../../src/alert-engine/retrace.ts";
import type { BeatRule } from "../../src/alert-engine/rules.ts";
import { type Beat, beatRule, episodesOf } from "./rule-scene.ts";

const NOON = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;

/** Seven hours of it are watched; the clock of this patient shows UTC. */
const clock = (at: number) => Math.floor(at / MINUTE) % 1440;
const RULES: Record<string, BeatRule> = {
	above: beatRule("above"),
	below: beatRule("below"),
	change: beatRule("change"),
	"without a wait": { ...beatRule("above"), sustainedMinutes: 0 },
	"with its hours": { ...beatRule("above"), hours: { from: 12 * 60 + 20, to: 13 * 60 } },
	"with long gaps": { ...beatRule("above"), maxGapMinutes: 20 },
	"from a moment on": { ...beatRule("above"), since: NOON + 17 * MINUTE },
};

/** What an object keeps: the readings of one device, and the episodes of one rule. */
class Kept {
	private readonly rule: BeatRule;
	private beats: Beat[] = [];
	episodes: Span[] = [];

	constructor(rule: BeatRule) {
		this.rule = rule;
	}

	take(batch: readonly Beat[], now: number): void {
		const changed = batch.filter(({ at, bpm }) => !this.beats.some((beat) => beat.at === at && beat.bpm === bpm));
		if (changed.length === 0) return;
		const moments = new Set(changed.map(({ at }) => at));
		this.beats = [...this.beats.filter(({ at }) => !moments.has(at)), ...changed].sort((a, b) => a.at - b.at);
		this.look(moments, now);
	}

	/** Takes all readings from one instant to another away, both included. */
	remove(from: number, to: number, now: number): void {
		const removed = this.beats.filter(({ at }) => at >= from && at <= to);
		if (removed.length === 0) return;
		this.beats = this.beats.filter(({ at }) => at < from || at > to);
		this.look(new Set(removed.map(({ at }) => at)), now);
	}

	readings(): readonly Beat[] {
		return this.beats;
	}

	private look(moments: ReadonlySet<number>, now: number): void {
		const stretch = { from: Math.min(...moments), to: Math.max(...moments) };
		const { kept, begun, withdrawn } = reconcile(retrace(this.rule, this.episodes, stretch, this.source(), clock, now));
		const gone = new Set([...withdrawn, ...kept.map(({ known }) => known)]);
		this.episodes = [...this.episodes.filter((known) => !gone.has(known)), ...kept.map(({ span }) => span), ...begun];
		this.episodes.sort((a, b) => a.openedAt - b.openedAt);
	}

	private source(): Beats {
		return {
			from: (from) => this.beats.filter(({ at }) => at >= from),
			before: (before) => this.beats.findLast(({ at }) => at < before)?.at ?? null,
		};
	}
}

/** Rates that cross the thresholds often, at a pace that leaves gaps and silences. */
const beats = fc
	.array(
		fc.record({
			step: fc.oneof(
				{ weight: 12, arbitrary: fc.integer({ min: 20, max: 100 }) },
				{ weight: 2, arbitrary: fc.integer({ min: 100, max: 300 }) },
				{ weight: 1, arbitrary: fc.integer({ min: 800, max: 1300 }) },
			),
			bpm: fc.constantFrom(30, 40, 44, 48, 80, 111, 121, 130, 130, 130, 160, 160),
			repeats: fc.integer({ min: 1, max: 9 }),
		}),
		{ minLength: 1, maxLength: 25 },
	)
	.map((runs) => {
		let at = NOON;
		return runs.flatMap(({ step, bpm, repeats }) =>
			Array.from({ length: repeats }, () => {
				at += step * 1000;
				return { at, bpm };
			}),
		);
	});

/** The readings in any order, cut into any batches. */
const arrivals = beats.chain((all) =>
	fc
		.tuple(
			fc.shuffledSubarray(all, { minLength: all.length }),
			fc.array(fc.integer({ min: 1, max: 12 }), { minLength: all.length, maxLength: all.length }),
			fc.constantFrom("shuffled", "in order", "backwards"),
		)
		.map(([shuffled, sizes, order]) => {
			const queue = order === "shuffled" ? shuffled : order === "in order" ? [...all] : [...all].reverse();
			const batches: Beat[][] = [];
			for (const size of sizes) if (queue.length > 0) batches.push(queue.splice(0, size));
			return { all, batches };
		}),
);

describe.each(Object.entries(RULES))("a rule %s", (_, rule) => {
	it("comes to the same episodes in any order and any batches", () => {
		fc.assert(
			fc.property(arrivals, ({ all, batches }) => {
				const now = (all.at(-1)?.at ?? NOON) + MINUTE;
				const kept = new Kept(rule);
				for (const batch of batches) kept.take(batch, Math.max(...batch.map(({ at }) => at)));
				kept.take([{ at: now, bpm: 80 }], now);
				expect(kept.episodes).toEqual(episodesOf(rule, [...all, { at: now, bpm: 80 }], now, clock));
			}),
			{ numRuns: 400 },
		);
	});

	it("comes to the episodes of the corrected readings after corrections", () => {
		const corrected = fc.tuple(arrivals, fc.array(fc.tuple(fc.nat(), fc.constantFrom(40, 80, 115, 130, 160))));
		fc.assert(
			fc.property(corrected, ([{ all, batches }, corrections]) => {
				const now = (all.at(-1)?.at ?? NOON) + MINUTE;
				const kept = new Kept(rule);
				for (const batch of batches) kept.take(batch, now);
				const final = new Map<number, number>(all.map(({ at, bpm }) => [at, bpm]));
				for (const [index, bpm] of corrections) {
					const at = all[index % all.length]?.at ?? NOON;
					final.set(at, bpm);
					kept.take([{ at, bpm }], now);
				}
				const read = [...final].map(([at, bpm]) => ({ at, bpm }));
				expect(kept.episodes).toEqual(episodesOf(rule, read, now, clock));
			}),
			{ numRuns: 200 },
		);
	});

	it("comes to the episodes of the readings that are left after others were erased", () => {
		const erased = fc.tuple(arrivals, fc.array(fc.tuple(fc.nat(), fc.nat(40)), { minLength: 1, maxLength: 4 }));
		fc.assert(
			fc.property(erased, ([{ all, batches }, stretches]) => {
				const now = (all.at(-1)?.at ?? NOON) + MINUTE;
				const kept = new Kept(rule);
				const half = Math.ceil(batches.length / 2);
				for (const batch of batches.slice(0, half)) kept.take(batch, now);
				for (const [first, length] of stretches) {
					const at = (index: number) => all[Math.min(index, all.length - 1)]?.at ?? NOON;
					kept.remove(at(first % all.length), at((first % all.length) + length), now);
				}
				expect(kept.episodes).toEqual(episodesOf(rule, kept.readings(), now, clock));
				for (const batch of batches.slice(half)) kept.take(batch, now);
				expect(kept.episodes).toEqual(episodesOf(rule, kept.readings(), now, clock));
			}),
			{ numRuns: 400 },
		);
	});
});
