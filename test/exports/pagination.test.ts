import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Piece, paginate } from "../../src/exports/pagination.ts";

const HEIGHTS = { line: 10, padding: 4 };
const pages = (lines: number[], first: number, next: number) => paginate(lines, { first, next }, HEIGHTS);
const whole = (row: number, to: number): Piece => ({ row, from: 0, to });

describe("rows on pages", () => {
	it.each<[string, number[], number, number, Piece[][]]>([
		["nothing", [], 100, 100, [[]]],
		["one page", [1, 2], 38, 100, [[whole(0, 1), whole(1, 2)]]],
		["what does not fit goes on the next page", [1, 2], 37, 100, [[whole(0, 1)], [whole(1, 2)]]],
		["no room on the first page", [1], 5, 100, [[], [whole(0, 1)]]],
		["no room at all on the first page", [1], -20, 100, [[], [whole(0, 1)]]],
		[
			"a row that is higher than a page",
			[1, 12],
			50,
			64,
			[[whole(0, 1), { row: 1, from: 0, to: 3 }], [{ row: 1, from: 3, to: 9 }], [{ row: 1, from: 9, to: 12 }]],
		],
		["a page that is lower than a line", [2], 4, 5, [[], [whole(0, 1)], [{ row: 0, from: 1, to: 2 }]]],
	])("%s", (_, lines, first, next, expected) => {
		expect(pages(lines, first, next)).toEqual(expected);
	});

	const rows = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 });
	const room = fc.integer({ min: 14, max: 300 });

	it("has every line of every row once, in order", () => {
		fc.assert(
			fc.property(rows, fc.integer({ min: -50, max: 300 }), room, (lines, first, next) => {
				const found = pages(lines, first, next)
					.flat()
					.flatMap(({ row, from, to }) => Array.from({ length: to - from }, (_, line) => [row, from + line]));
				expect(found).toEqual(lines.flatMap((count, row) => Array.from({ length: count }, (_, line) => [row, line])));
			}),
		);
	});

	it("fills no page beyond its room, and cuts only rows that are higher than a page", () => {
		fc.assert(
			fc.property(rows, fc.integer({ min: -50, max: 300 }), room, (lines, first, next) => {
				for (const [index, pieces] of pages(lines, first, next).entries()) {
					const height = pieces.reduce((sum, { from, to }) => sum + (to - from) * 10 + 4, 0);
					expect(height).toBeLessThanOrEqual(Math.max(0, index === 0 ? first : next));
					for (const { row, from, to } of pieces) {
						const count = lines[row] ?? 0;
						if (to - from < count) expect(count * 10 + 4).toBeGreaterThan(next);
					}
				}
			}),
		);
	});
});
