import { misuse } from "../failure.ts";
import type { Reading } from "../formats/recording.ts";

/**
 * The readings of one person. `person` may be left out where the file holds only one; otherwise throws a Failure that
 * lists the people and how many readings each has.
 */
export function readingsOf(readings: Reading[], person: string | undefined): Reading[] {
	const counts = new Map<string | undefined, number>();
	for (const reading of readings) counts.set(reading.person, (counts.get(reading.person) ?? 0) + 1);
	if (person === undefined && counts.size <= 1) return readings;
	if (person !== undefined && counts.has(person)) return readings.filter((reading) => reading.person === person);
	if (counts.has(undefined)) throw misuse("--person: the file holds the readings of one person, without a name");
	const people = [...counts].map(([name, count]) => `${name} (${count} readings)`).join(", ");
	const problem = person === undefined ? "--person is needed" : `--person ${person} is not in the file`;
	throw misuse(`${problem}: it holds ${people}`);
}

/** The readings moved in time together, so that the latest one is at `now` (Unix ms). */
export function shiftedTo(now: number, readings: Reading[]): Reading[] {
	const shift = now - readings.reduce((latest, { at }) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
	return readings.map((reading) => ({ ...reading, at: reading.at + shift }));
}

/** Cuts into runs of at most `size`, in order. */
export function batches<T>(items: readonly T[], size: number): T[][] {
	const count = Math.ceil(items.length / size);
	return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
