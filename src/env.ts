import { isIanaZone } from "./clinic/zone.ts";
import { type LibsqlAddress, readLibsqlAddress } from "./db/libsql-address.ts";
import { isLoopback } from "./http/address.ts";
import { problem } from "./http/problem.ts";
import { isJurisdiction, isLocationHint, JURISDICTIONS, LOCATION_HINTS, type Place } from "./monitor/place.ts";
import { type OidcProvider, readProviders } from "./oidc/providers.ts";

/** Wrangler writes down the types of what every deployment has; these it does not know of. */
interface OptionalSecrets {
	/** The providers that people may sign in with; see src/oidc/providers.ts. */
	OIDC_PROVIDERS?: string;
	/** What lets us into the database at TURSO_DATABASE_URL. */
	TURSO_AUTH_TOKEN?: string;
}

declare global {
	interface Env extends OptionalSecrets {}
	namespace Cloudflare {
		interface Env extends OptionalSecrets {}
	}
}

/** A secret that signs tokens, and the id by which a token names it. */
export interface AuthKey {
	kid: string;
	secret: Uint8Array;
}

export interface Settings {
	/**
	 * The first signs and seals, all verify and unseal: put a new key in front, and drop the old one a day later, when a
	 * night has sealed anew what it had sealed.
	 */
	authKeys: readonly [AuthKey, ...AuthKey[]];
	/** How many wrong passwords one address may send for one account before it has to wait. */
	signInFailures: { limit: number; windowMs: number };
	/** Where the objects of patients are created from now on. */
	place: Place;
	/** The database, where it is libSQL. Null: D1, by the binding DB. */
	libsql: LibsqlAddress | null;
	/** The sender of our mails. */
	mailFrom: string;
	/** Where people reach the pages, such as `https://ward.example.org`: what mails link to. Null: they link to nothing. */
	publicOrigin: string | null;
	/** IANA name: doctors' hours and the dates of appointments are told in it. */
	clinicTimezone: string;
	/** Where browser apps may call from. */
	corsOrigins: readonly string[];
	/** Whether webhooks may go to http and to private addresses, as on a laptop. */
	webhookPrivateAddresses: boolean;
	/** What people may sign in with instead of a password. */
	oidcProviders: readonly OidcProvider[];
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

function readOneOf<T extends string>(
	variable: string,
	value: string | undefined,
	names: readonly string[],
	is: (name: string) => name is T,
): T | null {
	if (!value) return null;
	return is(value) ? value : badSetting(variable, `must be empty or one of ${names.join(", ")}`);
}

function readPlace({ JURISDICTION, LOCATION_HINT }: Env): Place {
	return {
		jurisdiction: readOneOf("JURISDICTION", JURISDICTION, JURISDICTIONS, isJurisdiction),
		locationHint: readOneOf("LOCATION_HINT", LOCATION_HINT, LOCATION_HINTS, isLocationHint),
	};
}

function readCount(variable: string, value: string | undefined, most: number): number {
	if (!value || !/^\d+$/.test(value) || Number(value) < 1 || Number(value) > most)
		badSetting(variable, `must be a whole number from 1 to ${most}`);
	return Number(value);
}

function readMailFrom(value: string | undefined): string {
	if (!value || !/^[^\s<>@]+@[^\s<>@]+$/.test(value)) badSetting("MAIL_FROM", "must be an e-mail address");
	return value;
}

function readClinicTimezone(value: string | undefined): string {
	if (!value || !isIanaZone(value)) badSetting("CLINIC_TIMEZONE", "must be an IANA time zone like Europe/Berlin");
	return value;
}

/** An origin alone, with https unless it is this very machine; a fault where it is another text. */
function readOrigin(text: string): { origin: string } | { fault: string } {
	const url = /^https?:\/\/[^\s/?#@*\\]+$/i.test(text) ? URL.parse(text) : null;
	if (!url) return { fault: "has no origin such as https://app.example.org" };
	return url.protocol === "https:" || isLoopback(url.hostname) ? { origin: url.origin } : { fault: "must have https" };
}

function readPublicOrigin(value: string | undefined): string | null {
	if (!value) return null;
	const read = readOrigin(value.trim());
	return "fault" in read ? badSetting("PUBLIC_ORIGIN", read.fault) : read.origin;
}

function readCorsOrigins(value: string | undefined): string[] {
	if (!value) return [];
	return value.split(",").map((entry, index) => {
		const read = readOrigin(entry.trim());
		return "fault" in read ? badSetting("CORS_ORIGINS", `${read.fault} in entry ${index + 1}`) : read.origin;
	});
}

/** Of a database at Turso; null where there is none and D1 is bound. */
function readLibsql({ TURSO_DATABASE_URL, TURSO_AUTH_TOKEN, DB }: Env): LibsqlAddress | null {
	if (!TURSO_DATABASE_URL) return DB ? null : badSetting("TURSO_DATABASE_URL", "is empty, and no D1 is bound as DB");
	const address = readLibsqlAddress(TURSO_DATABASE_URL, TURSO_AUTH_TOKEN);
	return "fault" in address ? badSetting(address.variable, address.fault) : address;
}

function readPrivateAddresses(value: string | undefined): boolean {
	if (value && value !== "allow") badSetting("WEBHOOK_PRIVATE_ADDRESSES", 'must be empty or "allow"');
	return value === "allow";
}

function readOidcProviders(value: string | undefined): readonly OidcProvider[] {
	const read = readProviders(value);
	return "fault" in read ? badSetting("OIDC_PROVIDERS", read.fault) : read.providers;
}

function read(env: Env): Settings {
	return {
		place: readPlace(env),
		authKeys: readAuthKeys(env.AUTH_KEYS),
		signInFailures: {
			limit: readCount("SIGN_IN_FAILURES", env.SIGN_IN_FAILURES, 1000),
			windowMs: readCount("SIGN_IN_WINDOW_MINUTES", env.SIGN_IN_WINDOW_MINUTES, 24 * 60) * 60_000,
		},
		libsql: readLibsql(env),
		mailFrom: readMailFrom(env.MAIL_FROM),
		publicOrigin: readPublicOrigin(env.PUBLIC_ORIGIN),
		clinicTimezone: readClinicTimezone(env.CLINIC_TIMEZONE),
		corsOrigins: readCorsOrigins(env.CORS_ORIGINS),
		webhookPrivateAddresses: readPrivateAddresses(env.WEBHOOK_PRIVATE_ADDRESSES),
		oidcProviders: readOidcProviders(env.OIDC_PROVIDERS),
	};
}

const VARIABLES = [
	"AUTH_KEYS",
	"JURISDICTION",
	"LOCATION_HINT",
	"SIGN_IN_FAILURES",
	"SIGN_IN_WINDOW_MINUTES",
	"TURSO_DATABASE_URL",
	"TURSO_AUTH_TOKEN",
	"MAIL_FROM",
	"PUBLIC_ORIGIN",
	"CLINIC_TIMEZONE",
	"CORS_ORIGINS",
	"WEBHOOK_PRIVATE_ADDRESSES",
	"OIDC_PROVIDERS",
] as const;

let checked: { env: Env; values: (string | undefined)[]; settings: Settings } | undefined;

/** The checked settings. Throws the problem `bad_setting` (503), which names the variable, before any work is done. */
export function settings(env: Env): Settings {
	const known = checked;
	// In an isolate it is always the same object, whose values never change.
	if (known?.env === env) return known.settings;
	if (known && VARIABLES.every((name, index) => env[name] === known.values[index])) return known.settings;
	checked = { env, values: VARIABLES.map((name) => env[name]), settings: read(env) };
	return checked.settings;
}
