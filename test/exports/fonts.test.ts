import { describe, expect, it } from "vitest";
import { Lettering, runsOf } from "../../src/exports/lettering.ts";
import { TrueType } from "../../src/exports/truetype.ts";
import { FACES } from "../../src/exports/typefaces.ts";
import { tablesOf } from "../../src/exports/woff.ts";

const lettering = new Lettering(FACES);
const drawn = (text: string, weight: "regular" | "bold" = "regular") => lettering.letters(text, weight);

describe("letters", () => {
	it.each([
		["English", "The quick brown fox jumps over the lazy dog 0123456789 “’–—…€"],
		["German", "ÄÖÜäöüßẞ"],
		["Polish and Czech", "ĄĆĘŁŃÓŚŹŻąćęłńóśźż ĎŇŘŤŮďěňřťů"],
		["Romanian and Turkish", "ȘȚșțĂÎâ ĞğİıŞş"],
		["Baltic, Nordic and Sámi", "ĀČĒĢĪĶĻŅŠŪŽ ÅÆØåæøÞðÐ ŊŋŦŧĐđǤǥǦǧǨǩƷʒǮǯ"],
		["Welsh, Irish and Maltese", "ŴŵŶŷẀẁẂẃẄẅỲỳ ḂḃĊċḊḋḞḟĠġṀṁṖṗṠṡṪṫ ĦħŻż"],
		["Greek", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ αβγδεζηθικλμνξοπρσςτυφχψω άέήίόύώϊϋΐΰ"],
		["polytonic Greek", "ἀρχὴ ᾧ ῥ ᾶ"],
		["Russian, Ukrainian and Belarusian", "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ абвгдеёжзий ЄєІіЇїҐґЎў"],
		["Serbian and Macedonian", "ЂђЈјЉљЊњЋћЏџ ЃѓЅѕЌќ"],
		["Tatar and Bashkir", "ӘәӨөҮүҖҗҢңҺһҘҙҪҫ"],
		["Vietnamese", "ẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆ ưừứựửữ ơờớợởỡ"],
	])("of %s are all there, in both weights", (_, text) => {
		for (const weight of ["regular", "bold"] as const)
			expect(drawn(text, weight).filter(({ isReplaced }) => isReplaced)).toEqual([]);
	});

	it("that no face has are replaced, each by a box as wide as a letter", () => {
		const letters = drawn("a王😀");
		expect(letters.map(({ isReplaced }) => isReplaced)).toEqual([false, true, true]);
		expect(letters.map(({ codePoint }) => codePoint)).toEqual([0x61, 0x738b, 0x1f600]);
		for (const { width } of letters) expect(width).toBeGreaterThan(0.3);
	});

	it("that nobody sees are none: marks of direction, joiners, line ends", () => {
		expect(drawn("\u202e\u200d\ufeff\u00ad\r\n\ufe0f\0")).toEqual([]);
	});

	it("are put together where Unicode can", () => {
		expect(drawn("e\u0301")).toEqual(drawn("é"));
	});

	it("are as wide together as each alone", () => {
		const [one, other] = [lettering.width("Ward 7, ", 12), lettering.width("Жанна", 12)];
		expect(lettering.width("Ward 7, Жанна", 12)).toBeCloseTo(one + other);
	});

	it("come in runs of one face each, in the order of the text", () => {
		const letters = drawn("Ward Жанна 7");
		const runs = runsOf(letters);
		expect(runs.flat()).toEqual(letters);
		for (const run of runs) expect(new Set(run.map(({ face }) => face)).size).toBe(1);
		expect(runs.length).toBe(3);
	});

	it.each(["a lone \ud800 surrogate", "\udfff"])("are found for %j too", (text) => {
		expect(() => drawn(text)).not.toThrow();
	});
});

describe("a font", () => {
	it("is the same with fewer glyphs, for what was kept", () => {
		for (const { font } of FACES.regular) {
			const glyphs = [...font.letters.values()].slice(0, 20);
			const kept = font.subset(glyphs);
			expect(kept.length).toBeLessThan(font.subset(font.letters.values()).length);
			const tables = readSfnt(kept);
			const glyf = tables.get("glyf");
			expect(glyf?.length).toBeGreaterThan(0);
			expect(tables.get("hmtx")).toEqual(readSfnt(font.subset(font.letters.values())).get("hmtx"));
		}
	});

	it("keeps the parts of a letter that is put together", () => {
		const face = FACES.regular.find(({ font }) => font.glyphOf(0xe9) !== undefined);
		const glyph = face?.font.glyphOf(0xe9) ?? 0;
		const alone = readSfnt(face?.font.subset([glyph]) ?? new Uint8Array());
		const bare = readSfnt(face?.font.subset([]) ?? new Uint8Array());
		expect(alone.get("glyf")?.length).toBeGreaterThan(bare.get("glyf")?.length ?? 0);
	});

	it("that is none is refused", () => {
		expect(() => tablesOf(new ArrayBuffer(64))).toThrow("not a WOFF font");
		expect(() => new TrueType(new Map())).toThrow("the font has no table head");
	});
});

/** The tables of a TrueType file; throws where one's checksum is wrong. */
function readSfnt(file: Uint8Array): Map<string, Uint8Array> {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	const tables = new Map<string, Uint8Array>();
	for (let index = 0; index < view.getUint16(4); index++) {
		const entry = 12 + index * 16;
		const name = String.fromCharCode(...file.subarray(entry, entry + 4));
		const [sum, offset, length] = [4, 8, 12].map((at) => view.getUint32(entry + at));
		let found = 0;
		for (let at = 0; at < (length ?? 0); at += 4) found = (found + view.getUint32((offset ?? 0) + at)) >>> 0;
		if (found !== sum) throw new Error(`wrong checksum of ${name}`);
		tables.set(name, file.slice(offset, (offset ?? 0) + (length ?? 0)));
	}
	return tables;
}
