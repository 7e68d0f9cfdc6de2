import * as oauth from "oauth4webapi";

/** A provider that says nothing for so long keeps a person waiting in vain. */
const TIMEOUT_MS = 5_000;
/** How long an isolate believes what a provider says of itself. */
const BELIEVED_MS = 10 * 60_000;

interface Memory {
	server: oauth.AuthorizationServer;
	keys: oauth.JWKSCacheInput;
	until: number;
}

/** By issuer. Plain data, of which each request gets a copy: workerd lets none wait for what another has begun. */
const memories = new Map<string, Memory>();

/** Of every request to a provider: an issuer on http is on this very machine, the settings make sure of it. */
export function requestOptions(issuer: string) {
	return {
		signal: () => AbortSignal.timeout(TIMEOUT_MS),
		[oauth.allowInsecureRequests]: new URL(issuer).protocol === "http:",
	};
}

/** A provider that does not say what it is, or says it of another; the cause is the library's. */
export class DiscoveryError extends Error {}

/** What a provider says of itself. Throws a DiscoveryError where it does not. */
export async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
	const memory = memories.get(issuer);
	if (memory && memory.until > Date.now()) return structuredClone(memory.server);
	const server = await ask(new URL(issuer)).catch((cause) => {
		throw new DiscoveryError("no discovery document", { cause });
	});
	memories.set(issuer, { server, keys: {}, until: Date.now() + BELIEVED_MS });
	return structuredClone(server);
}

const ask = async (issuer: URL) =>
	oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, requestOptions(issuer.href)));

/**
 * Checks that the provider has signed the JWT of a response. A key that is not among those we remember may be a new
 * one, so they are fetched once more. Throws what the library throws.
 */
export async function checkSignature(issuer: string, server: oauth.AuthorizationServer, response: Response) {
	const remembered = memories.get(issuer)?.keys ?? {};
	const check = async (known: oauth.JWKSCacheInput) => {
		const keys = structuredClone(known);
		const options = { ...requestOptions(issuer), [oauth.jwksCache]: keys };
		// The library remembers the keys of the very object, so a new one is a new beginning.
		await oauth.validateApplicationLevelSignature(structuredClone(server), response, options);
		const memory = memories.get(issuer);
		if (memory) memory.keys = keys;
	};
	await check(remembered).catch((error) => {
		if (!("jwks" in remembered) || !isUnknownKey(error)) throw error;
		return check({});
	});
}

const isUnknownKey = (error: unknown) =>
	error instanceof oauth.OperationProcessingError && error.code === oauth.KEY_SELECTION;
