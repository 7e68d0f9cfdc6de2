import { secureHeaders } from "hono/secure-headers";

type Options = NonNullable<Parameters<typeof secureHeaders>[0]>;

const SHARED = {
	xFrameOptions: "DENY",
	permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
	// `requireHttps` knows where it belongs.
	strictTransportSecurity: false,
} satisfies Options;

/** Of every answer, unless its route has set them itself: it is data, from which a browser loads and runs nothing. */
export const securityHeaders = () =>
	secureHeaders({
		...SHARED,
		contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
		overwrite: false,
	});

/**
 * Of a page that people see, which says itself what it loads. Its own site learns from where a form came: without that a
 * browser sends forms with `Origin: null`. No other site does.
 */
export const pageHeaders = (contentSecurityPolicy: NonNullable<Options["contentSecurityPolicy"]>) =>
	secureHeaders({ ...SHARED, contentSecurityPolicy, referrerPolicy: "same-origin" });
