export const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The pieces, of that length together, as one. */
export function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
	const whole = new Uint8Array(length);
	let at = 0;
	for (const piece of pieces) {
		whole.set(piece, at);
		at += piece.length;
	}
	return whole;
}

/** Numbers as the fonts write them. */
export function uint32s(numbers: readonly number[]): Uint8Array {
	const bytes = new Uint8Array(numbers.length * 4);
	const view = viewOf(bytes);
	for (const [index, number] of numbers.entries()) view.setUint32(index * 4, number);
	return bytes;
}

const aligned = (length: number) => Math.ceil(length / 4) * 4;

/** The sum of a table's 32-bit words, by which its file can be checked. */
function checksum(bytes: Uint8Array): number {
	const padded = new Uint8Array(aligned(bytes.length));
	padded.set(bytes);
	const view = viewOf(padded);
	let sum = 0;
	for (let at = 0; at < padded.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
	return sum;
}

/** A TrueType file of these tables, which must be in the order of their names. Pure. */
export function fileOf(tables: readonly { name: string; bytes: Uint8Array }[]): Uint8Array {
	const directory = 12 + tables.length * 16;
	const file = new Uint8Array(tables.reduce((end, { bytes }) => end + aligned(bytes.length), directory));
	const view = viewOf(file);
	const power = Math.floor(Math.log2(tables.length));
	view.setUint32(0, 0x00010000);
	for (const [at, value] of [
		[4, tables.length],
		[6, 2 ** power * 16],
		[8, power],
		[10, (tables.length - 2 ** power) * 16],
	] as const)
		view.setUint16(at, value);
	let offset = directory;
	for (const [index, { name, bytes }] of tables.entries()) {
		const entry = 12 + index * 16;
		file.set(new TextEncoder().encode(name), entry);
		for (const [at, value] of [
			[4, checksum(bytes)],
			[8, offset],
			[12, bytes.length],
		] as const)
			view.setUint32(entry + at, value);
		file.set(bytes, offset);
		offset += aligned(bytes.length);
	}
	return file;
}
