import { signedInSchema } from "../accounts/schema.ts";
import { newRouter } from "../http/app-env.ts";
import { json, publicRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { callbackQuery, providerParam, startQuery } from "./schema.ts";
import { backFromProvider, once, sendToProvider } from "./visits.ts";

const tags = ["Sign-in with a provider"];
const START = "/api/auth/oidc/{provider}";

const callbackPath = (provider: string) => `/api/auth/oidc/${provider}/callback/`;

/** The doors that need no token. */
export const publicOidc = newRouter();

const start = publicRoute({
	method: "get",
	path: START,
	tags,
	summary: "Sign in with an OpenID Connect provider",
	description: "For a browser to visit: it goes on to the provider's page, and from there to the callback.",
	rate: "sign-in",
	request: { params: providerParam, query: startQuery },
	responses: { 302: { description: "To the provider's page" } },
	fails: ["not_found", "provider_unavailable"],
});
publicOidc.openapi(start, async (c) => {
	const { provider } = c.req.valid("param");
	return sendToProvider(c, provider, c.req.valid("query").user_type, callbackPath(provider));
});

publicOidc.use("/api/auth/oidc/:provider{[a-z0-9-]+}/callback", once(callbackPath));

const callback = publicRoute({
	method: "get",
	path: `${START}/callback`,
	tags,
	summary: "Come back from the provider, signed in",
	description:
		"Where the provider sends the browser that began; works once. Creates the account where there is none, and links " +
		"the one whose e-mail address both sides have seen proven.",
	rate: "sign-in",
	request: { params: providerParam, query: callbackQuery },
	responses: { 200: json(signedInSchema, "Signed in") },
	fails: ["unauthenticated", "no_verified_email", "not_found", "conflict", "provider_unavailable"],
});
publicOidc.openapi(callback, async (c) => {
	const { provider } = c.req.valid("param");
	const answer = await backFromProvider(c, provider, c.req.valid("query").state, callbackPath(provider));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(answer, 200);
});
