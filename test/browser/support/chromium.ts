import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The program, where this machine has one: the one that the variable CHROMIUM names, or the first in the path. */
function findChromium(): string | undefined {
	const named = process.env.CHROMIUM;
	if (named) return named;
	const folders = (process.env.PATH ?? "").split(delimiter);
	const programs = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
	return [...programs, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"].find(isProgram);
}

function isProgram(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** Starts the machine's Chromium. Throws an error that says how to get one where there is none. */
export function launchChromium(): Promise<Browser> {
	const executablePath = findChromium();
	if (!executablePath)
		throw new Error(
			"The browser tests need Chromium: `apt-get install chromium`, or name another one with CHROMIUM=/path/to/it.",
		);
	// Its sandbox does not work for root, and it visits nothing but our own pages.
	return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
