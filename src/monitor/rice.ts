import { type BitReader, type BitWriter, MOST_AT_ONCE } from "./bits.ts";

/**
 * Rice's code (1979) of whole numbers of either sign, most of them small. A number is folded to 0, -1, 1, -2, 2, … and
 * divided by 2^k: the quotient as so many ones and a zero, then the k bits of the remainder. k suits the whole column.
 * A quotient of `ESCAPE` or more is `ESCAPE` ones, then sign, length and bits of the number.
 */
const ESCAPE = 12;
const K_BITS = 5;
const MOST_K = MOST_AT_ONCE;
const LENGTH_BITS = 6;

/** Stands for all that does not fold to less: is escaped with every k, and fits the engine's small integers. */
const FAR = 2 ** 30 - 1;

const fold = (value: number): number => (value << 1) ^ (value >> 31);
const unfold = (folded: number): number => (folded >>> 1) ^ -(folded & 1);

/** A column of whole numbers between -2^53 and 2^53 that is to be written. */
export class RiceColumn {
	private folded: Int32Array;
	private length = 0;
	/** Those that are not folded, in their order. */
	private readonly far: number[] = [];
	private farWritten = 0;
	/** The sum of the lengths in bits. */
	private bits = 0;
	private k = 0;

	/** `capacity` in numbers; it grows where that does not suffice. */
	constructor(capacity: number) {
		this.folded = new Int32Array(capacity);
	}

	get size(): number {
		return this.length;
	}

	push(value: number): void {
		const isNear = value > -(2 ** 29) && value < 2 ** 29 - 1;
		if (!isNear) this.far.push(value);
		const folded = isNear ? fold(value) : FAR;
		if (this.length === this.folded.length) this.grow();
		this.folded[this.length++] = folded;
		this.bits += 32 - Math.clz32(folded);
	}

	/** Finds the k for which the column takes the fewest bits, from a good guess downhill, and writes it. */
	begin(out: BitWriter): void {
		const average = this.bits / Math.max(1, this.length);
		this.k = Math.min(MOST_K, Math.max(0, Math.round(average) - 1));
		let fewest = this.bitsWith(this.k);
		for (const step of [1, -1]) {
			for (let next = this.k + step; next >= 0 && next <= MOST_K; next += step) {
				const bits = this.bitsWith(next);
				if (bits >= fewest) break;
				this.k = next;
				fewest = bits;
			}
		}
		out.write(this.k, K_BITS);
	}

	/** Writes one of its numbers; all must be written once, in their order. */
	write(out: BitWriter, row: number): void {
		const { k } = this;
		const folded = this.folded[row] ?? 0;
		const quotient = folded >>> k;
		const ones = (2 << quotient) - 2;
		const rest = folded & ((1 << k) - 1);
		if (quotient >= ESCAPE) this.writeEscaped(out, folded);
		else if (quotient + 1 + k <= MOST_AT_ONCE) out.write((ones << k) | rest, quotient + 1 + k);
		else {
			out.write(ones, quotient + 1);
			out.write(rest, k);
		}
	}

	private writeEscaped(out: BitWriter, folded: number): void {
		const value = folded === FAR ? (this.far[this.farWritten++] ?? 0) : unfold(folded);
		const magnitude = Math.abs(value);
		out.write((1 << ESCAPE) - 1, ESCAPE);
		out.write(value < 0 ? 1 : 0, 1);
		let left = lengthOf(magnitude);
		out.write(left, LENGTH_BITS);
		while (left > 0) {
			const count = Math.min(left, MOST_AT_ONCE);
			left -= count;
			// Not a shift: those cut numbers to 32 bits.
			out.write(Math.floor(magnitude / 2 ** left) % 2 ** count, count);
		}
	}

	/** How many bits its numbers would take; those that are far the same with every k. */
	private bitsWith(k: number): number {
		const { folded, length } = this;
		let bits = length * (k + 1);
		for (let row = 0; row < length; row++) {
			const number = folded[row] ?? 0;
			const quotient = number >>> k;
			bits += quotient < ESCAPE ? quotient : ESCAPE + LENGTH_BITS + lengthOf(number >>> 1) - k;
		}
		return bits;
	}

	private grow(): void {
		const larger = new Int32Array(this.length * 4 + 16);
		larger.set(this.folded);
		this.folded = larger;
	}
}

/** Writes equally long columns row by row; whoever reads them must know how long. */
export function writeRice(out: BitWriter, ...columns: RiceColumn[]): void {
	for (const column of columns) column.begin(out);
	const rows = columns[0]?.size ?? 0;
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns.length; column++) columns[column]?.write(out, row);
	}
}

/** Reads a column of such a table: make one for each column in their order, then ask for the numbers row by row. */
export class RiceReader {
	private readonly input: BitReader;
	private readonly k: number;

	constructor(input: BitReader) {
		this.input = input;
		this.k = input.read(K_BITS);
		if (this.k > MOST_K) throw new RangeError(`rice: no column has k = ${this.k}`);
	}

	/** Throws `RangeError` where the bytes end within the number. */
	next(): number {
		const quotient = this.input.ones(ESCAPE);
		if (quotient === ESCAPE) return readEscaped(this.input);
		return unfold((quotient << this.k) | this.input.read(this.k));
	}
}

/** How many bits a positive number has. */
const lengthOf = (magnitude: number): number =>
	magnitude < 2 ** 32 ? 32 - Math.clz32(magnitude) : 64 - Math.clz32(magnitude / 2 ** 32);

function readEscaped(input: BitReader): number {
	const sign = input.read(1) === 1 ? -1 : 1;
	let magnitude = 0;
	for (let left = input.read(LENGTH_BITS); left > 0; ) {
		const count = Math.min(left, MOST_AT_ONCE);
		left -= count;
		magnitude = magnitude * 2 ** count + input.read(count);
	}
	return sign * magnitude;
}
