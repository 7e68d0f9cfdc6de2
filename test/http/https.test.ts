import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { createUser, PASSWORD, unique } from "../support/factories.ts";

const ask = (url: string, init: RequestInit = {}) => exports.default.fetch(url, { redirect: "manual", ...init });
const register = (url: string, username: string) =>
	ask(url, {
		method: "POST",
		headers: { "Content-Type": "application/json", "CF-Connecting-IP": unique() },
		body: JSON.stringify({ username, password: PASSWORD }),
	});

describe("over http, from afar", () => {
	it.each([
		["http://edgeward.test/api/patients/?page=2", "https://edgeward.test/api/patients/?page=2"],
		["http://edgeward.test/", "https://edgeward.test/"],
		["http://edgeward.test/healthz", "https://edgeward.test/healthz"],
		["http://edgeward.test/nothing", "https://edgeward.test/nothing"],
		["http://edgeward.test:8080/api-docs/", "https://edgeward.test/api-docs/"],
		["http://8.8.8.8/", "https://8.8.8.8/"],
	])("what is asked of %s is at %s", async (url, location) => {
		for (const method of ["GET", "HEAD"]) {
			const answer = await ask(url, { method });
			expect(answer.status).toBe(308);
			expect(answer.headers.get("Location")).toBe(location);
			expect(answer.headers.get("Strict-Transport-Security")).toBeNull();
		}
	});

	it("no token is looked at", async () => {
		const { token } = await createUser("admin");
		const answer = await ask("http://edgeward.test/api/patients/", { headers: { Authorization: `Bearer ${token}` } });
		expect(answer.status).toBe(308);
		expect(await answer.text()).toBe("");
	});

	it("nothing is done, and the client's developer is told why", async () => {
		const username = unique();
		const answer = await register("http://edgeward.test/api/auth/register/", username);
		expect(answer.status).toBe(403);
		expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
		expect(await answer.json()).toMatchObject({
			...{ status: 403, code: "https_required", detail: expect.stringContaining("in the clear") },
		});
		expect(await register("https://edgeward.test/api/auth/register/", username)).toMatchObject({ status: 201 });
	});

	it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s is refused", async (method) => {
		expect(await ask("http://edgeward.test/api/patients/1/", { method })).toMatchObject({ status: 403 });
	});
});

describe("over http, on this machine and its network", () => {
	it.each([
		"localhost:8787",
		"127.0.0.1:8787",
		"[::1]:8787",
		"192.168.1.20:8787",
		"ward.local",
	])("%s serves as ever", async (host) => {
		const health = await ask(`http://${host}/healthz`);
		expect(health.status).toBe(200);
		expect(health.headers.get("Strict-Transport-Security")).toBeNull();
		expect(await register(`http://${host}/api/auth/register/`, unique())).toMatchObject({ status: 201 });
	});
});

describe("over https", () => {
	it.each([
		"/healthz",
		"/api/patients/",
		"/api-docs/",
		"/openapi.json",
		"/nothing",
	])("%s asks browsers to come by https from now on", async (path) => {
		const { headers } = await ask(`https://edgeward.test${path}`);
		expect(headers.get("Strict-Transport-Security")).toBe("max-age=63072000; includeSubDomains");
	});

	it("this machine does not, where other servers have no https", async () => {
		const { headers } = await ask("https://localhost/healthz");
		expect(headers.get("Strict-Transport-Security")).toBeNull();
	});
});
