import { z } from "zod";
import { isLoopback } from "../http/address.ts";

/** An OpenID Connect provider that people may sign in with. */
export interface OidcProvider {
	/** Of the path of its sign-in, and of the redirect address that it has to know. */
	id: string;
	issuer: string;
	clientId: string;
	clientSecret: string;
	/** What people call it. */
	name: string;
}

/** Our provider on a laptop has no certificate; every other one speaks https. */
function isIssuer(text: string): boolean {
	const url = URL.parse(text);
	if (!url || /[?#@\s]/.test(text)) return false;
	return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

const text = z.string().trim().min(1).max(500);

const entry = z.strictObject({
	id: z.string().regex(/^[a-z0-9-]{1,40}$/),
	issuer: text.refine(isIssuer),
	client_id: text,
	client_secret: text,
	name: text.max(60).optional(),
});

const FAULTS: Record<keyof typeof entry.shape, string> = {
	id: "needs an id of a-z, 0-9 and -, of at most 40 characters",
	issuer: "needs an issuer: an https address without query, or http on this very machine",
	client_id: "needs a client_id",
	client_secret: "needs a client_secret",
	name: "has a name that is empty or longer than 60 characters",
};

const isField = (name: unknown): name is keyof typeof FAULTS => typeof name === "string" && name in FAULTS;

function readEntry(value: unknown): OidcProvider | { fault: string } {
	const { data, error } = entry.safeParse(value);
	if (data) {
		const { id, issuer, name = id } = data;
		return { id, issuer, clientId: data.client_id, clientSecret: data.client_secret, name };
	}
	const field = error.issues[0]?.path[0];
	return { fault: isField(field) ? FAULTS[field] : `is not an object of ${Object.keys(FAULTS).join(", ")} alone` };
}

function readArray(value: string): unknown[] | undefined {
	try {
		const read: unknown = JSON.parse(value);
		return Array.isArray(read) ? read : undefined;
	} catch {
		return undefined;
	}
}

/** Reads the setting OIDC_PROVIDERS. Pure; a fault names the entry and never repeats what is in it. */
export function readProviders(value: string | undefined): { providers: OidcProvider[] } | { fault: string } {
	const entries = value ? readArray(value) : [];
	if (!entries) return { fault: "is not a JSON array" };
	const providers: OidcProvider[] = [];
	for (const [index, entry] of entries.entries()) {
		const read = readEntry(entry);
		if ("fault" in read) return { fault: `is wrong: entry ${index + 1} ${read.fault}` };
		if (providers.some(({ id }) => id === read.id))
			return { fault: `is wrong: entry ${index + 1} repeats the id of another` };
		providers.push(read);
	}
	return { providers };
}
