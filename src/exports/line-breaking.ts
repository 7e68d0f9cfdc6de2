/** How wide a text is; of two texts one after the other, as wide as both. */
export type Measure = (text: string) => number;

const LINES = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** A word that is too long for a line, in pieces: behind its signs, else between letters. */
function cut(word: string, width: number, measure: Measure): string[] {
	const parts = word.split(/(?<=[-/_.,:;@&?=])/).flatMap((part) => {
		if (measure(part) <= width) return [part];
		return Array.from(graphemes.segment(part), ({ segment }) => segment);
	});
	const pieces: string[] = [];
	for (const part of parts) {
		const last = pieces.at(-1);
		if (last !== undefined && measure(last) + measure(part) <= width) pieces[pieces.length - 1] = last + part;
		else pieces.push(part);
	}
	return pieces;
}

function broken(line: string, width: number, measure: Measure): string[] {
	const space = measure(" ");
	const words = line
		.split(/[ \t]+/)
		.filter((word) => word !== "")
		.map((word) => ({ word, length: measure(word) }));
	const lines: string[] = [];
	let [current, length] = ["", 0];
	for (const { word, length: wordLength } of words) {
		if (current !== "" && length + space + wordLength <= width) {
			current += ` ${word}`;
			length += space + wordLength;
			continue;
		}
		if (current !== "") lines.push(current);
		const pieces = wordLength <= width ? [word] : cut(word, width, measure);
		lines.push(...pieces.slice(0, -1));
		current = pieces.at(-1) ?? "";
		length = measure(current);
	}
	return [...lines, current];
}

/**
 * A text in lines that are no wider than this, broken at spaces, and within a word only where it would not fit alone; at
 * least one line, and where nothing fits, one letter each. Of a text's spaces only one each is kept, and no letter is
 * lost. Pure.
 */
export function wrap(text: string, width: number, measure: Measure): string[] {
	return text.split(LINES).flatMap((line) => broken(line, width, measure));
}
