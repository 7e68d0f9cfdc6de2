import { ACCENT, INK, QUIET, RULE, SHADE } from "./colours.ts";
import type { Document } from "./document.ts";
import type { Weight } from "./lettering.ts";
import { type Measure, wrap } from "./line-breaking.ts";
import type { Page } from "./page.ts";
import { paginate } from "./pagination.ts";

/** From the paper's edges, in points. */
const MARGIN = { side: 48, top: 48, bottom: 58 } as const;

/** The size of what is read, and of what is said about it. */
const [BODY, SMALL] = [9, 7.5] as const;
const [LINE, SMALL_LINE] = [12.5, 10.5] as const;
const CELL = { side: 4, padding: 6, gap: 10 } as const;

export interface Column {
	title: string;
	/** Of the table's width, in proportion to the others. */
	share: number;
	align?: "left" | "right";
}

/** Writes one thing below the other, on as many pages as it takes. */
export class Flow {
	readonly width: number;
	private readonly document: Document;
	private readonly isLandscape: boolean;
	private page: Page;
	/** Where the next thing begins. */
	private y: number = MARGIN.top;

	constructor(document: Document, { isLandscape }: { isLandscape: boolean }) {
		[this.document, this.isLandscape] = [document, isLandscape];
		this.page = document.newPage(isLandscape);
		this.width = this.page.width - 2 * MARGIN.side;
	}

	/** The head of the document: what it is, of whom, and what else is to be known before it is read. */
	title(title: string, subtitle: string, notes: readonly string[]): void {
		this.lines(title, { size: 20, line: 26, weight: "bold", colour: ACCENT });
		if (subtitle) this.lines(subtitle, { size: 12, line: 17, weight: "bold" });
		this.y += 3;
		for (const note of notes) this.lines(note, { size: BODY, line: LINE, colour: QUIET });
		this.y += 6;
		this.page.line(this.acrossAt(this.y), { colour: ACCENT, width: 1.2 });
		this.y += 16;
	}

	/** The beginning of a part, which stays with as much of what follows it as it `needs`. */
	chapter(title: string, needs = 76): void {
		this.y += 10;
		this.keep(needs);
		this.document.beginChapter(title);
		this.lines(title, { size: 13, line: 18, weight: "bold", colour: ACCENT });
		this.y += 4;
	}

	/** A smaller heading, which stays with as much of what follows it as it `needs`. */
	heading(title: string, needs = 48): void {
		this.keep(needs);
		this.lines(title, { size: BODY + 0.5, line: LINE + 1, weight: "bold" });
		this.y += 2;
	}

	note(text: string): void {
		this.lines(text, { size: BODY, line: LINE, colour: QUIET });
		this.y += 4;
	}

	/** What somebody wrote. */
	text(text: string): void {
		this.lines(text, { size: BODY, line: LINE });
		this.y += 4;
	}

	/** Names and values, one pair below the other; what goes over several lines goes on below its value. */
	facts(facts: readonly (readonly [name: string, value: string])[]): void {
		const indent = 110;
		for (const [name, value] of facts) {
			const lines = wrap(value, this.width - indent, this.measure(BODY));
			for (const [index, line] of lines.entries()) {
				this.keep(LINE);
				const baseline = this.y + BODY;
				if (index === 0) this.page.text(name, [MARGIN.side, baseline], { size: BODY, colour: QUIET });
				this.page.text(line, [MARGIN.side + indent, baseline], { size: BODY });
				this.y += LINE;
			}
			this.y += 1.5;
		}
		this.y += 4;
	}

	/** All rows, however many pages they take; each page begins with the head again. Says so where there are none. */
	table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
		if (rows.length === 0) {
			this.note("None.");
			return;
		}
		const whole = columns.reduce((sum, { share }) => sum + share, 0);
		const widths = columns.map(({ share }) => (share / whole) * this.width);
		const inner = widths.map((width) => width - 2 * CELL.side);
		const broken = (texts: readonly string[], weight: Weight) =>
			texts.map((text, index) => wrap(text, inner[index] ?? 0, this.measure(SMALL + 0.5, weight)));
		const head = broken(
			columns.map(({ title }) => title),
			"bold",
		);
		const cells = rows.map((row) => broken(row, "regular"));
		const counts = cells.map((row) => Math.max(1, ...row.map((lines) => lines.length)));
		const headHeight = Math.max(...head.map((lines) => lines.length)) * SMALL_LINE + CELL.padding;
		const next = this.bottom - MARGIN.top - headHeight;
		const heights = { line: SMALL_LINE, padding: CELL.padding };
		const pages = paginate(counts, { first: this.bottom - this.y - headHeight, next }, heights);
		for (const [index, pieces] of pages.entries()) {
			if (index > 0) this.turn();
			if (pieces.length === 0) continue;
			this.page.box([MARGIN.side, this.y], this.width, headHeight, SHADE);
			this.row(columns, widths, head, "bold");
			for (const { row, from, to } of pieces)
				this.row(
					columns,
					widths,
					(cells[row] ?? []).map((lines) => lines.slice(from, to)),
					"regular",
				);
		}
		this.y += CELL.gap;
	}

	/** A drawing of this height, from the left margin on, below its heading. */
	figure(title: string, height: number, draw: (page: Page, left: number, top: number) => void): void {
		this.keep(height + 2 * LINE);
		this.heading(title);
		draw(this.page, MARGIN.side, this.y);
		this.y += height + 8;
	}

	/** Writes below each page what is to stand there, and which one it is: call it last. */
	finish(footer: string): void {
		if (this.document.hasBoxes)
			this.note(
				"An empty box stands for a letter that the fonts of this document do not have. Copied, it is that letter.",
			);
		const { pages } = this.document;
		for (const [index, page] of pages.entries()) {
			const [y, right] = [page.height - 30, page.width - MARGIN.side];
			page.line(
				[
					[MARGIN.side, y - 12],
					[right, y - 12],
				],
				{ colour: RULE },
			);
			const number = `Page ${index + 1} of ${pages.length}`;
			const style = { size: SMALL, colour: QUIET };
			page.text(number, [right, y], { ...style, align: "right" });
			const room = right - MARGIN.side - this.document.lettering.width(number, SMALL) - 20;
			for (const [line, text] of wrap(footer, room, this.measure(SMALL)).slice(0, 2).entries())
				page.text(text, [MARGIN.side, y + line * 9], style);
		}
	}

	private row(columns: readonly Column[], widths: readonly number[], cells: readonly string[][], weight: Weight): void {
		let left: number = MARGIN.side;
		const top = this.y + CELL.padding / 2;
		for (const [index, column] of columns.entries()) {
			const [align, width] = [column.align ?? "left", widths[index] ?? 0];
			const x = align === "right" ? left + width - CELL.side : left + CELL.side;
			for (const [line, text] of (cells[index] ?? []).entries())
				this.page.text(text, [x, top + line * SMALL_LINE + SMALL], { size: SMALL + 0.5, weight, align });
			left += width;
		}
		this.y += Math.max(1, ...cells.map((lines) => lines.length)) * SMALL_LINE + CELL.padding;
		this.page.line(this.acrossAt(this.y), { colour: RULE });
	}

	private lines(text: string, style: { size: number; line: number; weight?: Weight; colour?: typeof INK }): void {
		const { size, line: height, weight = "regular", colour = INK } = style;
		for (const line of wrap(text, this.width, this.measure(size, weight))) {
			this.keep(height);
			this.page.text(line, [MARGIN.side, this.y + size], { size, weight, colour });
			this.y += height;
		}
	}

	/** Turns the page where the rest of it is lower than this. */
	private keep(height: number): void {
		if (this.y + height > this.bottom) this.turn();
	}

	private turn(): void {
		this.page = this.document.newPage(this.isLandscape);
		this.y = MARGIN.top;
	}

	private get bottom(): number {
		return this.page.height - MARGIN.bottom;
	}

	private acrossAt(y: number): [[number, number], [number, number]] {
		return [
			[MARGIN.side, y],
			[MARGIN.side + this.width, y],
		];
	}

	private measure(size: number, weight: Weight = "regular"): Measure {
		return (text) => this.document.lettering.width(text, size, weight);
	}
}
