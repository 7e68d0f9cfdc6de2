import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./app-env.ts";
import { problem } from "./problem.ts";

/** Slows down floods at the doors that need no token, by address and path. Approximate by design of the platform. */
export const damped = createMiddleware<AppEnv>(async function damped(c, next) {
	const address = c.req.header("CF-Connecting-IP") ?? "local";
	const path = c.req.path.replace(/\/+$/, "");
	const { success } = await c.env.PUBLIC_RATE.limit({ key: `${address} ${path}` });
	if (!success) throw problem("rate_limited", { headers: { "Retry-After": "60" } });
	await next();
});
