import type { Context } from "hono";
import type { Origin } from "../auth/origin.ts";
import type { AppEnv } from "./app-env.ts";

export function originOf(c: Context<AppEnv>): Origin {
	// Absent in tests and behind some proxies.
	const cf = c.req.raw.cf as { city?: string; country?: string } | undefined;
	return {
		requestId: c.get("requestId"),
		address: c.req.header("CF-Connecting-IP") ?? null,
		userAgent: c.req.header("User-Agent")?.slice(0, 200) ?? null,
		place: [cf?.city, cf?.country].filter(Boolean).join(", ") || null,
	};
}
