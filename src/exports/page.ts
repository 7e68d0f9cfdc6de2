import {
	beginText,
	closePath,
	endText,
	fill,
	lineTo,
	moveTo,
	type PDFName,
	type PDFOperator,
	type PDFPage,
	popGraphicsState,
	pushGraphicsState,
	setDashPattern,
	setFillingRgbColor,
	setFontAndSize,
	setLineWidth,
	setStrokingRgbColor,
	setTextMatrix,
	setTextRenderingMode,
	showText,
	stroke,
	TextRenderingMode,
} from "pdf-lib";
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
	dash?: number[];
}

/** How much thicker the lines of a letter are whose face is not bold enough, as a part of its size. */
const THICKER = 0.035;

/** The fonts of a document, by face. */
export type Embed = (face: Face) => EmbeddedFace;

/** One page to draw on. */
export class Page {
	readonly width: number;
	readonly height: number;
	private readonly sheet: PDFPage;
	private readonly lettering: Lettering;
	private readonly embed: Embed;
	private readonly names = new Map<Face, PDFName>();

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
		this.add(beginText(), setFillingRgbColor(...colour), setStrokingRgbColor(...colour), setLineWidth(size * THICKER));
		for (const run of runsOf(letters)) {
			const face = run[0]?.face;
			if (!face) continue;
			const isThickened = weight === "bold" && !face.isBold;
			this.add(
				setTextRenderingMode(isThickened ? TextRenderingMode.FillAndOutline : TextRenderingMode.Fill),
				setFontAndSize(this.nameOf(face), size),
				setTextMatrix(1, 0, 0, 1, at, this.height - y),
				showText(this.embed(face).encode(run)),
			);
			at += run.reduce((sum, letter) => sum + letter.width, 0) * size;
		}
		this.add(endText());
	}

	widthOf(text: string, size: number): number {
		return this.lettering.width(text, size);
	}

	/** A filled rectangle. */
	box([x, y]: Spot, width: number, height: number, colour: Colour): void {
		this.area(
			[
				[x, y],
				[x + width, y],
				[x + width, y + height],
				[x, y + height],
			],
			colour,
		);
	}

	area(corners: readonly Spot[], colour: Colour): void {
		this.add(pushGraphicsState(), setFillingRgbColor(...colour), ...this.path(corners), closePath(), fill());
		this.add(popGraphicsState());
	}

	line(spots: readonly Spot[], { colour = RULE, width = 0.5, dash = [] }: LineStyle = {}): void {
		this.add(pushGraphicsState(), setStrokingRgbColor(...colour), setLineWidth(width), setDashPattern(dash, 0));
		this.add(...this.path(spots), stroke(), popGraphicsState());
	}

	/** The outline of a rectangle. */
	frame([x, y]: Spot, width: number, height: number, style: LineStyle = { colour: ACCENT }): void {
		const [right, bottom] = [x + width, y + height];
		this.line(
			[
				[x, y],
				[right, y],
				[right, bottom],
				[x, bottom],
				[x, y],
			],
			style,
		);
	}

	private path([first = [0, 0], ...rest]: readonly Spot[]): PDFOperator[] {
		const at = ([x, y]: Spot) => [x, this.height - y] as const;
		return [moveTo(...at(first)), ...rest.map((spot) => lineTo(...at(spot)))];
	}

	private nameOf(face: Face): PDFName {
		const known = this.names.get(face);
		if (known) return known;
		const name = this.sheet.node.newFontDictionary("F", this.embed(face).ref);
		this.names.set(face, name);
		return name;
	}

	private add(...operators: PDFOperator[]): void {
		this.sheet.pushOperators(...operators);
	}
}
