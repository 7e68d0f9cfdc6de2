import { createMiddleware } from "hono/factory";
import { openSession } from "./db/client.ts";
import { type AppEnv, newRouter } from "./http/app-env.ts";
import { envelope } from "./http/envelope.ts";
import { onError } from "./http/failures.ts";
import { requireHttps } from "./http/https.ts";
import { BOOKMARK } from "./http/nearby.ts";
import { requestLog } from "./operations/request-log.ts";

/** Checks the settings before any work, gives each request its database, and keeps people's data out of caches. */
export const prepare = createMiddleware<AppEnv>(async function prepare(c, next) {
	c.set("session", openSession(c.env));
	c.set("isPrivate", true);
	await next();
	// It goes up with each write: who is not signed in could tell from it what a refusal has written, and so what there is.
	if (c.get("actor") === undefined || !c.res.ok || c.get("isDressed")) return;
	const bookmark = c.get("session").bookmark();
	if (bookmark) c.header(BOOKMARK, bookmark);
});

/** A router behind what guards every request. */
export function guardedRouter() {
	const app = newRouter();
	app.onError(onError);
	app.use(envelope);
	app.use(requestLog);
	app.use(requireHttps);
	return app;
}
