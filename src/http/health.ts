import { sql } from "drizzle-orm";
import { settings } from "../env.ts";
import { newRouter } from "./app-env.ts";

/** For whoever watches the watcher: up, and ready to serve. */
export const healthRoutes = newRouter();

healthRoutes.get("/healthz", (c) => c.json({ status: "ok" }));

healthRoutes.get("/readyz", async (c) => {
	settings(c.env);
	await c.get("session").db.run(sql`select 1`);
	return c.json({ status: "ready" });
});
