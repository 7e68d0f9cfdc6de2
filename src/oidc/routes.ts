import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { signedInSchema } from "../accounts/schema.ts";
import { publicContext } from "../auth/authenticate.ts";
import { type AppEnv, newRouter } from "../http/app-env.ts";
import { problem } from "../http/problem.ts";
import { json, publicRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { ATTEMPT_SECONDS } from "./attempts.ts";
import { callbackQuery, providerParam, startQuery } from "./schema.ts";
import { beginSignIn, finishSignIn } from "./service.ts";

const tags = ["Sign-in with a provider"];
const START = "/api/auth/oidc/{provider}";

/** Where the provider sends the browser back to, and the cookie by which we know the browser again there. */
function callbackOf(c: Context<AppEnv>, provider: string) {
	const { origin, protocol } = new URL(c.req.url);
	const path = `/api/auth/oidc/${provider}/callback`;
	const isSecure = protocol === "https:";
	// Lax, because the browser comes back from another site.
	const attributes = { path, httpOnly: true, secure: isSecure, sameSite: "Lax" } as const;
	return {
		redirectUri: `${origin}${path}/`,
		cookie: { prefix: isSecure ? "secure" : undefined, ...attributes } as const,
	};
}

const COOKIE = "edgeward_oidc_state";

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
	const { redirectUri, cookie } = callbackOf(c, provider);
	const { page, state } = await beginSignIn(publicContext(c), provider, c.req.valid("query").user_type, redirectUri);
	setCookie(c, COOKIE, state, { ...cookie, maxAge: ATTEMPT_SECONDS });
	return c.redirect(page, 302);
});

/** Around the route, because a failure drops the headers that were set before it; no id but ours gets into a header. */
publicOidc.use("/api/auth/oidc/:provider{[a-z0-9-]+}/callback", async (c, next) => {
	// A HEAD, which goes where a GET does, would spend the state of the GET after it.
	if (c.req.method !== "GET") throw problem("method_not_allowed", { headers: { Allow: "GET" } });
	await next();
	// Good for one callback, whatever came of it.
	deleteCookie(c, COOKIE, callbackOf(c, c.req.param("provider")).cookie);
});

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
	const { redirectUri, cookie } = callbackOf(c, provider);
	const answer = await finishSignIn(publicContext(c), provider, {
		parameters: new URL(c.req.url).searchParams,
		state: c.req.valid("query").state,
		ownState: getCookie(c, COOKIE, cookie.prefix),
		redirectUri,
	});
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(answer, 200);
});
