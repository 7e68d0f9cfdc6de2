import { sql } from "drizzle-orm";
import { database } from "../db/client.ts";
import { settings } from "../env.ts";
import { newRouter } from "../http/app-env.ts";
import { damped } from "../http/damping.ts";
import { problem } from "../http/problem.ts";
import { monitorAt } from "../monitor/stub.ts";

/** For whoever watches the watcher: up, and ready to serve. */
export const healthRoutes = newRouter();

healthRoutes.get("/healthz", (c) => c.json({ status: "ok" }));

/** What has not answered by then cannot be worked with. */
const PATIENCE_MS = 3_000;

/** The number of no patient: its object keeps nothing. */
const NOBODY = 0;

/** What every request needs, each asked for the least that it can do. */
const PARTS: Record<string, (env: Env) => Promise<unknown>> = {
	database: (env) => database(env).run(sql`select 1`),
	queue: (env) => env.NOTIFICATIONS.metrics(),
	// Anything that an object answers from its storage.
	object: (env) => monitorAt(env, NOBODY, settings(env).place).hasRoomFor(NOBODY),
};

const late = () =>
	new Promise<never>((_, reject) => setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS));

healthRoutes.get("/readyz", damped("public"), async (c) => {
	settings(c.env);
	const asked = Object.entries(PARTS).map(async ([name, ask]) => {
		const isThere = await Promise.race([ask(c.env), late()]).then(
			() => true,
			() => false,
		);
		return isThere ? [] : [name];
	});
	const missing = (await Promise.all(asked)).flat();
	if (missing.length > 0) throw problem("not_ready", { detail: `Out of reach: ${missing.join(", ")}.` });
	return c.json({ status: "ready", reached: Object.keys(PARTS) });
});
