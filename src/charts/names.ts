import type { FieldErrors } from "../http/problem.ts";

/** By what two names are the same: not by case, nor by spaces, nor by what nobody sees, nor by how Unicode spells a letter. Pure. */
export function nameKey(name: string): string {
	// Up and down again: `ß` and `SS` are one letter in two cases.
	const folded = name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
	return folded
		.replace(/\p{Cf}/gu, "")
		.replace(/\s+/g, " ")
		.trim();
}

/** The refusal of the names that `isAtFault` picks, by their fields on the wire: a body of one object has no index. Pure. */
export function nameErrors(
	keys: readonly string[],
	isList: boolean,
	reason: string,
	isAtFault: (key: string, index: number) => boolean,
): FieldErrors {
	const faults = keys.flatMap((key, index) => (isAtFault(key, index) ? [isList ? `${index}.name` : "name"] : []));
	return Object.fromEntries(faults.map((field) => [field, [reason]]));
}

/** The refusal of the names that a body has twice. Pure. */
export const namedTwice = (keys: readonly string[]): FieldErrors =>
	nameErrors(keys, true, "is named twice", (key, index) => keys.indexOf(key) < index);
