import type { Reading } from "./chunk.ts";
import type { VarintReader } from "./varint.ts";

/**
 * Reads what follows the version in chunks of versions 1 and 2: the count, since version 2 the newest change, and
 * columns of varints: times as differences of differences, bpm as differences, arrivals and changes as runs. `start` in
 * Unix ms. Throws `RangeError` where the bytes end too early.
 */
export function decodeFormerChunk(version: 1 | 2, start: number, input: VarintReader): Reading[] {
	const count = input.unsigned();
	if (version === 2) input.unsigned();
	const readings: Reading[] = [];
	let at = start;
	let pace = 0;
	while (readings.length < count) {
		pace += input.signed();
		at += pace;
		readings.push({ at, bpm: 0, arrived: 0, change: 0 });
	}
	let bpm = 0;
	for (const reading of readings) {
		bpm += input.signed();
		reading.bpm = bpm;
	}
	readArrivals(input, readings);
	if (version === 2) readChanges(input, readings);
	return readings;
}

/** A run shares either the second of arrival or the delay until it. */
function readArrivals(input: VarintReader, readings: readonly Reading[]): void {
	let previous = 0;
	for (let from = 0; from < readings.length; ) {
		const head = input.unsigned();
		if (head < 2) throw new RangeError("chunk: a run of arrivals is empty");
		const value = input.signed();
		const byLag = head % 2 === 1;
		if (!byLag) previous += value;
		const to = from + Math.floor(head / 2);
		for (const reading of readings.slice(from, to))
			reading.arrived = byLag ? Math.floor(reading.at / 1000) + value : previous;
		from = to;
	}
}

/** A run has a steady step. */
function readChanges(input: VarintReader, readings: readonly Reading[]): void {
	let previous = 0;
	for (let from = 0; from < readings.length; ) {
		const length = input.unsigned();
		if (length === 0) throw new RangeError("chunk: a run of changes is empty");
		const to = from + length;
		const first = previous + input.signed();
		const step = input.signed();
		for (const [index, reading] of readings.slice(from, to).entries()) reading.change = first + index * step;
		previous = first + (length - 1) * step;
		from = to;
	}
}
