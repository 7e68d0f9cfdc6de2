import type { VarintReader, VarintWriter } from "./varint.ts";

/**
 * Writes whole numbers as runs with a steady step: its length, the distance to the run before, and the step. Numbers
 * that repeat, or that count on, take a few bytes however many they are.
 */
export function writeRuns(out: VarintWriter, values: readonly number[]): void {
	let previous = 0;
	for (let from = 0; from < values.length; ) {
		const first = values[from] ?? 0;
		const step = (values[from + 1] ?? first) - first;
		let to = from + 1;
		while (to < values.length && values[to] === first + (to - from) * step) to++;
		out.unsigned(to - from);
		out.signed(first - previous);
		out.signed(step);
		previous = first + (to - from - 1) * step;
		from = to;
	}
}

/** Reads so many numbers back. Throws `RangeError` where the bytes end within them. */
export function readRuns(input: VarintReader, count: number): number[] {
	const values: number[] = [];
	let previous = 0;
	while (values.length < count) {
		const length = input.unsigned();
		const first = previous + input.signed();
		const step = input.signed();
		if (length === 0) throw new RangeError("runs: one is empty");
		for (let index = 0; index < length; index++) values.push(first + index * step);
		previous = first + (length - 1) * step;
	}
	return values;
}
