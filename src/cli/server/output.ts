import { createInterface } from "node:readline";
import type { Wrangler } from "../wrangler.ts";

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
	return volume === "quiet" && /\[wrangler:info\] (GET|POST) \S+ 2\d\d /.test(line);
}

/** Passes wrangler's output through as far as it is worth reading, and remembers the rest. */
export class Output {
	volume: Volume = "quiet";
	readonly #held: string[] = [];

	constructor({ stdout, stderr }: Wrangler) {
		createInterface(stdout).on("line", (line) => this.#take(line));
		createInterface(stderr).on("line", (line) => this.#take(line));
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
