import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { vi } from "vitest";
import { createApp } from "../../src/app.ts";
import type { Answer } from "./client.ts";
import { unique } from "./factories.ts";
import { locationOf } from "./oidc.ts";

type Json = Record<string, unknown>;

/** What a provider answers to one kind of request; a text is sent as a web page. */
type Reply = Json | string | Response | Error;

export interface SentRequest {
	url: string;
	headers: Headers;
	body: URLSearchParams;
	signal: unknown;
}

const toResponse = (reply: Json | string) =>
	typeof reply === "string" ? new Response(reply, { headers: { "Content-Type": "text/html" } }) : Response.json(reply);

/** A provider that says whatever a test wants: what a real one never would. Stands in for the network. */
export async function forgeProvider() {
	const id = `forged-${unique()}`;
	const issuer = `https://${id}.example.org`;
	let key = await newKey();
	const sent: SentRequest[] = [];
	let page = new URL(issuer);

	const forged = {
		issuer,
		/** Every request that reached it, in order. */
		sent,
		clientSecret: "the-secret-of-the-forged",
		/** Changes of what it says of itself; undefined takes away. */
		metadata: {} as Json,
		/** Changes of the ID token. */
		claims: {} as Json,
		header: {} as Json,
		/** Instead of an answer, by the end of the path. */
		replies: {} as Record<string, Reply>,
		/** The key that it signs with. */
		async rotate(published = true) {
			const next = await newKey();
			key = { ...next, jwk: published ? next.jwk : key.jwk };
		},
		idToken: () => idToken(),
		signIn,
		begin,
	};

	async function idToken(): Promise<string> {
		const now = Math.floor(Date.now() / 1000);
		const claims = {
			...{ iss: issuer, sub: id, aud: "edgeward", iat: now, exp: now + 60, nonce: page.searchParams.get("nonce") },
			...{ email: `${id}@example.org`, email_verified: true },
			...forged.claims,
		};
		return new SignJWT(claims)
			.setProtectedHeader({ alg: "RS256", kid: key.kid, ...forged.header })
			.sign(key.privateKey);
	}

	async function answer(path: string): Promise<Response> {
		const [, reply] = Object.entries(forged.replies).find(([end]) => path.endsWith(end)) ?? [];
		if (reply instanceof Error) throw reply;
		if (reply !== undefined) return reply instanceof Response ? reply.clone() : toResponse(reply);
		if (path.endsWith("/openid-configuration"))
			return toResponse({
				issuer,
				authorization_endpoint: `${issuer}/authorize`,
				token_endpoint: `${issuer}/token`,
				userinfo_endpoint: `${issuer}/userinfo`,
				jwks_uri: `${issuer}/keys`,
				...forged.metadata,
			});
		if (path === "/keys") return toResponse({ keys: [key.jwk] });
		if (path === "/token")
			return toResponse({ access_token: "the-access-token", token_type: "Bearer", id_token: await idToken() });
		return new Response(null, { status: 404 });
	}

	const real = globalThis.fetch;
	vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
		const url = new URL(input instanceof Request ? input.url : input);
		if (url.origin !== issuer) return real(input, init);
		const body = new URLSearchParams(init?.body instanceof URLSearchParams ? init.body : "");
		sent.push({ url: url.href, headers: new Headers(init?.headers), body, signal: init?.signal });
		return answer(url.pathname);
	});

	/** Calls a Worker that knows this provider. */
	async function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
		const entry = { id: "forged", issuer, client_id: "edgeward", client_secret: forged.clientSecret, name: "Forged" };
		const context = createExecutionContext();
		const request = new Request(`https://edgeward.test/api/auth/oidc/forged/${path}`, {
			headers: { "CF-Connecting-IP": `10.${unique()}`, ...headers },
		});
		const response = await createApp().fetch(request, { ...env, OIDC_PROVIDERS: JSON.stringify([entry]) }, context);
		const text = await response.text();
		await waitOnExecutionContext(context);
		return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
	}

	async function begin(): Promise<Answer> {
		const answer = await ask("");
		if (answer.status === 302) page = new URL(locationOf(answer));
		return answer;
	}

	/** The whole of it: the start, and the callback as a browser would make it. */
	async function signIn(): Promise<Answer> {
		const started = await begin();
		if (started.status !== 302) return started;
		const [cookie = ""] = started.headers.getSetCookie();
		const query = new URLSearchParams({ code: "the-code", state: page.searchParams.get("state") ?? "" });
		return ask(`callback/?${query}`, { Cookie: cookie.split(";")[0] ?? "" });
	}

	return forged;
}

async function newKey() {
	const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
	const kid = unique();
	return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: "sig" } };
}
