import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../http/app-env.ts";
import { originOf } from "../http/origin.ts";
import { auditRow } from "./service.ts";

/** Records who asked for what they may not do. Mount it around what authenticates and authorizes. */
export const recordRefusals = createMiddleware<AppEnv>(async function recordRefusals(c, next) {
	await next();
	if (c.res.status !== 403) return;
	// The path without its query: a search may name a person.
	const route = `${c.req.method} ${c.req.path}`;
	const actor = c.get("actor") ?? null;
	await auditRow(c.get("session").db, {
		actor,
		origin: originOf(c),
		action: "refusal",
		entity: "route",
		entityId: route,
	});
});
