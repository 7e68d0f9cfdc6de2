import { lettersOf } from "./cmap.ts";
import { fileOf, joined, uint32s, viewOf } from "./font-file.ts";

/** The tables that a PDF's reader draws from; it looks up letters, and lines them up, by what the PDF says. */
const DRAWN = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"] as const;

/** Flags of a part of a composite glyph. */
const [WORDS, SCALE, MORE, TWO_SCALES, MATRIX] = [0x1, 0x8, 0x20, 0x40, 0x80];

/**
 * As much of a TrueType font (OpenType, "glyf" outlines) as a PDF needs: which glyph draws a letter, how wide it is, and
 * the font again with some glyphs only. Lengths are in units of the font. Pure.
 */
export class TrueType {
	readonly unitsPerEm: number;
	readonly ascent: number;
	readonly descent: number;
	readonly capHeight: number;
	/** Left, bottom, right and top of all its glyphs together. */
	readonly bounds: readonly number[];
	/** The code points that it has a glyph for. */
	readonly letters: ReadonlyMap<number, number>;
	private readonly tables: ReadonlyMap<string, Uint8Array>;
	/** Where each glyph's outline begins in `glyf`, and behind the last one its end. */
	private readonly outlines: readonly number[];
	private readonly metrics: DataView;
	private readonly metricCount: number;

	constructor(tables: ReadonlyMap<string, Uint8Array>) {
		this.tables = tables;
		const [head, hhea, os2] = [this.table("head"), this.table("hhea"), this.table("OS/2")];
		this.unitsPerEm = head.getUint16(18);
		this.bounds = [36, 38, 40, 42].map((at) => head.getInt16(at));
		[this.ascent, this.descent] = [hhea.getInt16(4), hhea.getInt16(6)];
		this.capHeight = os2.getInt16(88);
		this.metrics = this.table("hmtx");
		this.metricCount = hhea.getUint16(34);
		const loca = this.table("loca");
		const isLong = head.getInt16(50) === 1;
		this.outlines = Array.from({ length: this.table("maxp").getUint16(4) + 1 }, (_, glyph) =>
			isLong ? loca.getUint32(glyph * 4) : loca.getUint16(glyph * 2) * 2,
		);
		this.letters = lettersOf(this.table("cmap"));
	}

	/** The glyph of a code point, or undefined where the font has none. */
	glyphOf(codePoint: number): number | undefined {
		return this.letters.get(codePoint);
	}

	/** How far a glyph moves on. */
	advanceOf(glyph: number): number {
		return this.metrics.getUint16(Math.min(glyph, this.metricCount - 1) * 4);
	}

	/** A font file that draws these glyphs, and those that they are made of, and whose others are empty. Numbers stay. */
	subset(glyphs: Iterable<number>): Uint8Array {
		const kept = this.withParts(glyphs);
		const source = this.bytes("glyf");
		const [pieces, loca]: [Uint8Array[], number[]] = [[], []];
		let length = 0;
		for (let glyph = 0; glyph < this.outlines.length - 1; glyph++) {
			loca.push(length);
			if (!kept.has(glyph)) continue;
			const piece = source.subarray(this.outlines[glyph], this.outlines[glyph + 1]);
			pieces.push(piece);
			length += piece.length;
		}
		loca.push(length);
		const head = this.bytes("head").slice();
		viewOf(head).setInt16(50, 1);
		const made: Record<string, Uint8Array> = { head, glyf: joined(pieces, length), loca: uint32s(loca) };
		return fileOf(
			DRAWN.flatMap((name) => {
				const bytes = made[name] ?? this.tables.get(name);
				return bytes ? [{ name, bytes }] : [];
			}),
		);
	}

	private withParts(glyphs: Iterable<number>): Set<number> {
		const kept = new Set<number>();
		// The first one is drawn for what there is no glyph for.
		const waiting = [0, ...glyphs];
		for (let glyph = waiting.pop(); glyph !== undefined; glyph = waiting.pop()) {
			if (kept.has(glyph)) continue;
			kept.add(glyph);
			waiting.push(...this.partsOf(glyph));
		}
		return kept;
	}

	/** The glyphs that a composite one is put together from; none of a simple one. */
	private partsOf(glyph: number): number[] {
		const [start = 0, end = 0] = [this.outlines[glyph], this.outlines[glyph + 1]];
		const glyf = this.table("glyf");
		if (start === end || glyf.getInt16(start) >= 0) return [];
		const parts: number[] = [];
		for (let at = start + 10; ; ) {
			const flags = glyf.getUint16(at);
			parts.push(glyf.getUint16(at + 2));
			if (!(flags & MORE)) return parts;
			at += flags & WORDS ? 8 : 6;
			at += flags & MATRIX ? 8 : flags & TWO_SCALES ? 4 : flags & SCALE ? 2 : 0;
		}
	}

	private bytes(name: string): Uint8Array {
		const bytes = this.tables.get(name);
		if (!bytes) throw new Error(`the font has no table ${name}`);
		return bytes;
	}

	private table(name: string): DataView {
		return viewOf(this.bytes(name));
	}
}
