/**
 * Variable-length integers (LEB128: seven bits a byte, the low ones first) and their zigzag form for signed ones, as
 * in Protocol Buffers: small numbers take one byte.
 */

export class VarintWriter {
	private bytes: Uint8Array;
	private length = 0;

	constructor(capacity: number) {
		this.bytes = new Uint8Array(capacity);
	}

	/** Appends a whole number from 0 to 2^53. */
	unsigned(value: number): void {
		if (this.length + 8 > this.bytes.length) this.grow();
		let rest = value;
		while (rest > 0x7f) {
			this.bytes[this.length++] = (rest & 0x7f) | 0x80;
			// Not a shift: those cut numbers to 32 bits.
			rest = Math.floor(rest / 128);
		}
		this.bytes[this.length++] = rest;
	}

	/** Appends a whole number of either sign. */
	signed(value: number): void {
		this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
	}

	/** Appends bytes that are of another code. */
	append(bytes: Uint8Array): void {
		while (this.length + bytes.length > this.bytes.length) this.grow();
		this.bytes.set(bytes, this.length);
		this.length += bytes.length;
	}

	finish(): Uint8Array {
		return this.bytes.slice(0, this.length);
	}

	private grow(): void {
		const larger = new Uint8Array(this.bytes.length * 2 + 16);
		larger.set(this.bytes);
		this.bytes = larger;
	}
}

export class VarintReader {
	private position = 0;
	private readonly bytes: Uint8Array;

	constructor(bytes: ArrayBuffer | Uint8Array) {
		this.bytes = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
	}

	/** Reads the next whole number. Throws `RangeError` where the bytes end within it. */
	unsigned(): number {
		let value = 0;
		let scale = 1;
		for (;;) {
			const byte = this.bytes[this.position++];
			if (byte === undefined) throw new RangeError("varint: the bytes end too early");
			value += (byte & 0x7f) * scale;
			if (byte < 0x80) return value;
			scale *= 128;
		}
	}

	/** The bytes that have not been read. */
	rest(): Uint8Array {
		return this.bytes.subarray(this.position);
	}

	signed(): number {
		const value = this.unsigned();
		return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
	}
}
