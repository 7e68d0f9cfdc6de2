import { createMiddleware } from "hono/factory";
import { database } from "./db/client.ts";
import { settings } from "./env.ts";
import { type AppEnv, newRouter } from "./http/app-env.ts";
import { onError } from "./http/failures.ts";
import { requireHttps } from "./http/https.ts";
import { requestId } from "./http/request-id.ts";
import { securityHeaders } from "./http/security-headers.ts";

/** Checks the settings before any work, gives each request its database, and keeps people's data out of caches. */
export const prepare = createMiddleware<AppEnv>(async function prepare(c, next) {
	settings(c.env);
	c.set("db", database(c.env));
	await next();
	// What everybody may keep says so itself.
	if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
});

/** A router behind what guards every request. */
export function guardedRouter() {
	const app = newRouter();
	app.onError(onError);
	app.use(requestId);
	app.use(securityHeaders);
	app.use(requireHttps);
	return app;
}
