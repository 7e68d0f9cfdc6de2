import { createMiddleware } from "hono/factory";
import { isLocalHost } from "./address.ts";
import type { AppEnv } from "./app-env.ts";
import { problem } from "./problem.ts";

/** Two years, as browsers want it before they build the rule in. */
export const HSTS = "max-age=63072000; includeSubDomains";

// The last answer: a Worker is asked by few names, and to take an address apart takes longer than many a guard.
let last = { origin: "", isLocal: false, isSafe: false };

function placeOf(url: string): typeof last {
	const origin = url.slice(0, url.indexOf("/", "https://".length));
	if (last.origin !== origin) {
		const { hostname, protocol } = new URL(url);
		last = { origin, isLocal: isLocalHost(hostname), isSafe: protocol === "https:" };
	}
	return last;
}

/** Whether a request came over https, and not from this machine or its network: its answer tells a browser to stay there. */
export function isFarAndSafe(url: string): boolean {
	const { isLocal, isSafe } = placeOf(url);
	return isSafe && !isLocal;
}

/**
 * Keeps data out of the clear: what is asked over http is sent to https; what was sent over http is refused. A laptop
 * and its own network, where nobody has a certificate, are left alone.
 */
export const requireHttps = createMiddleware<AppEnv>(async function requireHttps(c, next) {
	const { isLocal, isSafe } = placeOf(c.req.url);
	if (isLocal || isSafe) return next();
	// A preflight too, so that a browser app's body stays where it is.
	if (c.req.method !== "GET" && c.req.method !== "HEAD")
		throw problem("https_required", {
			detail:
				"This request came over http, so its body and its token have already travelled in the clear: " +
				"call https, and replace the token or the password that it carried.",
		});
	const url = new URL(c.req.url);
	url.protocol = "https:";
	// A port of http speaks no https.
	url.port = "";
	return c.redirect(url.toString(), 308);
});
