/** How a document says that it is not known. */
export const UNKNOWN = "–";

/** A word of the API as people read it: `self_harm` → `self harm`. Pure, as all here. */
export const words = (name: string): string => name.replaceAll("_", " ");

/** One decimal, always: so the numbers of a column stand below each other. */
export const decimal = (value: number): string => value.toFixed(1);

export const whole = (value: number): string => value.toLocaleString("en");

export const percent = (share: number): string => `${(share * 100).toFixed(1)}\u00a0%`;

/** A text, or the parts of what was sent in parts, by their names; `UNKNOWN` for nothing. */
export function inWords(value: string | Record<string, unknown> | null | undefined): string {
	if (value === null || value === undefined || value === "") return UNKNOWN;
	if (typeof value === "string") return value;
	const parts = Object.entries(value).filter(([, part]) => part !== null && part !== undefined && part !== "");
	return parts.map(([name, part]) => `${words(name)}: ${part}`).join("\n") || UNKNOWN;
}
