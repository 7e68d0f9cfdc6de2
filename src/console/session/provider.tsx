import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { checked } from "../../http/checked.ts";
import { damped } from "../../http/damping.ts";
import { PROBLEMS, Problem } from "../../http/problem.ts";
import { ATTEMPT_SECONDS } from "../../oidc/attempts.ts";
import { callbackQuery, startQuery } from "../../oidc/schema.ts";
import { backFromProvider, once, sendToProvider } from "../../oidc/visits.ts";
import { newPages } from "../router.ts";
import { texts } from "../texts.ts";
import { letIn } from "./entry.ts";
import { ownPath } from "./own-path.ts";
import { signInPage } from "./sign-in-page.tsx";
import type { ConsoleEnv } from "./visit.ts";

const START = "/sign-in/oidc/:provider{[a-z0-9-]+}";

/** The redirect address that a provider has to know, beside the API's. */
const callbackPath = (provider: string) => `/sign-in/oidc/${provider}/callback`;

/** Where the visitor goes on to, while they are at the provider. */
const NEXT = "edgeward_next";

function nextCookie(c: Context<ConsoleEnv>, provider: string) {
	const isSecure = new URL(c.req.url).protocol === "https:";
	const attributes = { path: callbackPath(provider), httpOnly: true, secure: isSecure, sameSite: "Lax" } as const;
	return { prefix: isSecure ? "secure" : undefined, ...attributes } as const;
}

/** What a person can do something about stands above the form, from where they start again. */
function startAgain(c: Context<ConsoleEnv>, error: unknown, next: string | undefined) {
	if (!(error instanceof Problem) || error.code === "not_found") throw error;
	const [status] = PROBLEMS[error.code];
	const message = error.code === "invalid" ? texts.sign_in.provider_failed : error.message;
	// The page has no other statuses than these.
	return signInPage(c, { state: { values: {}, errors: {}, message }, next }, status === 426 ? 400 : status);
}

/** Signing in with a provider, which ends in a session of the browser. */
export const providerPages = newPages();

providerPages.get(START, damped("sign-in"), async (c) => {
	const provider = c.req.param("provider");
	const next = ownPath(c.req.query("next"));
	try {
		const { user_type } = checked(startQuery, c.req.query());
		if (next) setCookie(c, NEXT, next, { ...nextCookie(c, provider), maxAge: ATTEMPT_SECONDS });
		return await sendToProvider(c, provider, user_type, callbackPath(provider));
	} catch (error) {
		return startAgain(c, error, next);
	}
});

providerPages.get(`${START}/callback`, once(callbackPath), damped("sign-in"), async (c) => {
	const provider = c.req.param("provider");
	const cookie = nextCookie(c, provider);
	const next = ownPath(getCookie(c, NEXT, cookie.prefix));
	deleteCookie(c, NEXT, cookie);
	try {
		const { state } = checked(callbackQuery, c.req.query());
		await letIn(c, await backFromProvider(c, provider, state, callbackPath(provider)));
		return c.redirect(next ?? "/", 303);
	} catch (error) {
		return startAgain(c, error, next);
	}
});
