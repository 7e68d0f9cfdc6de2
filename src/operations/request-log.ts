import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import type { Actor } from "../auth/actor.ts";
import type { AppEnv } from "../http/app-env.ts";

/** Of several, the one that comes first is told. */
const roleOf = (actor: Actor | undefined) =>
	actor === undefined ? null : actor.kind === "device" ? "device" : (actor.roles[0] ?? null);

/**
 * One line of JSON for each request: which route, what came of it and how long it took (ms, as far as the platform's clock
 * goes on). No address, name, id or value: the request's id leads to the audit trail, for those who may read it.
 */
export const requestLog = createMiddleware<AppEnv>(async function requestLog(c, next) {
	const begun = Date.now();
	await next();
	const line = {
		...{ level: "info", at: "request", request_id: c.get("requestId"), method: c.req.method, route: routePath(c, -1) },
		...{ status: c.res.status, ms: Date.now() - begun, role: roleOf(c.get("actor")) },
	};
	console.log(JSON.stringify(line));
});
