import { createMiddleware } from "hono/factory";
import { secureHeaders } from "hono/secure-headers";
import type { AppEnv } from "./app-env.ts";

type Options = NonNullable<Parameters<typeof secureHeaders>[0]>;

/** Of every answer that is data, from which a browser loads and runs nothing: what `secureHeaders` sets, written out. */
export const SECURITY_HEADERS = {
	"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Origin-Agent-Cluster": "?1",
	"Permissions-Policy": "camera=(), geolocation=(), microphone=()",
	"Referrer-Policy": "no-referrer",
	"X-Content-Type-Options": "nosniff",
	"X-DNS-Prefetch-Control": "off",
	"X-Download-Options": "noopen",
	"X-Frame-Options": "DENY",
	"X-Permitted-Cross-Domain-Policies": "none",
	"X-XSS-Protection": "0",
} as const;

/** Of every answer, unless its route has set them itself. */
export const securityHeaders = createMiddleware<AppEnv>(async function securityHeaders(c, next) {
	await next();
	const { headers } = c.res;
	// Whoever sets this one sets them all.
	if (headers.has("Origin-Agent-Cluster")) return;
	for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!headers.has(name)) headers.set(name, value);
});

/**
 * Of a page that people see, which says itself what it loads. Its own site learns from where a form came: without that a
 * browser sends forms with `Origin: null`. No other site does.
 */
export const pageHeaders = (contentSecurityPolicy: NonNullable<Options["contentSecurityPolicy"]>) =>
	secureHeaders({
		xFrameOptions: "DENY",
		permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
		// `requireHttps` knows where it belongs.
		strictTransportSecurity: false,
		contentSecurityPolicy,
		referrerPolicy: "same-origin",
	});
