export interface RateLimitState {
	/** The name of the limit. */
	policy: string;
	/** How many more requests are let through before it waits. */
	remaining: number;
	/** When the count begins anew. */
	resetSeconds: number;
	/** How many requests a window has; with `windowSeconds` it becomes the second header. */
	limit?: number;
	windowSeconds?: number;
}

/** The headers of draft-ietf-httpapi-ratelimit-headers-10, with `Retry-After` where nothing is left. */
export function rateLimitHeaders(state: RateLimitState): Record<string, string> {
	const { policy, limit, windowSeconds } = state;
	const remaining = Math.max(0, Math.floor(state.remaining));
	// Never early: who comes back at that very second must find the new window.
	const reset = Math.max(0, Math.ceil(state.resetSeconds));
	const known = limit !== undefined && windowSeconds !== undefined;
	return {
		RateLimit: `"${policy}";r=${remaining};t=${reset}`,
		...(known ? { "RateLimit-Policy": `"${policy}";q=${limit};w=${windowSeconds}` } : {}),
		...(remaining === 0 ? { "Retry-After": String(reset) } : {}),
	};
}

/** What such headers say is left of a limit, and in how many seconds it begins anew; undefined where they say nothing. */
export function readRateLimit(
	headers: Record<string, string> = {},
): { remaining: number; resetSeconds: number } | undefined {
	const [, remaining, reset] = /;r=(\d+);t=(\d+)$/.exec(headers.RateLimit ?? "") ?? [];
	return reset === undefined ? undefined : { remaining: Number(remaining), resetSeconds: Number(reset) };
}
