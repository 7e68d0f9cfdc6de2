import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import { publicContext } from "../auth/authenticate.ts";
import type { Role } from "../auth/roles.ts";
import type { AppEnv } from "../http/app-env.ts";
import { problem } from "../http/problem.ts";
import { ATTEMPT_SECONDS } from "./attempts.ts";
import { beginSignIn, finishSignIn } from "./service.ts";

const COOKIE = "edgeward_oidc_state";

/** The redirect address of a callback's path, and the cookie by which we know the browser again there. */
function callbackOf(c: Context<AppEnv>, path: string) {
	const { origin, protocol } = new URL(c.req.url);
	const isSecure = protocol === "https:";
	// Lax, because the browser comes back from another site.
	const attributes = { path: path.replace(/\/$/, ""), httpOnly: true, secure: isSecure, sameSite: "Lax" } as const;
	return {
		redirectUri: origin + path,
		cookie: { prefix: isSecure ? "secure" : undefined, ...attributes } as const,
	};
}

/** Sends the browser to a provider, which sends it back to `path`. Throws as `beginSignIn` does. */
export async function sendToProvider(c: Context<AppEnv>, provider: string, role: Role, path: string) {
	const { redirectUri, cookie } = callbackOf(c, path);
	const { page, state } = await beginSignIn(publicContext(c), provider, role, redirectUri);
	setCookie(c, COOKIE, state, { ...cookie, maxAge: ATTEMPT_SECONDS });
	return c.redirect(page, 302);
}

/** Who came back from a provider to `path`, signed in. Throws as `finishSignIn` does. */
export function backFromProvider(c: Context<AppEnv>, provider: string, state: string, path: string) {
	const { redirectUri, cookie } = callbackOf(c, path);
	return finishSignIn(publicContext(c), provider, {
		parameters: new URL(c.req.url).searchParams,
		state,
		ownState: getCookie(c, COOKIE, cookie.prefix),
		redirectUri,
	});
}

/**
 * Around a callback, because a failure drops the headers that were set before it: the browser's state is good for one,
 * whatever came of it. The route's pattern has to hold the provider to ids such as ours, which get into a header.
 */
export const once = (pathOf: (provider: string) => string) =>
	createMiddleware<AppEnv>(async function once(c, next) {
		// A HEAD, which goes where a GET does, would spend the state of the GET after it.
		if (c.req.method !== "GET") throw problem("method_not_allowed", { headers: { Allow: "GET" } });
		await next();
		deleteCookie(c, COOKIE, callbackOf(c, pathOf(c.req.param("provider") ?? "")).cookie);
	});
