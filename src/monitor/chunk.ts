import { readArrivals, writeArrivals } from "./arrivals.ts";
import { BitReader, BitWriter } from "./bits.ts";
import { decodeFormerChunk } from "./former-chunks.ts";
import { RiceColumn, RiceReader, writeRice } from "./rice.ts";
import { RunReader, writeRuns } from "./runs.ts";
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

/** Versions 1 and 2 were columns of varints, the first without changes. */
const VERSION = 3;

/**
 * Packs the readings of one window, sorted by time: at 1 Hz and with a clock that jitters by 50 ms about 1.5 bytes a
 * reading, so that two full rows fit a page of the database, and often three. In front the version, the count, and the
 * newest change; then, in Rice's code, times as differences of differences (0 while the pace is steady), bpm as
 * differences, arrivals and changes as runs.
 */
export function encodeChunk(window: number, readings: readonly Reading[]): Uint8Array {
	const start = windowStart(window);
	const changes: number[] = [];
	let newest = 0;
	for (const { change } of readings) {
		changes.push(change);
		if (change > newest) newest = change;
	}
	const bits = new BitWriter(readings.length * 2 + 32);
	writeBeats(bits, readings, start);
	writeArrivals(bits, readings, start / 1000);
	writeRuns(bits, changes, newest);
	const packed = bits.finish();
	const out = new VarintWriter(packed.length + 24);
	out.unsigned(VERSION);
	out.unsigned(readings.length);
	out.unsigned(newest);
	out.append(packed);
	return out.finish();
}

/** Times are in seconds where all of them are whole ones: a bit in front tells it. */
function writeBeats(out: BitWriter, readings: readonly Reading[], start: number): void {
	const paces = new RiceColumn(readings.length);
	const bpms = new RiceColumn(readings.length);
	const unit = unitOf(readings, start);
	let [offset, pace, bpm] = [0, 0, 0];
	for (const reading of readings) {
		const next = intoWindow(reading, start) / unit;
		const step = next - offset;
		paces.push(step - pace);
		bpms.push(reading.bpm - bpm);
		offset = next;
		pace = step;
		bpm = reading.bpm;
	}
	out.write(unit === 1 ? 0 : 1, 1);
	writeRice(out, paces, bpms);
}

function unitOf(readings: readonly Reading[], start: number): 1 | 1000 {
	for (const reading of readings) {
		if (intoWindow(reading, start) % 1000 !== 0) return 1;
	}
	return 1000;
}

/** In ms; as an integer, with which the engine calculates faster. */
const intoWindow = ({ at }: Reading, start: number): number => (at - start) | 0;

/** Unpacks a chunk of any version. Throws `RangeError` where the bytes end too early. */
export function decodeChunk(window: number, bytes: ArrayBuffer | Uint8Array): Reading[] {
	const head = new VarintReader(bytes);
	const start = windowStart(window);
	const version = head.unsigned();
	if (version === 1 || version === 2) return decodeFormerChunk(version, start, head);
	if (version !== VERSION) throw new RangeError(`chunk: version ${version} is not known`);
	const count = head.unsigned();
	const newest = head.unsigned();
	const input = new BitReader(head.rest());
	const readings = readBeats(input, count, start);
	readArrivals(input, readings, start / 1000);
	const changes = new RunReader(input, newest);
	for (const reading of readings) reading.change = changes.next();
	return readings;
}

function readBeats(input: BitReader, count: number, start: number): Reading[] {
	const unit = input.read(1) === 0 ? 1 : 1000;
	const paces = new RiceReader(input);
	const bpms = new RiceReader(input);
	const readings: Reading[] = new Array(count);
	let [at, pace, bpm] = [start, 0, 0];
	for (let index = 0; index < count; index++) {
		pace += paces.next() * unit;
		at += pace;
		bpm += bpms.next();
		readings[index] = { at, bpm, arrived: 0, change: 0 };
	}
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
