import type { TrueType } from "./truetype.ts";

/** A file of a font: some letters in one weight. */
export interface Face {
	name: string;
	isBold: boolean;
	readonly font: TrueType;
}

export type Weight = "regular" | "bold";

/** The files of each weight, in the order in which a letter is looked for. */
export type Faces = Readonly<Record<Weight, readonly Face[]>>;

/** A letter as it is drawn. */
export interface Letter {
	codePoint: number;
	face: Face;
	glyph: number;
	/** As a part of the type's size. */
	width: number;
	/** Whether no face has the letter: a box stands for it. */
	isReplaced: boolean;
}

/** The glyph that every font keeps for what it has not: a box. */
const BOX = 0;

const SPACE = 0x20;

/** Put together where Unicode can: a face has `é` rather than `e` and an accent to be set above it. */
const composed = (text: string) => text.normalize("NFC");

/** Says which letters draw a text, and how wide they are. Pure. */
export class Lettering {
	private readonly faces: Faces;
	private readonly known: Record<Weight, Map<number, Letter | null>> = { regular: new Map(), bold: new Map() };

	constructor(faces: Faces) {
		this.faces = faces;
	}

	/** The letters of one line, in the order of the text; what nobody sees (joiners, marks of direction) is none. */
	letters(text: string, weight: Weight): Letter[] {
		const letters: Letter[] = [];
		for (const character of composed(text)) {
			const letter = this.letter(character, weight);
			if (letter) letters.push(letter);
		}
		return letters;
	}

	/** How wide a line is, in points, at a size in points. */
	width(text: string, size: number, weight: Weight = "regular"): number {
		let width = 0;
		for (const character of composed(text)) width += this.letter(character, weight)?.width ?? 0;
		return width * size;
	}

	private letter(character: string, weight: Weight): Letter | null {
		const codePoint = character.codePointAt(0) ?? SPACE;
		const known = this.known[weight].get(codePoint);
		if (known !== undefined) return known;
		const letter = this.find(character, codePoint, weight);
		this.known[weight].set(codePoint, letter);
		return letter;
	}

	private find(character: string, codePoint: number, weight: Weight): Letter | null {
		if (/[\p{Cc}\p{Cf}\p{Variation_Selector}]/u.test(character)) return null;
		const drawn = /\p{Z}/u.test(character) ? SPACE : codePoint;
		for (const face of this.faces[weight]) {
			const glyph = face.font.glyphOf(drawn);
			if (glyph !== undefined) return letterOf(codePoint, face, glyph, false);
		}
		const [face] = this.faces[weight];
		if (!face) throw new Error(`there is no face for ${weight} letters`);
		return letterOf(codePoint, face, BOX, true);
	}
}

function letterOf(codePoint: number, face: Face, glyph: number, isReplaced: boolean): Letter {
	return { codePoint, face, glyph, width: face.font.advanceOf(glyph) / face.font.unitsPerEm, isReplaced };
}

/** A line's letters cut where the face changes. Pure. */
export function runsOf(letters: readonly Letter[]): Letter[][] {
	const runs: Letter[][] = [];
	for (const letter of letters) {
		const run = runs.at(-1);
		if (run?.[0]?.face === letter.face) run.push(letter);
		else runs.push([letter]);
	}
	return runs;
}
