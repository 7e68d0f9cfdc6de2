import { instantOf, wallTime } from "../../clinic/zone.ts";
import { invalid } from "../../http/problem.ts";
import { fill, texts } from "../texts.ts";

type Fields = Record<string, string>;

const isBlank = (value: unknown) =>
	value === undefined || value === null || (typeof value === "string" && !value.trim());

/** The fields that were filled in. */
export const filled = (fields: Record<string, unknown>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => !isBlank(value)));

/** The number that a field holds; as it is where it is none, so that the schema says so. */
export const numberOf = (text: string | undefined): number | string | undefined => {
	if (text === undefined || text.trim() === "") return undefined;
	return Number.isFinite(Number(text)) ? Number(text) : text;
};

/** The version of the thing that the form was shown with, where it says. */
export function versionIn({ version }: Fields): number | undefined {
	return version !== undefined && /^\d{1,15}$/.test(version) ? Number(version) : undefined;
}

/**
 * The instant that a field for date and time means in a zone; undefined where it is blank. A field shows no seconds: one
 * that was left as it shows the instant `before` means just that. Throws `invalid` on the field.
 */
export function instantIn(fields: Fields, name: string, zone: string, before?: string): string | undefined {
	const text = fields[name]?.trim();
	if (!text) return undefined;
	if (before !== undefined && wallTime(before, zone) === text) return before;
	const instant = instantOf(text, zone);
	if (!instant) throw invalid(name, fill(texts.clinic.no_such_time, { zone }));
	return instant;
}
