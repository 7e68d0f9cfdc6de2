import { secureHeaders } from "hono/secure-headers";

type Options = NonNullable<Parameters<typeof secureHeaders>[0]>;

/**
 * Of every answer that is data, from which a browser loads and runs nothing: what OWASP's REST Security Cheat Sheet names.
 * What else `secureHeaders` sets is for documents and long gone plugins, and would double a watch's answer.
 */
export const SECURITY_HEADERS = {
	"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy": "camera=(), geolocation=(), microphone=()",
	"Referrer-Policy": "no-referrer",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
} as const;

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
