import type { BitReader, BitWriter } from "./bits.ts";
import type { Reading } from "./chunk.ts";
import { RiceColumn, RiceReader, writeRice } from "./rice.ts";

const second = (reading: Reading): number => Math.floor(reading.at / 1000);

/**
 * Writes when readings arrived, in runs: one shares either the second of arrival (a batch), which is written as the
 * distance from the batch before (from `origin` at first), or the delay until it (one by one, live). Both that and the
 * length are differences from the run before: while a device commits at a steady pace, a few bits a run.
 */
export function writeArrivals(out: BitWriter, readings: readonly Reading[], origin: number): void {
	const heads = new RiceColumn(0);
	const values = new RiceColumn(0);
	let batch = origin;
	let head = 0;
	let value = 0;
	for (let from = 0; from < readings.length; ) {
		const first = readings[from];
		if (!first) break;
		const lag = first.arrived - second(first);
		const together = batchEnd(readings, from, first.arrived);
		const live = liveEnd(readings, from, lag);
		const byLag = live > together;
		const to = byLag ? live : together;
		const nextHead = 2 * (to - from) + (byLag ? 1 : 0);
		const nextValue = byLag ? lag : first.arrived - batch;
		heads.push(nextHead - head);
		values.push(nextValue - value);
		if (!byLag) batch = first.arrived;
		head = nextHead;
		value = nextValue;
		from = to;
	}
	writeRice(out, heads, values);
}

function batchEnd(readings: readonly Reading[], from: number, arrived: number): number {
	let to = from + 1;
	while (readings[to]?.arrived === arrived) to++;
	return to;
}

function liveEnd(readings: readonly Reading[], from: number, lag: number): number {
	for (let to = from + 1; ; to++) {
		const reading = readings[to];
		if (!reading || reading.arrived - second(reading) !== lag) return to;
	}
}

/** Sets the arrivals of all the readings. Throws `RangeError` where the bytes end within them. */
export function readArrivals(input: BitReader, readings: readonly Reading[], origin: number): void {
	const heads = new RiceReader(input);
	const values = new RiceReader(input);
	let batch = origin;
	let head = 0;
	let value = 0;
	for (let from = 0; from < readings.length; ) {
		head += heads.next();
		value += values.next();
		if (head < 2) throw new RangeError("arrivals: a run is empty");
		const byLag = head % 2 === 1;
		if (!byLag) batch += value;
		const to = from + Math.floor(head / 2);
		for (; from < to; from++) {
			const reading = readings[from];
			if (!reading) return;
			reading.arrived = byLag ? second(reading) + value : batch;
		}
	}
}
