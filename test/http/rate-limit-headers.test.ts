import { expect, it } from "vitest";
import { type RateLimitState, rateLimitHeaders, readRateLimit } from "../../src/http/rate-limit-headers.ts";

it.each<[RateLimitState, Record<string, string>]>([
	[{ policy: "sign-in", remaining: 3, resetSeconds: 60 }, { RateLimit: '"sign-in";r=3;t=60' }],
	[
		{ policy: "sign-in", remaining: 0, resetSeconds: 60 },
		{ RateLimit: '"sign-in";r=0;t=60', "Retry-After": "60" },
	],
	[
		{ policy: "sign-in", remaining: 7, resetSeconds: 12, limit: 10, windowSeconds: 900 },
		{ RateLimit: '"sign-in";r=7;t=12', "RateLimit-Policy": '"sign-in";q=10;w=900' },
	],
	[
		{ policy: "failures", remaining: 0, resetSeconds: 899.2, limit: 10, windowSeconds: 900 },
		{ RateLimit: '"failures";r=0;t=900', "RateLimit-Policy": '"failures";q=10;w=900', "Retry-After": "900" },
	],
	[{ policy: "public", remaining: 3, resetSeconds: 5, limit: 10 }, { RateLimit: '"public";r=3;t=5' }],
	[
		{ policy: "public", remaining: -2, resetSeconds: -1 },
		{ RateLimit: '"public";r=0;t=0', "Retry-After": "0" },
	],
])("%j are the headers %j", (state, headers) => {
	expect(rateLimitHeaders(state)).toEqual(headers);
});

it("reads back what it has written", () => {
	const headers = rateLimitHeaders({ policy: "failed-sign-ins", remaining: 7, resetSeconds: 12.5, limit: 10 });
	expect(readRateLimit(headers)).toEqual({ remaining: 7, resetSeconds: 13 });
	expect(readRateLimit({})).toBeUndefined();
	expect(readRateLimit()).toBeUndefined();
});
