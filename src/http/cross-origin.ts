import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { settings } from "../env.ts";
import type { AppEnv } from "./app-env.ts";
import { BOOKMARK } from "./nearby.ts";

const allowed = cors({
	origin: (origin, c) => (settings(c.env).corsOrigins.includes(origin) ? origin : null),
	allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
	allowHeaders: [
		"Authorization",
		"Content-Type",
		"If-Match",
		"If-None-Match",
		"Idempotency-Key",
		"X-Request-Id",
		"Last-Event-ID",
		BOOKMARK,
	],
	exposeHeaders: [
		"X-Request-Id",
		"ETag",
		"Retry-After",
		"RateLimit",
		"RateLimit-Policy",
		"WWW-Authenticate",
		"Content-Disposition",
		BOOKMARK,
	],
	maxAge: 600,
});

/**
 * Lets browser apps on the origins of CORS_ORIGINS call the API and read its answers, refusals included. Without
 * credentials: a token is sent by the app itself, never by the browser.
 */
export const crossOrigin = createMiddleware<AppEnv>(async function crossOrigin(c, next) {
	return c.env.CORS_ORIGINS ? allowed(c, next) : next();
});
