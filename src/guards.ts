import { createMiddleware } from "hono/factory";
import { database } from "./db/client.ts";
import { settings } from "./env.ts";
import { type AppEnv, newRouter } from "./http/app-env.ts";
import { envelope } from "./http/envelope.ts";
import { onError } from "./http/failures.ts";
import { requireHttps } from "./http/https.ts";

/** Checks the settings before any work, gives each request its database, and keeps people's data out of caches. */
export const prepare = createMiddleware<AppEnv>(function prepare(c, next) {
	settings(c.env);
	c.set("db", database(c.env));
	c.set("isPrivate", true);
	return next();
});

/** A router behind what guards every request. */
export function guardedRouter() {
	const app = newRouter();
	app.onError(onError);
	app.use(envelope);
	app.use(requireHttps);
	return app;
}
