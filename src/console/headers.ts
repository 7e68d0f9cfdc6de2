import { pageHeaders } from "../http/security-headers.ts";

const POLICY = {
	defaultSrc: ["'none'"],
	scriptSrc: ["'self'"],
	styleSrc: ["'self'"],
	imgSrc: ["'self'"],
	connectSrc: ["'self'"],
	formAction: ["'self'"],
	baseUri: ["'none'"],
	frameAncestors: ["'none'"],
};

/** What every page is sent with: it may load nothing but our own files, and nothing within it runs. */
export const guarded = pageHeaders(POLICY);

/** Of the API's page: the icons in Swagger UI's styles are data: images. */
export const guardedWithIcons = pageHeaders({ ...POLICY, imgSrc: ["'self'", "data:"] });
