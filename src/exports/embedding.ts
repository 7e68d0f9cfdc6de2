import { type PDFContext, type PDFRef, PDFString } from "pdf-lib";
import type { Face, Letter } from "./lettering.ts";

/** What a PDF calls a letter: two bytes. */
type Code = number;

const hex4 = (number: number) => number.toString(16).padStart(4, "0");

/** UTF-16, as a PDF wants its letters named. */
const utf16 = (codePoint: number) =>
	Array.from(String.fromCodePoint(codePoint).split(""), (unit) => hex4(unit.charCodeAt(0))).join("");

/** As many as one `bfchar` may name. */
const MOST_NAMED = 100;

/**
 * One face in one PDF: gives each letter that is used a code, and in the end embeds the glyphs of those. A letter that a
 * box stands for keeps a code of its own, so that who searches or copies the text still finds it.
 */
export class EmbeddedFace {
	readonly ref: PDFRef;
	private readonly context: PDFContext;
	private readonly face: Face;
	private readonly codes = new Map<number, Code>();
	private readonly letters: Letter[] = [];

	constructor(context: PDFContext, face: Face) {
		this.context = context;
		this.face = face;
		this.ref = context.nextRef();
	}

	/** The codes of these letters, which must be of this face, as hexadecimal digits. */
	encode(letters: readonly Letter[]): string {
		return letters.map((letter) => hex4(this.codeOf(letter))).join("");
	}

	get hasBoxes(): boolean {
		return this.letters.some(({ isReplaced }) => isReplaced);
	}

	/** Writes the font as it was used: call it once, last. */
	embed(): void {
		const { context, face } = this;
		const name = `EDGEWD+${face.name}`;
		const descendant = context.register(
			context.obj({
				...{ Type: "Font", Subtype: "CIDFontType2", BaseFont: name },
				CIDSystemInfo: { Registry: PDFString.of("Adobe"), Ordering: PDFString.of("Identity"), Supplement: 0 },
				FontDescriptor: this.descriptor(name),
				CIDToGIDMap: context.register(context.flateStream(this.glyphs())),
				W: [1, this.letters.map(({ width }) => Math.round(width * 1000))],
			}),
		);
		const font = context.obj({
			...{ Type: "Font", Subtype: "Type0", BaseFont: name, Encoding: "Identity-H" },
			DescendantFonts: [descendant],
			ToUnicode: context.register(context.flateStream(this.names())),
		});
		context.assign(this.ref, font);
	}

	private codeOf(letter: Letter): Code {
		const known = this.codes.get(letter.codePoint);
		if (known !== undefined) return known;
		const code = this.letters.push(letter);
		this.codes.set(letter.codePoint, code);
		return code;
	}

	private descriptor(name: string): PDFRef {
		const { font, isBold } = this.face;
		const thousandths = (length: number) => Math.round((length / font.unitsPerEm) * 1000);
		const file = font.subset(this.letters.map(({ glyph }) => glyph));
		return this.context.register(
			this.context.obj({
				...{ Type: "FontDescriptor", FontName: name, Flags: 4, ItalicAngle: 0, StemV: isBold ? 140 : 80 },
				FontBBox: font.bounds.map(thousandths),
				Ascent: thousandths(font.ascent),
				Descent: thousandths(font.descent),
				CapHeight: thousandths(font.capHeight),
				FontFile2: this.context.register(this.context.flateStream(file, { Length1: file.length })),
			}),
		);
	}

	/** Code → glyph, two bytes each; code 0 is nobody's. */
	private glyphs(): Uint8Array {
		return Uint8Array.from(
			[0, ...this.letters.map(({ glyph }) => glyph)].flatMap((glyph) => [glyph >> 8, glyph & 255]),
		);
	}

	/** Code → letter, for who searches and copies. */
	private names(): string {
		const lines = this.letters.map(({ codePoint }, index) => `<${hex4(index + 1)}> <${utf16(codePoint)}>`);
		const blocks: string[] = [];
		for (let at = 0; at < lines.length; at += MOST_NAMED) {
			const block = lines.slice(at, at + MOST_NAMED);
			blocks.push(`${block.length} beginbfchar`, ...block, "endbfchar");
		}
		return [
			"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
			"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
			"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
			"1 begincodespacerange <0000> <ffff> endcodespacerange",
			...blocks,
			"endcmap CMapName currentdict /CMap defineresource pop end end",
		].join("\n");
	}
}
