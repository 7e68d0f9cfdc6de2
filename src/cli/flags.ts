import { type ParseArgsConfig, parseArgs } from "node:util";
import { messageOf, misuse } from "./failure.ts";

/** `util.parseArgs` of the process's arguments, with its errors as one line and exit code 2. */
export function parseFlags<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
	try {
		return parseArgs(config);
	} catch (error) {
		// The sentences after the first explain how to quote an argument that begins with a dash.
		throw misuse(`${messageOf(error).split(/\. /)[0]}; see --help`);
	}
}

/** The whole number that a flag gives, or `otherwise` where the flag is absent. */
export function wholeNumber(
	flag: string,
	value: string | undefined,
	{ otherwise, min, max }: { otherwise: number; min: number; max: number },
): number {
	if (value === undefined) return otherwise;
	const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
	if (!(number >= min && number <= max)) {
		throw misuse(`--${flag} must be a whole number from ${min} to ${max}, not "${value}"`);
	}
	return number;
}
