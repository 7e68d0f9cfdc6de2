import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { accounts, publicAccounts } from "./accounts/routes.ts";
import { authenticate } from "./auth/authenticate.ts";
import { database } from "./db/client.ts";
import { deviceRoutes } from "./devices/routes.ts";
import { settings } from "./env.ts";
import { MOST_BYTES } from "./heart-rate/body.ts";
import { heartRateRoutes } from "./heart-rate/routes.ts";
import { apiDocsRoutes } from "./http/api-docs.ts";
import { type AppEnv, newRouter } from "./http/app-env.ts";
import { notFound, onError } from "./http/failures.ts";
import { healthRoutes } from "./http/health.ts";
import { problem, problemResponse } from "./http/problem.ts";
import { notificationRoutes } from "./notifications/routes.ts";
import { describe } from "./openapi.ts";
import { patientRoutes } from "./patients/routes.ts";

/** Checks the settings before any work, gives each request its database, and keeps people's data out of caches. */
const prepare = createMiddleware<AppEnv>(async function prepare(c, next) {
	settings(c.env);
	c.set("db", database(c.env));
	await next();
	c.res.headers.set("Cache-Control", "no-store");
});

const limited = bodyLimit({
	maxSize: MOST_BYTES,
	onError: () => {
		throw problem("too_large", { detail: "A request holds at most 1 MiB." });
	},
});

/** The whole HTTP surface: what comes first guards what comes after. */
export function createApp() {
	const app = newRouter();
	app.onError(onError);
	app.notFound(notFound);
	app.use(requestId());
	app.use(secureHeaders());
	app.use(
		methodNotAllowed({
			app,
			onMethodNotAllowed: (c, methods) => {
				const headers = { Allow: methods.join(", ") };
				return problemResponse(problem("method_not_allowed", { headers }), c.get("requestId"));
			},
		}),
	);

	app.route("/", apiDocsRoutes);
	describe(app);
	app.get("/", (c) => c.redirect("/api-docs/"));
	app.use(prepare);
	app.route("/", healthRoutes);

	// Without a token.
	app.use("/api/*", limited);
	app.route("/", publicAccounts);

	// With one.
	app.use("/api/*", authenticate);
	app.route("/", accounts);
	app.route("/", patientRoutes);
	app.route("/", deviceRoutes);
	app.route("/", heartRateRoutes);
	app.route("/", notificationRoutes);
	return app;
}
