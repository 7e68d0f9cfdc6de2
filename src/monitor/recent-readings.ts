import type { Fate } from "./chunk.ts";
import type { SlotReading } from "./reading-store.ts";

/** A page of readings and then some, a few kilobytes. */
const KEPT = 40;

/** The first few of readings that come newest first, and all that were measured at the same instant as the last of them. */
function firstFew(readings: Iterable<SlotReading>): SlotReading[] {
	const few: SlotReading[] = [];
	for (const reading of readings) {
		if (few.length >= KEPT && reading.at !== few.at(-1)?.at) break;
		few.push(reading);
	}
	return few;
}

/**
 * The newest readings of all devices, newest first, as they are asked for all the time: to look them up takes longer than
 * all the rest of the answer. They only mirror what is stored: whatever is no plain addition forgets them.
 */
export class RecentReadings {
	private known: readonly SlotReading[] | undefined;

	/** Those of `all`, unless they are known: every reading there is, newest first, read only as far as it is needed. */
	of(all: Iterable<SlotReading>): readonly SlotReading[] {
		this.known ??= firstFew(all);
		return this.known;
	}

	/** What has become of a device's readings that were just stored. */
	stored(slot: number, fates: readonly Fate[]): void {
		const newest = this.known?.[0];
		// While there are only a few, none is too old to be among them.
		const from = this.known && this.known.length >= KEPT ? this.known.at(-1)?.at : undefined;
		const changed = fates.filter(({ status, stored }) => status !== "duplicate" && stored.at >= (from ?? -Infinity));
		const isAddition = ({ status, stored }: Fate) => status === "created" && newest && stored.at > newest.at;
		if (!this.known || !changed.every(isAddition)) this.forget();
		else if (changed.length > 0) {
			const added = changed.map(({ stored }) => ({ ...stored, slot })).sort((a, b) => b.at - a.at);
			this.known = firstFew([...added, ...this.known]);
		}
	}

	forget(): void {
		this.known = undefined;
	}
}
