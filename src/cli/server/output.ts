import { createInterface } from "node:readline";
import { EMAILS } from "../demo/ward.ts";
import type { Wrangler } from "../wrangler.ts";
import { readMail, showMail } from "./mails.ts";

/** What wrangler's output is shown of: `quiet` while starting and filling the ward, `all` from then on. */
export type Volume = "quiet" | "all";

/** Enough to see why a start failed. */
const KEPT_LINES = 60;

/** True for a line that must be seen whatever happens. */
export function isUrgent(line: string): boolean {
	return /\[ERROR\]|✘|uncaught/i.test(line);
}

/** True for a line that tells a developer nothing: a blank one, or a request of our own that went well. */
export function isNoise(line: string, volume: Volume): boolean {
	if (line.trim() === "" || line.includes("/cdn-cgi/local/scheduled")) return true;
	// Wrangler has a line of its own for each request, and a queue that works is no news.
	if (/^\{"level":"info"/.test(line)) return true;
	return volume === "quiet" && /\[wrangler:info\] (GET|POST) \S+ 2\d\d /.test(line);
}

/** Passes wrangler's output through as far as it is worth reading, mails as mails, and remembers the rest. */
export class Output {
	volume: Volume = "quiet";
	readonly #held: string[] = [];
	/** The lines of a mail that has not come to its end. */
	#mail: string[] = [];

	constructor({ stdout, stderr }: Pick<Wrangler, "stdout" | "stderr">) {
		createInterface(stdout).on("line", (line) => this.#sort(line));
		createInterface(stderr).on("line", (line) => this.#take(line));
	}

	/** Mails are told on stdout, of several lines each. */
	#sort(line: string): void {
		const lines = [...this.#mail, line];
		const read = readMail(lines);
		this.#mail = read === "unfinished" ? lines : [];
		if (read === "unfinished") return;
		if (read === "none") {
			for (const other of lines) this.#take(other);
			return;
		}
		// Filling the ward tells its people of their new accounts, and who runs a demo waits for none of that.
		if (this.volume === "quiet" && EMAILS.has(read.to)) return;
		process.stdout.write(`\n${showMail(read)}\n\n`);
	}

	#take(line: string): void {
		if (isNoise(line, this.volume)) return;
		if (this.volume === "all" || isUrgent(line)) {
			process.stdout.write(`${line}\n`);
			return;
		}
		this.#held.push(line);
		if (this.#held.length > KEPT_LINES) this.#held.shift();
	}

	/** What was held back, for when the start has failed. */
	get held(): string {
		return this.#held.join("\n");
	}
}
