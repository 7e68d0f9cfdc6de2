import { describe, expect, it } from "vitest";
import { call } from "../support/client.ts";
import { unique } from "../support/factories.ts";

const knock = (address: string, path: string) =>
	call("POST", path, { body: {}, headers: { "CF-Connecting-IP": address } });

/** Knocks until the door stays shut, or until it should have. */
async function flood(limit: number, addresses: (index: number) => string, paths: (index: number) => string) {
	let letIn = 0;
	let refused = await knock(addresses(0), paths(0));
	// A new window may begin meanwhile, but not two.
	for (; refused.status !== 429 && letIn < 2 * limit + 1; letIn++) {
		expect(refused.status).toBe(400);
		refused = await knock(addresses(letIn), paths(letIn));
	}
	return { letIn, refused };
}

const REGISTERS = ["/api/auth/register/", "/api/v1/auth/register/user/", "/api/v1/auth/register/practitioner"];
const REFRESHES = ["/api/auth/refresh", "/api/auth/refresh/"];
const among = (paths: string[]) => (index: number) => paths[index % paths.length] ?? "";

// The limits as wrangler.toml sets them.
describe("a flood at a public door", () => {
	it.each([
		["sign-up", 60, REGISTERS, "/api/auth/login/"],
		["sign-in", 300, ["/api/auth/login/", "/api/auth/login"], "/api/auth/register/"],
		["public", 600, REFRESHES, "/api/auth/token/refresh/"],
	])("is slowed down, by address and however the door is spelled: %s", async (policy, limit, paths, other) => {
		const address = unique();
		const { letIn, refused } = await flood(limit, () => address, among(paths));
		expect(letIn).toBeGreaterThanOrEqual(limit);
		expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
		expect(refused.headers.get("Retry-After")).toBe("60");
		expect(refused.headers.get("RateLimit")).toBe(`"${policy}";r=0;t=60`);
		expect(await knock(unique(), among(paths)(0))).toMatchObject({ status: 400 });
		expect(await knock(address, other)).toMatchObject({ status: 400 });
	});

	it("from all over one IPv6 network comes from one address", async () => {
		const hextet = () => crypto.randomUUID().slice(0, 4);
		const network = `2001:db8:${hextet()}:${hextet()}`;
		const { letIn } = await flood(60, (index) => `${network}::${index}`, among(REGISTERS));
		expect(letIn).toBeLessThan(2 * 60 + 1);
		expect(await knock("2001:db9::1", REGISTERS[0] ?? "")).toMatchObject({ status: 400 });
	});
});
