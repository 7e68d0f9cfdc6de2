import { misuse } from "../failure.ts";
import { fitabase } from "./fitabase.ts";
import { fitbitTakeout } from "./fitbit-takeout.ts";
import type { Format } from "./recording.ts";
import { zephyr } from "./zephyr.ts";

const FORMATS: readonly Format[] = [fitabase, fitbitTakeout, zephyr];

/** The format that a file's content has, whatever its name. Throws a Failure that lists the formats, if it has none. */
export function detectFormat(text: string): Format {
	const format = FORMATS.find(({ recognizes }) => recognizes(text));
	if (format) return format;
	const known = FORMATS.map(({ name, looksLike }) => `${name} (${looksLike})`).join("; ");
	throw misuse(`none of the formats that can be replayed: ${known}`);
}
