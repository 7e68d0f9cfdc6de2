import { pageHeaders } from "../http/security-headers.ts";

/** What every page is sent with: it may load nothing but our own files, and nothing within it runs. */
export const guarded = pageHeaders({
	defaultSrc: ["'none'"],
	scriptSrc: ["'self'"],
	styleSrc: ["'self'"],
	imgSrc: ["'self'"],
	connectSrc: ["'self'"],
	formAction: ["'self'"],
	baseUri: ["'none'"],
	frameAncestors: ["'none'"],
});
