import { problem } from "./http/problem.ts";

/** A secret that signs tokens, and the id by which a token names it. */
export interface AuthKey {
	kid: string;
	secret: Uint8Array;
}

export interface Settings {
	/** The first signs, all verify: put a new key in front, and drop the old one a day later. */
	authKeys: readonly [AuthKey, ...AuthKey[]];
}

const SHORTEST_SECRET = 32;

/** A setting that the Worker cannot run with. The message names the variable and never its value. */
function badSetting(variable: string, reason: string): never {
	throw problem("bad_setting", { detail: `The setting ${variable} ${reason}.` });
}

function readAuthKeys(value: string | undefined): Settings["authKeys"] {
	if (!value) badSetting("AUTH_KEYS", "is missing: set it to <key id>:<secret>, newest first, separated by commas");
	const ids = new Set<string>();
	const [first, ...rest] = value.split(",").map((entry, index): AuthKey => {
		const [, kid, secret] = /^\s*([\w-]+):(\S+)\s*$/.exec(entry) ?? [];
		if (!kid || !secret) badSetting("AUTH_KEYS", `has no <key id>:<secret> in entry ${index + 1}`);
		if (secret.length < SHORTEST_SECRET)
			badSetting("AUTH_KEYS", `has a secret of fewer than ${SHORTEST_SECRET} characters in entry ${index + 1}`);
		if (ids.has(kid)) badSetting("AUTH_KEYS", `repeats a key id in entry ${index + 1}`);
		ids.add(kid);
		return { kid, secret: new TextEncoder().encode(secret) };
	});
	if (!first) badSetting("AUTH_KEYS", "is empty");
	return [first, ...rest];
}

const JURISDICTIONS: readonly string[] = ["eu", "us", "fedramp"] satisfies DurableObjectJurisdiction[];

/** Whether readings are bound to a place; an empty setting means that they are not. */
export const isJurisdiction = (name: string): name is DurableObjectJurisdiction => JURISDICTIONS.includes(name);

function checkJurisdiction(value: string | undefined): void {
	if (value && !isJurisdiction(value))
		badSetting("JURISDICTION", `must be empty or one of ${JURISDICTIONS.join(", ")}`);
}

let checked: { keys: string; jurisdiction: string; settings: Settings } | undefined;

/** The checked settings. Throws the problem `bad_setting` (503), which names the variable, before any work is done. */
export function settings({ AUTH_KEYS: keys, JURISDICTION: jurisdiction }: Env): Settings {
	if (!checked || checked.keys !== keys || checked.jurisdiction !== jurisdiction) {
		checkJurisdiction(jurisdiction);
		checked = { keys, jurisdiction, settings: { authKeys: readAuthKeys(keys) } };
	}
	return checked.settings;
}
