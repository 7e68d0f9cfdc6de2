import { deflateSync } from "node:zlib";
import { PDFName, type PDFPage } from "pdf-lib";
import { ACCENT, type Colour, INK, RULE } from "./colours.ts";
import type { EmbeddedFace } from "./embedding.ts";
import { type Face, type Lettering, runsOf, type Weight } from "./lettering.ts";

/** From the page's upper left corner, downwards, in points (1/72 inch). */
export type Spot = readonly [x: number, y: number];

export interface TextStyle {
	size: number;
	weight?: Weight;
	colour?: Colour;
	/** `right`: the text ends at `x`; `middle`: it lies on both sides of it. */
	align?: "left" | "right" | "middle";
}

interface LineStyle {
	colour?: Colour;
	width?: number;
}

/** How much thicker the lines of a letter are whose face is not bold enough, as a part of its size. */
const THICKER = 0.035;

/** The fonts of a document, by face. */
export type Embed = (face: Face) => EmbeddedFace;

/** A number as a PDF writes it: never with an exponent. */
const number = (value: number) => String(Math.round(value * 1000) / 1000);
const numbers = (values: readonly number[]) => values.map(number).join(" ");

/**
 * One page to draw on. Writes the operators of ISO 32000 as text: as objects of the library they take ten times as long,
 * and a long table has a hundred thousand.
 */
export class Page {
	readonly width: number;
	readonly height: number;
	private readonly sheet: PDFPage;
	private readonly lettering: Lettering;
	private readonly embed: Embed;
	private readonly names = new Map<Face, string>();
	private readonly operators: string[] = [];

	constructor(sheet: PDFPage, lettering: Lettering, embed: Embed) {
		[this.sheet, this.lettering, this.embed] = [sheet, lettering, embed];
		({ width: this.width, height: this.height } = sheet.getSize());
	}

	/** One line of text, whose letters stand on `y`. */
	text(text: string, [x, y]: Spot, { size, weight = "regular", colour = INK, align = "left" }: TextStyle): void {
		const letters = this.lettering.letters(text, weight);
		if (letters.length === 0) return;
		const width = letters.reduce((sum, letter) => sum + letter.width, 0) * size;
		let at = x - { left: 0, right: width, middle: width / 2 }[align];
		this.operators.push(`BT ${numbers(colour)} rg`);
		for (const run of runsOf(letters)) {
			const face = run[0]?.face;
			if (!face) continue;
			const place = `/${this.nameOf(face)} ${number(size)} Tf 1 0 0 1 ${numbers([at, this.height - y])} Tm`;
			const shown = `${place} <${this.embed(face).encode(run)}> Tj`;
			const isThickened = weight === "bold" && !face.isBold;
			this.operators.push(isThickened ? this.thickened(shown, size * THICKER, colour) : shown);
			at += run.reduce((sum, letter) => sum + letter.width, 0) * size;
		}
		this.operators.push("ET");
	}

	widthOf(text: string, size: number): number {
		return this.lettering.width(text, size);
	}

	/** A filled rectangle. */
	box([x, y]: Spot, width: number, height: number, colour: Colour): void {
		this.operators.push(`${numbers(colour)} rg ${numbers([x, this.height - y - height, width, height])} re f`);
	}

	/** What lies between these corners. */
	area(corners: readonly Spot[], colour: Colour): void {
		this.operators.push(`${numbers(colour)} rg ${this.path(corners)} h f`);
	}

	line(spots: readonly Spot[], { colour = RULE, width = 0.5 }: LineStyle = {}): void {
		this.operators.push(`${numbers(colour)} RG ${number(width)} w ${this.path(spots)} S`);
	}

	/** The outline of a rectangle. */
	frame([x, y]: Spot, width: number, height: number, { colour = ACCENT, width: line = 0.5 }: LineStyle = {}): void {
		const place = numbers([x, this.height - y - height, width, height]);
		this.operators.push(`${numbers(colour)} RG ${number(line)} w ${place} re S`);
	}

	/** Writes the page as it was drawn: call it once, last. */
	finish(): void {
		const { node, doc } = this.sheet;
		const bytes = deflateSync(this.operators.join("\n"));
		node.set(PDFName.of("Contents"), doc.context.register(doc.context.stream(bytes, { Filter: "FlateDecode" })));
	}

	/** Letters that are drawn with an outline in their own colour. */
	private thickened(shown: string, line: number, colour: Colour): string {
		return `2 Tr ${numbers(colour)} RG ${number(line)} w ${shown} 0 Tr`;
	}

	private path(spots: readonly Spot[]): string {
		return spots.map(([x, y], index) => `${numbers([x, this.height - y])} ${index === 0 ? "m" : "l"}`).join(" ");
	}

	private nameOf(face: Face): string {
		const known = this.names.get(face);
		if (known) return known;
		const name = `F${this.names.size + 1}`;
		this.sheet.node.setFontDictionary(PDFName.of(name), this.embed(face).ref);
		this.names.set(face, name);
		return name;
	}
}
