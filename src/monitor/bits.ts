/** The most bits that are written or read at once. */
export const MOST_AT_ONCE = 24;

/** Packs bits into bytes, the highest of each byte first. */
export class BitWriter {
	private bytes: Uint8Array;
	private length = 0;
	/** The last bits, fewer than 32, are its lowest; what is above them has been written. */
	private word = 0;
	private filled = 0;

	/** `capacity` in bytes; it grows where they do not suffice. */
	constructor(capacity: number) {
		this.bytes = new Uint8Array(capacity);
	}

	/** Appends the lowest `count` bits, at most `MOST_AT_ONCE`, of a number that has no others. */
	write(value: number, count: number): void {
		const room = 32 - this.filled;
		if (count < room) {
			this.word = (this.word << count) | value;
			this.filled += count;
			return;
		}
		this.filled = count - room;
		this.flush((this.word << room) | (value >>> this.filled), 4);
		this.word = value;
	}

	/** The bytes, the last of them filled up with zeros; nothing may be written after. */
	finish(): Uint8Array {
		if (this.filled > 0) this.flush(this.word << (32 - this.filled), Math.ceil(this.filled / 8));
		return this.bytes.subarray(0, this.length);
	}

	private flush(word: number, count: number): void {
		if (this.length + 4 > this.bytes.length) this.grow();
		this.bytes[this.length] = word >>> 24;
		this.bytes[this.length + 1] = word >>> 16;
		this.bytes[this.length + 2] = word >>> 8;
		this.bytes[this.length + 3] = word;
		this.length += count;
	}

	private grow(): void {
		const larger = new Uint8Array(this.bytes.length * 2 + 16);
		larger.set(this.bytes);
		this.bytes = larger;
	}
}

/** Reads back what a `BitWriter` has packed. */
export class BitReader {
	private readonly bytes: Uint8Array;
	private position = 0;
	/** The next bits, from the highest on, and how many of them there are; zeros follow. */
	private window = 0;
	private filled = 0;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	/** Reads that many bits, at most `MOST_AT_ONCE`, as a number. Throws `RangeError` where the bytes end within them. */
	read(count: number): number {
		if (count === 0) return 0;
		if (this.filled < count) this.fill(count);
		const value = this.window >>> (32 - count);
		this.window <<= count;
		this.filled -= count;
		return value;
	}

	/** Reads ones until the first zero, which it skips, or until there are `most`, at most 24. Throws as `read` does. */
	ones(most: number): number {
		if (this.filled <= most) this.fill(1);
		const ones = Math.clz32(~this.window);
		const taken = ones < most ? ones + 1 : most;
		if (taken > this.filled) throw new RangeError("bits: the bytes end too early");
		this.window <<= taken;
		this.filled -= taken;
		return ones < most ? ones : most;
	}

	/** Takes in as many whole bytes as fit; throws where there are fewer than so many bits. */
	private fill(least: number): void {
		while (this.filled <= 24 && this.position < this.bytes.length) {
			this.window |= (this.bytes[this.position++] ?? 0) << (24 - this.filled);
			this.filled += 8;
		}
		if (this.filled < least) throw new RangeError("bits: the bytes end too early");
	}
}
