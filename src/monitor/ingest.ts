import type { DayStore } from "./day-store.ts";
import type { KnownDevice } from "./device-store.ts";
import type { ReadingStore, SlotReading } from "./reading-store.ts";

/** Readings on their way into a patient's object, column by column: cheap to hand over. */
export interface Batch {
	/** The devices that the readings speak of: by id, or by the name that people gave them. */
	devices: (number | string)[];
	/** For each reading: its place in `devices`, Unix ms, and bpm; checked by the caller. */
	device: number[];
	at: number[];
	bpm: number[];
}

export type Verdict = "created" | "duplicate" | "updated" | "foreign_device";

/** The readings of a batch by the slot of their device, with their places in the batch. */
interface Group {
	slot: number;
	indexes: number[];
	readings: SlotReading[];
}

function group(
	batch: Batch,
	devices: (KnownDevice | undefined)[],
	marks: { arrived: number; change: number },
): Group[] {
	const groups = new Map<number, Group>();
	for (const [index, at] of batch.at.entries()) {
		const slot = devices[batch.device[index] ?? -1]?.slot;
		if (slot === undefined) continue;
		const own = groups.get(slot) ?? { slot, indexes: [], readings: [] };
		own.indexes.push(index);
		own.readings.push({ at, bpm: batch.bpm[index] ?? 0, ...marks, slot });
		groups.set(slot, own);
	}
	return [...groups.values()];
}

/**
 * Stores a batch within the caller's transaction; `devices` are those that the batch's references mean, as far as the
 * writer may write for them. Answers a verdict for each reading, in the order of the batch, the readings that changed
 * anything, and the last one as it is stored now.
 */
export function store(
	readings: ReadingStore,
	days: DayStore,
	batch: Batch,
	devices: (KnownDevice | undefined)[],
	now: number,
): { verdicts: Verdict[]; changed: SlotReading[]; last: SlotReading | null } {
	const verdicts: Verdict[] = new Array(batch.at.length).fill("foreign_device");
	const changed: SlotReading[] = [];
	let last: SlotReading | null = null;
	const marks = { arrived: Math.floor(now / 1000), change: days.lastChange() + 1 };
	for (const own of group(batch, devices, marks)) {
		const fates = readings.insert(own.slot, own.readings, days);
		for (const [position, { status, stored }] of fates.entries()) {
			const index = own.indexes[position];
			const reading = own.readings[position];
			if (index === undefined || !reading) continue;
			verdicts[index] = status;
			last = { ...stored, slot: own.slot };
			if (status !== "duplicate") changed.push(reading);
		}
	}
	days.flush();
	return { verdicts, changed, last };
}
