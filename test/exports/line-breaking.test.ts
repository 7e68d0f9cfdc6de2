import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrap } from "../../src/exports/line-breaking.ts";

/** Every letter is one wide. */
const measure = (text: string) => [...text].length;
const lines = (text: string, width: number) => wrap(text, width, measure);

describe("a text in lines", () => {
	it.each([
		["", 10, [""]],
		["short", 10, ["short"]],
		["two words", 9, ["two words"]],
		["two words", 8, ["two", "words"]],
		["a b c d", 3, ["a b", "c d"]],
		["one\ntwo\r\nthree", 10, ["one", "two", "three"]],
		["one\n\ntwo", 10, ["one", "", "two"]],
		["  much \t space  ", 20, ["much space"]],
		["extraordinary", 5, ["extra", "ordin", "ary"]],
		["an extraordinary day", 6, ["an", "extrao", "rdinar", "y day"]],
		["ada@example.org", 9, ["ada@", "example.", "org"]],
		["a-long-compound", 7, ["a-long-", "compoun", "d"]],
		["10\u00a0000 bpm", 7, ["10\u00a0000", "bpm"]],
		["👩‍⚕️👩‍⚕️", 1, ["👩‍⚕️", "👩‍⚕️"]],
	])("%j at %i", (text, width, expected) => {
		expect(lines(text, width)).toEqual(expected);
	});

	const words = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), { maxLength: 30 });
	const text = words.map((parts) => parts.join(" "));
	const without = (from: string) => from.replaceAll(/[ \t\n\r\v\f\u0085\u2028\u2029]/g, "");

	it("loses no letter, and keeps their order", () => {
		fc.assert(
			fc.property(text, fc.integer({ min: 1, max: 40 }), (text, width) => {
				expect(without(lines(text, width).join(""))).toBe(without(text));
			}),
		);
	});

	it("has no line that is too wide, but of a single letter", () => {
		fc.assert(
			fc.property(text, fc.integer({ min: 1, max: 40 }), (text, width) => {
				const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
				for (const line of lines(text, width))
					expect(measure(line) <= width || [...graphemes.segment(line)].length === 1, line).toBe(true);
			}),
		);
	});
});
