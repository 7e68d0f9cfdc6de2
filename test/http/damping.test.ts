import { expect, it } from "vitest";
import { call } from "../support/client.ts";
import { unique } from "../support/factories.ts";

// As wrangler.toml sets it.
const LIMIT = 300;

const knock = (address: string, path: string) =>
	call("POST", path, { body: {}, headers: { "CF-Connecting-IP": address } });

it("slows down a flood at a public door: by address, and by door however it is spelled", async () => {
	const address = unique();
	const spelling = (i: number) => (i % 2 ? "/api/auth/refresh" : "/api/auth/refresh/");
	let letIn = 0;
	let refused = await knock(address, spelling(0));
	// A new window may begin meanwhile, but not two.
	for (; refused.status !== 429 && letIn < 2 * LIMIT + 1; letIn++) {
		expect(refused.status).toBe(400);
		refused = await knock(address, spelling(letIn));
	}
	expect(letIn).toBeGreaterThanOrEqual(LIMIT);
	expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
	expect(refused.headers.get("Retry-After")).toBe("60");
	expect(await knock(unique(), "/api/auth/refresh/")).toMatchObject({ status: 400 });
	expect(await knock(address, "/api/auth/login/")).toMatchObject({ status: 400 });
});
