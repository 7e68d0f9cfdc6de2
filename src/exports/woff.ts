import { inflateSync } from "node:zlib";

const HEADER_BYTES = 44;
const ENTRY_BYTES = 20;

/** The tables of a font in WOFF 1.0, by their names. Throws for what is none. Pure. */
export function tablesOf(woff: ArrayBuffer): Map<string, Uint8Array> {
	const view = new DataView(woff);
	if (view.getUint32(0) !== 0x774f4646) throw new Error("not a WOFF font");
	const tables = new Map<string, Uint8Array>();
	for (let index = 0; index < view.getUint16(12); index++) {
		const entry = HEADER_BYTES + index * ENTRY_BYTES;
		const name = String.fromCharCode(...new Uint8Array(woff, entry, 4));
		const [offset, packed, length] = [4, 8, 12].map((field) => view.getUint32(entry + field));
		const bytes = new Uint8Array(woff, offset, packed);
		// What would not have become shorter is stored as it is.
		tables.set(name, packed === length ? bytes : new Uint8Array(inflateSync(bytes)));
	}
	return tables;
}
