import { createServer, type IncomingMessage, type Server } from "node:http";
import Provider, { type Configuration } from "oidc-provider";
import type { TestProject } from "vitest/node";

/** What a provider says of somebody. */
type Claims = Record<string, unknown>;

/** Where the tests call the Worker; see client.ts. */
const WORKER = "https://edgeward.test";
const DAY_SECONDS = 24 * 60 * 60;

async function listen(server: Server): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	return `http://127.0.0.1:${address.port}`;
}

/** An address that nobody listens on. */
async function closedPort(): Promise<string> {
	const server = createServer();
	const url = await listen(server);
	await new Promise((resolve) => server.close(resolve));
	return url;
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks = await request.setEncoding("utf8").toArray();
	return chunks.join("");
}

/** Its development forms warn that they are for development. */
function quietly<T>(work: () => T): T {
	const { warn } = console;
	console.warn = () => undefined;
	try {
		return work();
	} finally {
		console.warn = warn;
	}
}

/**
 * Starts a real provider whose login form takes any name. Who that is, the tests say beforehand: they PUT the claims of
 * a person to `/people/<name>`.
 */
async function startProvider(id: string, client: { client_id: string; client_secret: string }, more: Configuration) {
	const server = createServer();
	const issuer = await listen(server);
	const people = new Map<string, Claims>();
	const provider = quietly(
		() =>
			new Provider(issuer, {
				clients: [
					{
						...client,
						redirect_uris: [`${WORKER}/api/auth/oidc/${id}/callback/`, `${WORKER}/sign-in/oidc/${id}/callback`],
					},
				],
				claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["given_name", "family_name"] },
				cookies: { keys: ["a-key-that-only-tests-know"] },
				findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
				pkce: { required: () => true },
				ttl: Object.fromEntries(
					["AccessToken", "AuthorizationCode", "Grant", "IdToken", "Interaction", "Session"].map((kind) => [
						kind,
						DAY_SECONDS,
					]),
				),
				...more,
			}),
	);
	provider.on("server_error", (_, error) => console.error(error));
	const handle = provider.callback();
	server.on("request", async (request, response) => {
		const [, name] = /^\/people\/([\w-]+)$/.exec(request.url ?? "") ?? [];
		if (request.method !== "PUT" || name === undefined) return handle(request, response);
		people.set(name, JSON.parse(await textOf(request)));
		return response.end();
	});
	return { server, setting: { id, issuer, ...client } };
}

/** Starts the providers of the tests, and tells the Worker of them and of one that is down. */
export default async function setup(project: TestProject) {
	const clinic = await startProvider(
		"clinic",
		{ client_id: "edgeward at clinic", client_secret: "the secret: of 100% + clinic" },
		{},
	);
	const lab = await startProvider(
		"lab",
		{ client_id: "edgeward-lab", client_secret: "the-secret-of-lab" },
		{
			clientAuthMethods: ["client_secret_post"],
			clientDefaults: { token_endpoint_auth_method: "client_secret_post" },
			conformIdTokenClaims: false,
		},
	);
	const down = { id: "down", issuer: await closedPort(), client_id: "edgeward", client_secret: "the-secret-of-down" };
	project.provide("oidcProviders", JSON.stringify([{ ...clinic.setting, name: "Clinic ID" }, lab.setting, down]));
	return () => {
		for (const { server } of [clinic, lab]) {
			server.closeAllConnections();
			server.close();
		}
	};
}
