import type { BitReader, BitWriter } from "./bits.ts";
import { RiceColumn, RiceReader, writeRice } from "./rice.ts";

/**
 * Writes whole numbers as runs with a steady step, each as its length, the distance from the run before (from `origin`
 * at first), and the step; length and distance as differences from those of the run before. Numbers that repeat or
 * count on take a few bytes however many they are; runs that are alike, a few bits each.
 */
export function writeRuns(out: BitWriter, values: readonly number[], origin: number): void {
	const lengths = new RiceColumn(0);
	const distances = new RiceColumn(0);
	const steps = new RiceColumn(0);
	let previous = origin;
	let length = 0;
	let distance = 0;
	for (let from = 0; from < values.length; ) {
		const first = values[from] ?? 0;
		const step = (values[from + 1] ?? first) - first;
		let to = from + 1;
		while (to < values.length && values[to] === first + (to - from) * step) to++;
		lengths.push(to - from - length);
		distances.push(first - previous - distance);
		steps.push(step);
		length = to - from;
		distance = first - previous;
		previous = first + (length - 1) * step;
		from = to;
	}
	writeRice(out, lengths, distances, steps);
}

/** Hands so many numbers back, one after the other. Throws `RangeError` where the bytes end within them. */
export class RunReader {
	private readonly lengths: RiceReader;
	private readonly distances: RiceReader;
	private readonly steps: RiceReader;
	private length = 0;
	private distance = 0;
	private step = 0;
	private left = 0;
	private value: number;

	constructor(input: BitReader, origin: number) {
		this.lengths = new RiceReader(input);
		this.distances = new RiceReader(input);
		this.steps = new RiceReader(input);
		this.value = origin;
	}

	next(): number {
		if (this.left === 0) return this.begin();
		this.left--;
		this.value += this.step;
		return this.value;
	}

	private begin(): number {
		this.length += this.lengths.next();
		this.distance += this.distances.next();
		this.step = this.steps.next();
		if (this.length < 1) throw new RangeError("runs: one is empty");
		this.left = this.length - 1;
		this.value += this.distance;
		return this.value;
	}
}
