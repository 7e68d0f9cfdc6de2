/** A phone number as it is compared: spaces, dashes and brackets are how people write it, not part of it. */
export const phoneDigits = (text: string) => text.replace(/[\s().-]/g, "");

export type LoginName = { kind: "email" | "phone number" | "username"; value: string };

/**
 * What somebody signs in by. A name with @ is an e-mail address, one of digits a phone number, and usernames are neither,
 * so there is never a doubt. `value` is the same for every spelling of a name. Pure.
 */
export function readLoginName(name: string): LoginName {
	const text = name.trim().normalize("NFKC");
	if (text.includes("@")) return { kind: "email", value: text.toLowerCase() };
	const digits = phoneDigits(text);
	return /^\+?\d*$/.test(digits) ? { kind: "phone number", value: digits } : { kind: "username", value: text };
}
