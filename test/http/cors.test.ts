import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import { createUser, unique } from "../support/factories.ts";
import { intercept } from "../support/statements.ts";

const APP = "https://app.example.org";
const OTHER = "https://evil.example";

const app = createApp();

afterEach(() => {
	vi.restoreAllMocks();
});

interface Asked {
	path?: string;
	method?: string;
	origin?: string | undefined;
	headers?: Record<string, string>;
	body?: string;
	configured?: string;
	environment?: Record<string, unknown>;
}

/** Asks as a browser would for an app on an origin. */
async function ask({ path = "/api/patients/", method = "GET", origin = APP, ...rest }: Asked = {}) {
	const { headers = {}, body, configured = `${APP}, http://localhost:5173`, environment = {} } = rest;
	const request = new Request(`https://edgeward.test${path}`, {
		method,
		body,
		headers: { "CF-Connecting-IP": unique(), ...(origin ? { Origin: origin } : {}), ...headers },
	});
	const bindings = { ...env, ...environment, CORS_ORIGINS: configured };
	return app.fetch(request, bindings, createExecutionContext());
}

const preflight = (asked: Asked = {}) =>
	ask({
		method: "OPTIONS",
		headers: { "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization" },
		...asked,
	});

const corsHeaders = ({ headers }: Response) => [...headers.keys()].filter((name) => name.startsWith("access-control-"));
const list = (response: Response, name: string) =>
	(response.headers.get(name) ?? "").split(/,\s*/).filter((entry) => entry !== "");

describe("without CORS_ORIGINS", () => {
	it.each([
		"/api/patients/",
		"/api/auth/login/",
		"/openapi.json",
		"/api-docs/",
		"/nothing",
	])("%s has no header for browser apps", async (path) => {
		for (const method of ["GET", "OPTIONS"]) {
			const response = await ask({ path, method, configured: "" });
			expect(corsHeaders(response)).toEqual([]);
			expect(list(response, "Vary")).not.toContain("Origin");
		}
	});
});

describe("a preflight", () => {
	it("of an app that may call is answered without a token", async () => {
		for (const path of ["/api/patients/", "/api/patients/1/", "/api/auth/login/", "/openapi.json"]) {
			const response = await preflight({ path });
			expect(response.status, path).toBe(204);
			expect(response.headers.get("Access-Control-Allow-Origin")).toBe(APP);
			expect(response.headers.get("Access-Control-Max-Age")).toBe("600");
			expect(list(response, "Access-Control-Allow-Methods")).toEqual(["GET", "POST", "PUT", "PATCH", "DELETE"]);
			expect(list(response, "Access-Control-Allow-Headers")).toEqual([
				...["Authorization", "Content-Type", "If-Match", "If-None-Match"],
				...["Idempotency-Key", "X-Request-Id", "Last-Event-ID", "X-D1-Bookmark"],
			]);
			expect(list(response, "Vary")).toContain("Origin");
		}
	});

	it("of any other app is not", async () => {
		for (const origin of [OTHER, "null", `${APP}.evil.example`, "http://app.example.org", `${APP}:8443`]) {
			const response = await preflight({ origin });
			expect(response.headers.get("Access-Control-Allow-Origin"), origin).toBeNull();
			expect(list(response, "Vary")).toContain("Origin");
		}
	});
});

describe("an answer to an app that may call", () => {
	const readable = (response: Response, origin = APP) => {
		expect(response.headers.get("Access-Control-Allow-Origin")).toBe(origin);
		expect(response.headers.get("Access-Control-Allow-Credentials")).toBeNull();
		expect(list(response, "Vary")).toEqual(["Origin"]);
		expect(list(response, "Access-Control-Expose-Headers")).toEqual([
			...["X-Request-Id", "ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "WWW-Authenticate"],
			...["Content-Disposition", "X-D1-Bookmark"],
		]);
	};

	it("can be read, from each of the origins", async () => {
		const { token } = await createUser("user");
		const headers = { Authorization: `Bearer ${token}` };
		for (const origin of [APP, "http://localhost:5173"]) {
			const response = await ask({ origin, headers });
			expect(response.status).toBe(200);
			readable(response, origin);
		}
		readable(await ask({ path: "/openapi.json" }));
	});

	it("can be read where it is a refusal", async () => {
		vi.spyOn(console, "error").mockReturnValue();
		const { token } = await createUser("user");
		const headers = { Authorization: `Bearer ${token}` };
		const json = { "Content-Type": "application/json" };
		const login = { path: "/api/auth/login/", method: "POST" };
		const shut = { limit: async () => ({ success: false }) };
		const away = () => {
			throw new Error("the database is away");
		};
		const refusals: [number, Asked][] = [
			[400, { ...login, headers: json, body: "{" }],
			[401, {}],
			[401, { headers: { Authorization: "Bearer garbage" } }],
			[403, { path: "/api/patients/me/", headers }],
			[404, { path: "/api/patients/999999999/", headers }],
			[404, { path: "/api/nothing/", headers }],
			[405, { method: "DELETE", headers }],
			[413, { ...login, headers: json, body: "x".repeat(1024 * 1024 + 1) }],
			[415, { ...login, headers: { "Content-Type": "text/plain" }, body: "{}" }],
			[429, { ...login, headers: json, body: "{}", environment: { SIGN_IN_RATE: shut } }],
			[500, { ...login, headers: json, body: '{"username":"ada","password":"x"}' }],
		];
		for (const [status, asked] of refusals) {
			const broken = status === 500 && intercept({ statement: away });
			const response = await ask(asked);
			if (broken) broken.restore();
			expect(response.status, JSON.stringify(asked)).toBe(status);
			expect(response.headers.get("Content-Type")).toBe("application/problem+json");
			readable(response);
		}
	});
});

describe("an answer to anybody else", () => {
	it.each([
		OTHER,
		"null",
		undefined,
	])("on the origin %j is for no app to read, and is cached for no other", async (origin) => {
		const response = await ask({ origin: origin ?? "" });
		expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
		expect(list(response, "Vary")).toContain("Origin");
	});

	it("outside the API has no header for browser apps", async () => {
		for (const path of ["/api-docs/", "/healthz", "/nothing"]) expect(corsHeaders(await ask({ path }))).toEqual([]);
	});
});
