import { createMiddleware } from "hono/factory";
import { networkOf } from "./address.ts";
import type { AppEnv } from "./app-env.ts";
import { problem } from "./problem.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";

/** The limits of the doors that need no token; `wrangler.toml` sets them. */
const BINDINGS = {
	"sign-up": "SIGN_UP_RATE",
	"sign-in": "SIGN_IN_RATE",
	public: "PUBLIC_RATE",
} as const satisfies Record<string, keyof Env>;
export type Rate = keyof typeof BINDINGS;

/** The longest period that the platform has: it does not tell when the current one ends. */
const LONGEST_PERIOD_SECONDS = 60;

/**
 * Slows down floods at the doors that need no token, by address: each other door by itself, all spellings of a sign-up
 * or a sign-in together. Approximate by design of the platform.
 */
export function damped(rate: Rate) {
	return createMiddleware<AppEnv>(async function damped(c, next) {
		const network = networkOf(c.req.header("CF-Connecting-IP") ?? "local");
		const key = rate === "public" ? `${network} ${c.req.path.replace(/\/+$/, "")}` : network;
		const { success } = await c.env[BINDINGS[rate]].limit({ key });
		if (!success) {
			const state = { policy: rate, remaining: 0, resetSeconds: LONGEST_PERIOD_SECONDS };
			throw problem("rate_limited", { headers: rateLimitHeaders(state) });
		}
		await next();
	});
}
