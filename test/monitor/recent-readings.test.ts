import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeReadings, type Reading } from "../../src/monitor/chunk.ts";
import type { SlotReading } from "../../src/monitor/reading-store.ts";
import { RecentReadings } from "../../src/monitor/recent-readings.ts";

/** The readings of three devices, and what is remembered of them. */
class Stored {
	readonly recent = new RecentReadings();
	private readonly bySlot: Reading[][] = [[], [], []];

	/** Newest first; of one instant in the order of the devices. */
	all(): SlotReading[] {
		const all = this.bySlot.flatMap((readings, slot) => readings.map((reading) => ({ ...reading, slot })));
		return all.sort((a, b) => b.at - a.at || a.slot - b.slot);
	}

	store(slot: number, readings: readonly Reading[]): void {
		const merged = mergeReadings(this.bySlot[slot] ?? [], readings);
		this.bySlot[slot] = merged.readings;
		this.recent.stored(slot, merged.fates);
	}

	/** What is asked for is remembered: it may be looked up only where it is not. */
	isRemembered(): boolean {
		let isLookedUp = false;
		const all = this.all();
		function* lookUp() {
			isLookedUp = true;
			yield* all;
		}
		this.recent.of(lookUp());
		return !isLookedUp;
	}
}

const reading = (at: number, bpm = 60): Reading => ({ at, bpm, arrived: 0, change: 0 });

/** Batches about a present that goes on: many at the same instants, some corrected, some late. */
const batch = fc.record({
	slot: fc.nat(2),
	readings: fc.array(fc.record({ by: fc.integer({ min: -20, max: 25 }), bpm: fc.integer({ min: 60, max: 61 }) }), {
		...{ minLength: 1, maxLength: 30, size: "max" },
	}),
	order: fc.constantFrom("as they come", "in order", "one by one"),
	isAsked: fc.boolean(),
});

describe("the newest readings in memory", () => {
	it("are the first of all that are stored, and all of the last one's instant, whatever came in between", () => {
		fc.assert(
			fc.property(fc.array(batch, { maxLength: 40, size: "max" }), (batches) => {
				const stored = new Stored();
				let now = 1000;
				for (const { slot, readings, order, isAsked } of batches) {
					const measured = readings.map(({ by, bpm }) => reading(now + by, bpm));
					if (order === "in order") measured.sort((a, b) => a.at - b.at);
					if (order === "one by one") for (const one of measured) stored.store(slot, [one]);
					else stored.store(slot, measured);
					now += 10;
					if (!isAsked) continue;
					const all = stored.all();
					const few = stored.recent.of(all);
					expect(few).toEqual(all.slice(0, few.length));
					expect(few.length).toBeGreaterThanOrEqual(Math.min(40, all.length));
					expect(all[few.length]?.at).not.toBe(few.at(-1)?.at);
				}
			}),
		);
	});

	it("take in what a watch goes on to send, without being looked up", () => {
		const stored = new Stored();
		expect(stored.isRemembered()).toBe(false);
		stored.store(0, [reading(1)]);
		expect(stored.isRemembered()).toBe(false);
		for (let at = 2; at < 200; at++) {
			stored.store(at % 3, [reading(at)]);
			expect(stored.isRemembered()).toBe(true);
		}
		// Too old to be among them, or known already.
		stored.store(0, [reading(3, 99), reading(0), reading(198)]);
		expect(stored.isRemembered()).toBe(true);
		expect(stored.recent.of([])).toEqual(stored.all().slice(0, 40));
	});

	it.each<[string, Reading[]]>([
		["a correction", [reading(100, 99)]],
		["one that comes late", [reading(95.5)]],
		["another device's of the same instant", [reading(99)]],
		["a correction of what came in the same batch", [reading(101, 60), reading(101, 61)]],
	])("are looked up anew after %s", (_, readings) => {
		const stored = new Stored();
		for (let at = 1; at <= 100; at++) stored.store(at % 2, [reading(at)]);
		stored.recent.of(stored.all());
		stored.store(0, readings);
		expect(stored.isRemembered()).toBe(false);
		expect(stored.recent.of([])).toEqual(stored.all().slice(0, 40));
	});

	it("are looked up anew after one that is older than all, while there are only a few", () => {
		const stored = new Stored();
		stored.store(0, [reading(100)]);
		stored.recent.of(stored.all());
		stored.store(0, [reading(99)]);
		expect(stored.recent.of(stored.all())).toEqual(stored.all());
	});

	it("are looked up anew where they were forgotten, and where there were none", () => {
		const stored = new Stored();
		expect(stored.recent.of([])).toEqual([]);
		stored.store(1, [reading(1)]);
		expect(stored.isRemembered()).toBe(false);
		stored.recent.forget();
		expect(stored.isRemembered()).toBe(false);
		expect(stored.isRemembered()).toBe(true);
	});
});
