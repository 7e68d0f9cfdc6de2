import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { cleanUp } from "../../src/retention.ts";
import { Browser } from "../support/browser.ts";
import { call } from "../support/client.ts";
import { attemptOf, callbackOf, issuerOf, locationOf, startOf } from "../support/oidc.ts";

const start = async (query = "", browser = new Browser()) => {
	const response = await browser.visit(startOf("clinic", query));
	return { response, page: new URL(locationOf(response)) };
};

describe("the start of a sign-in", () => {
	it("leads to the provider's page, with all that it needs to know", async () => {
		const { response, page } = await start();
		expect(response.status).toBe(302);
		expect(page.origin).toBe(issuerOf("clinic"));
		expect(Object.fromEntries(page.searchParams)).toEqual({
			response_type: "code",
			client_id: "edgeward at clinic",
			redirect_uri: callbackOf("clinic"),
			scope: "openid email profile",
			code_challenge_method: "S256",
			code_challenge: expect.stringMatching(/^[\w-]{43}$/),
			state: expect.stringMatching(/^[\w-]{43}$/),
			nonce: expect.stringMatching(/^[\w-]{43}$/),
		});
	});

	it("says nothing that is still secret, and nothing twice", async () => {
		const pages = [(await start()).page, (await start()).page];
		for (const name of ["state", "nonce", "code_challenge"])
			expect(new Set(pages.map(({ searchParams }) => searchParams.get(name))).size).toBe(2);
		for (const page of pages) {
			const row = await attemptOf(page.href).row();
			expect(page.href).not.toContain(row?.code_verifier);
			expect(JSON.stringify(row)).not.toContain(page.searchParams.get("state"));
		}
	});

	it("waits ten minutes for its callback, and remembers what account it would be", async () => {
		for (const [query, role] of [
			["", "user"],
			["?user_type=user", "user"],
			["?user_type=patient", "patient"],
			["?user_type=doctor", "doctor"],
		]) {
			const before = Date.now();
			const { page } = await start(query);
			const row = await attemptOf(page.href).row();
			expect(row).toMatchObject({ provider: "clinic", role, nonce: page.searchParams.get("nonce") });
			expect(Number(row?.expires_at)).toBeGreaterThanOrEqual(before + 600_000);
			expect(Number(row?.expires_at)).toBeLessThanOrEqual(Date.now() + 600_000);
		}
	});

	it("is forgotten each night, once it is too late for it", async () => {
		const pages = [(await start()).page, (await start()).page];
		const [over, waiting] = pages.map(({ href }) => attemptOf(href));
		await over?.set("expires_at", Date.now() - 1);
		await cleanUp(database(env), env.FILES);
		expect(await over?.row()).toBeNull();
		expect(await waiting?.row()).toMatchObject({ provider: "clinic" });
	});

	it("gives the browser the state, for the callback of this provider and for nothing else", async () => {
		const { response, page } = await start();
		const state = page.searchParams.get("state");
		expect(response.headers.getSetCookie()).toEqual([
			`__Secure-edgeward_oidc_state=${state}; Max-Age=600; Path=/api/auth/oidc/clinic/callback; ` +
				"HttpOnly; Secure; SameSite=Lax",
		]);
	});

	it("works on a laptop's http as well, where a cookie cannot be Secure", async () => {
		const response = await exports.default.fetch("http://localhost:8787/api/auth/oidc/clinic/", { redirect: "manual" });
		const page = new URL(locationOf(response));
		expect(page.searchParams.get("redirect_uri")).toBe("http://localhost:8787/api/auth/oidc/clinic/callback/");
		expect(response.headers.getSetCookie()).toEqual([
			`edgeward_oidc_state=${page.searchParams.get("state")}; Max-Age=600; ` +
				"Path=/api/auth/oidc/clinic/callback; HttpOnly; SameSite=Lax",
		]);
	});

	it("leaves no trace in caches, nor in what a browser tells the next site", async () => {
		const { headers } = (await start()).response;
		expect(headers.get("Cache-Control")).toBe("no-store");
		expect(headers.get("Referrer-Policy")).toBe("no-referrer");
	});

	it("has the same path with and without its slash", async () => {
		expect(await call("GET", "/api/auth/oidc/clinic")).toMatchObject({ status: 302 });
	});
});

describe("what is refused at the start", () => {
	it.each([
		"nobody",
		"Clinic",
		"constructor",
		"clinic%2F",
		"..%2Fclinic",
		"a;b",
		"a%3B%20Domain=example.org",
		"%0D%0AX-Evil:1",
		"%00",
	])("a provider that is not known: %j", async (id) => {
		for (const path of [`/api/auth/oidc/${id}/`, `/api/auth/oidc/${id}/callback/?state=x&code=y`]) {
			const answer = await call("GET", path);
			expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
			expect(answer.headers.getSetCookie().join()).not.toMatch(/Domain|;b/);
		}
	});

	it.each(["admin", "staff", "root", ""])("to become %j", async (role) => {
		const answer = await call("GET", `/api/auth/oidc/clinic/?user_type=${role}`);
		expect(answer).toMatchObject({ status: 400, body: { code: "invalid" } });
		expect(answer.body.errors).toEqual({ user_type: ["must be one of patient, doctor, user"] });
		expect(answer.headers.getSetCookie()).toEqual([]);
	});
});
