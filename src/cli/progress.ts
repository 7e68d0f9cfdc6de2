import { grouped } from "./replay/summary.ts";

const WIDTH = 24;
const TERMINAL_EVERY_MS = 100;
/** A log wants a sign of life, not an animation. */
const LOG_EVERY_MS = 10_000;

/** A bar and its numbers, such as `[######------------------]  25 %  500 of 2,000, 125/s`. */
export function progressLine(done: number, total: number, seconds: number): string {
	const share = total > 0 ? done / total : 1;
	const filled = Math.round(share * WIDTH);
	const bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
	const rate = seconds > 0 ? `, ${grouped(Math.round(done / seconds))}/s` : "";
	return `[${bar}] ${`${Math.floor(share * 100)}`.padStart(3)} %  ${grouped(done)} of ${grouped(total)}${rate}`;
}

/** Shows on stderr how far `total` steps have come: one line that moves on a terminal, a line now and then elsewhere. */
export class Progress {
	readonly #total: number;
	readonly #started = performance.now();
	readonly #everyMs = process.stderr.isTTY ? TERMINAL_EVERY_MS : LOG_EVERY_MS;
	#done = 0;
	#shownAt = this.#started;

	constructor(total: number) {
		this.#total = total;
	}

	advance(steps: number): void {
		this.#done += steps;
		if (performance.now() - this.#shownAt >= this.#everyMs) this.#show();
	}

	/** Says something without spoiling the bar. */
	note(line: string): void {
		this.clear();
		process.stderr.write(`${line}\n`);
	}

	/** Takes the bar away: at the end, or before something else is printed. */
	clear(): void {
		if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
	}

	#show(): void {
		this.#shownAt = performance.now();
		const line = progressLine(this.#done, this.#total, (this.#shownAt - this.#started) / 1000);
		process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
	}
}
