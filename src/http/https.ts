import { createMiddleware } from "hono/factory";
import { isLocalHost } from "./address.ts";
import type { AppEnv } from "./app-env.ts";
import { problem } from "./problem.ts";

/** Two years, as browsers want it before they build the rule in. */
const HSTS = "max-age=63072000; includeSubDomains";

// The last answer: a Worker is asked by few names.
let asked = { hostname: "", isLocal: false };

function isLocal(hostname: string): boolean {
	if (asked.hostname !== hostname) asked = { hostname, isLocal: isLocalHost(hostname) };
	return asked.isLocal;
}

/**
 * Keeps data out of the clear: what is asked over http is sent to https; what was sent over http is refused. A laptop
 * and its own network, where nobody has a certificate, are left alone.
 */
export const requireHttps = createMiddleware<AppEnv>(async function requireHttps(c, next) {
	const url = new URL(c.req.url);
	if (isLocal(url.hostname)) return next();
	if (url.protocol === "https:") {
		await next();
		c.header("Strict-Transport-Security", HSTS);
		return;
	}
	// A preflight too, so that a browser app's body stays where it is.
	if (c.req.method !== "GET" && c.req.method !== "HEAD")
		throw problem("https_required", {
			detail:
				"This request came over http, so its body and its token have already travelled in the clear: " +
				"call https, and replace the token or the password that it carried.",
		});
	url.protocol = "https:";
	// A port of http speaks no https.
	url.port = "";
	return c.redirect(url.toString(), 308);
});
