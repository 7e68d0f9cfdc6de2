import { isLoopback } from "../http/address.ts";

/** Where a libSQL database answers, and what lets us in. */
export interface LibsqlAddress {
	url: string;
	authToken: string | undefined;
}

/** What is wrong with the settings of an address. */
interface AddressFault {
	variable: "TURSO_DATABASE_URL" | "TURSO_AUTH_TOKEN";
	fault: string;
}

/** The address as the settings have it, or which of them is wrong; on this very machine it may be http, without a token. */
export function readLibsqlAddress(text: string, authToken: string | undefined): LibsqlAddress | AddressFault {
	const url = URL.parse(text);
	const isNear = url?.protocol === "http:" && isLoopback(url.hostname);
	if (!url || !(isNear || ["libsql:", "https:"].includes(url.protocol)))
		return { variable: "TURSO_DATABASE_URL", fault: "must be an address such as libsql://ward-clinic.turso.io" };
	if (!authToken && !isNear)
		return { variable: "TURSO_AUTH_TOKEN", fault: "is missing: the database at TURSO_DATABASE_URL asks for it" };
	return { url: text, authToken };
}
