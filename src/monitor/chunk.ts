import { readRuns, writeRuns } from "./runs.ts";
import { VarintReader, VarintWriter } from "./varint.ts";

/** One row holds the readings of one device in one such window of UTC. */
export const WINDOW_MS = 15 * 60 * 1000;

/** Readings may lie this far ahead of our clock: devices' clocks differ. */
export const FUTURE_MS = 5 * 60_000;

export const windowOf = (at: number): number => Math.floor(at / WINDOW_MS);
export const windowStart = (window: number): number => window * WINDOW_MS;

/** A heart-rate reading of a known device. */
export interface Reading {
	/** Unix milliseconds at which it was measured. */
	at: number;
	/** Beats per minute, a whole number. */
	bpm: number;
	/** Unix seconds at which it first reached us. */
	arrived: number;
	/** Of the changes of the patient's readings, the number of the one that wrote it last; 0 where none was kept. */
	change: number;
}

/** Version 1 had no changes. */
const VERSION = 2;

/**
 * Packs the readings of one window, sorted by time: about 2 bytes a reading at 1 Hz, so that two full rows fit a page
 * of the database. Columns of varints: times as differences of differences (0 while the pace is steady), bpm as
 * differences, arrivals and changes as runs. In front the version, the count, and the newest change.
 */
export function encodeChunk(window: number, readings: readonly Reading[]): Uint8Array {
	const start = windowStart(window);
	const out = new VarintWriter(readings.length * 2 + 24);
	out.unsigned(VERSION);
	out.unsigned(readings.length);
	out.unsigned(readings.reduce((newest, { change }) => Math.max(newest, change), 0));
	let at = start;
	let pace = 0;
	for (const reading of readings) {
		const step = reading.at - at;
		out.signed(step - pace);
		at = reading.at;
		pace = step;
	}
	let bpm = 0;
	for (const reading of readings) {
		out.signed(reading.bpm - bpm);
		bpm = reading.bpm;
	}
	writeArrivals(out, readings);
	writeRuns(
		out,
		readings.map(({ change }) => change),
	);
	return out.finish();
}

export function decodeChunk(window: number, bytes: ArrayBuffer | Uint8Array): Reading[] {
	const input = new VarintReader(bytes);
	const version = input.unsigned();
	if (version < 1 || version > VERSION) throw new RangeError(`chunk: version ${version} is not known`);
	const readings: Reading[] = new Array(input.unsigned());
	if (version > 1) input.unsigned();
	let at = windowStart(window);
	let pace = 0;
	for (let index = 0; index < readings.length; index++) {
		pace += input.signed();
		at += pace;
		readings[index] = { at, bpm: 0, arrived: 0, change: 0 };
	}
	let bpm = 0;
	for (const reading of readings) {
		bpm += input.signed();
		reading.bpm = bpm;
	}
	readArrivals(input, readings);
	if (version === 1) return readings;
	const changes = readRuns(input, readings.length);
	for (const [index, reading] of readings.entries()) reading.change = changes[index] ?? 0;
	return readings;
}

/** The newest change of a chunk's readings, without unpacking them. */
export function chunkChange(bytes: ArrayBuffer): number {
	const input = new VarintReader(bytes);
	const version = input.unsigned();
	input.unsigned();
	return version > 1 ? input.unsigned() : 0;
}

/** How many readings a chunk holds, without unpacking them. */
export function chunkCount(bytes: ArrayBuffer): number {
	const input = new VarintReader(bytes);
	input.unsigned();
	return input.unsigned();
}

const second = (reading: Reading): number => Math.floor(reading.at / 1000);

/** A run of readings shares either the second of arrival (a batch) or the delay until it (one by one, live). */
function writeArrivals(out: VarintWriter, readings: readonly Reading[]): void {
	const lag = (reading: Reading) => reading.arrived - second(reading);
	let previous = 0;
	for (let from = 0; from < readings.length; ) {
		const first = readings[from];
		if (!first) return;
		const together = runLength(readings, from, (reading) => reading.arrived === first.arrived);
		const live = runLength(readings, from, (reading) => lag(reading) === lag(first));
		const byLag = live > together;
		const length = byLag ? live : together;
		out.unsigned(length * 2 + (byLag ? 1 : 0));
		out.signed(byLag ? lag(first) : first.arrived - previous);
		if (!byLag) previous = first.arrived;
		from += length;
	}
}

function runLength(readings: readonly Reading[], from: number, belongs: (reading: Reading) => boolean): number {
	let to = from + 1;
	for (; to < readings.length; to++) {
		const reading = readings[to];
		if (!reading || !belongs(reading)) break;
	}
	return to - from;
}

function readArrivals(input: VarintReader, readings: Reading[]): void {
	let previous = 0;
	for (let from = 0; from < readings.length; ) {
		const head = input.unsigned();
		const value = input.signed();
		const byLag = head % 2 === 1;
		const to = from + Math.floor(head / 2);
		if (!byLag) previous += value;
		for (; from < to; from++) {
			const reading = readings[from];
			if (reading) reading.arrived = byLag ? second(reading) + value : previous;
		}
	}
}

/** What has become of a reading, and the reading that is stored now; of a corrected one also the bpm that it had. */
export type Fate =
	| { status: "created" | "duplicate"; stored: Reading }
	| { status: "updated"; stored: Reading; was: number };

/**
 * Merges new readings into a window's sorted ones. The same instant with the same bpm is a duplicate, with another bpm
 * a correction; either keeps the first arrival. `fates[i]` belongs to `incoming[i]`, in the order given.
 */
export function mergeReadings(
	stored: readonly Reading[],
	incoming: readonly Reading[],
): { readings: Reading[]; fates: Fate[] } {
	const fates: Fate[] = new Array(incoming.length);
	const order = incoming.map((_, index) => index).sort((a, b) => atOf(incoming, a) - atOf(incoming, b) || a - b);
	const readings: Reading[] = [];
	let next = 0;
	const copyUntil = (at: number) => {
		for (let reading = stored[next]; reading && reading.at <= at; reading = stored[++next]) readings.push(reading);
	};
	for (const index of order) {
		const reading = incoming[index];
		if (!reading) continue;
		copyUntil(reading.at);
		const last = readings.at(-1);
		if (last?.at !== reading.at) {
			readings.push(reading);
			fates[index] = { status: "created", stored: reading };
		} else if (last.bpm === reading.bpm) {
			fates[index] = { status: "duplicate", stored: last };
		} else {
			const stored = { ...last, bpm: reading.bpm, change: reading.change };
			fates[index] = { status: "updated", stored, was: last.bpm };
			readings[readings.length - 1] = stored;
		}
	}
	copyUntil(Number.POSITIVE_INFINITY);
	return { readings, fates };
}

function atOf(readings: readonly Reading[], index: number): number {
	return readings[index]?.at ?? 0;
}
