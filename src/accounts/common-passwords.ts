/** What the dictionary lacks and somebody who attacks a clinic tries: our own field's words, and what manuals print. */
const OUR_OWN = [
	...["edgeward", "default_password", "defaultpassword", "p@ssword", "changethis", "change_me", "changeme1"],
	...["hospital", "patient1", "patient123", "doctor123", "nurse123", "medical1", "heartrate", "heartbeat"],
];

const SHORTEST = 8;

let known: ReadonlySet<string> | undefined;

/** Loaded at first use: 49,000 words would slow down the start of every isolate, and few of them see a new password. */
async function words(): Promise<ReadonlySet<string>> {
	if (known) return known;
	const { dictionary } = await import("@zxcvbn-ts/language-common");
	const common = dictionary["passwords-common"].map((word) => word.toLowerCase());
	known = new Set([...common, ...OUR_OWN].filter((word) => word.length >= SHORTEST));
	return known;
}

/**
 * Whether a password is among the most common ones, or is one with up to four digits or signs after it, such as a year
 * or `123!`: that is what guessers try next. A common word among others, or with more behind it, is a good password.
 */
export async function isCommon(password: string): Promise<boolean> {
	const common = await words();
	const word = password.toLowerCase();
	const [tail = ""] = /\P{L}{0,4}$/u.exec(word) ?? [];
	const cuts = Array.from({ length: tail.length + 1 }, (_, cut) => cut);
	return cuts.some((cut) => common.has(word.slice(0, word.length - cut)));
}
