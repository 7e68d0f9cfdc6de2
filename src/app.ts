import type { OpenAPIHono } from "@hono/zod-openapi";
import { recordRefusals } from "./audit/refusals.ts";
import { authenticate, requireActor } from "./auth/authenticate.ts";
import { guardedRouter, prepare } from "./guards.ts";
import { heartRateRoutes } from "./heart-rate/routes.ts";
import type { AppEnv } from "./http/app-env.ts";
import { limited } from "./http/body-limit.ts";
import { crossOrigin } from "./http/cross-origin.ts";
import { nearby } from "./http/nearby.ts";

const READINGS = /^https?:\/\/[^/]+\/api\/heart-rate\/?(?:\?|$)/;
const STATISTICS = /^https?:\/\/[^/]+\/api\/patients\/\d+\/heart-rate-(?:stats|series)\/?(?:\?|$)/;

/** Whether a request posts or reads readings. */
function isOfReadings({ method, url }: Request): boolean {
	if (method === "POST") return READINGS.test(url);
	return method === "GET" && (READINGS.test(url) || STATISTICS.test(url));
}

type App = Pick<OpenAPIHono<AppEnv>, "fetch">;

/**
 * The whole HTTP surface. What is no reading is loaded with the first request that asks for it: an isolate that holds
 * patients' objects, or takes in readings, has no use for hundreds of schemas, which take most of a start.
 */
export function createApp(): App {
	const readings = createReadings();
	let loaded: Promise<App> | undefined;
	const all = () => {
		loaded ??= import("./all-routes.ts")
			.then(({ createAllRoutes }) => createAllRoutes())
			.catch((error) => {
				// Once more with the next request.
				loaded = undefined;
				throw error;
			});
		return loaded;
	};
	return {
		fetch: (request, env, context) =>
			isOfReadings(request)
				? readings.fetch(request, env, context)
				: all().then((app) => app.fetch(request, env, context)),
	};
}

/**
 * The routes of readings by themselves, behind the guards that concern them: they are called a thousand times as often
 * as all others, and to be looked up among those would take longer than to be answered.
 */
function createReadings() {
	const app = guardedRouter();
	app.use(crossOrigin);
	app.use(prepare);
	app.post("*", limited);
	app.use(recordRefusals);
	app.use(authenticate);
	app.use(nearby);
	app.use(requireActor);
	app.route("/", heartRateRoutes);
	return app;
}
