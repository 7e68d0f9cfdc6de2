import { Hono, type MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { describe, expect, it } from "vitest";
import { pageHeaders, SECURITY_HEADERS, securityHeaders } from "../../src/http/security-headers.ts";
import { call, get, post } from "../support/client.ts";
import { createUser } from "../support/factories.ts";

async function answers() {
	const { token } = await createUser("user");
	return {
		success: await get("/api/patients/", token),
		invalid: await get("/api/patients/?page=0", token),
		unauthenticated: await get("/api/patients/"),
		forbidden: await get("/api/patients/me/", token),
		missing: await get("/api/patients/999999999/", token),
		method: await call("DELETE", "/api/patients/", { token }),
		public: await post("/api/auth/login/", { username: "nobody", password: "nothing" }),
		outside: await get("/nothing"),
	};
}

describe("every answer of the API", () => {
	it("stays out of caches", async () => {
		for (const [name, { headers }] of Object.entries(await answers()))
			expect(headers.get("Cache-Control"), name).toBe("no-store");
	});

	it("carries security headers", async () => {
		for (const [name, { headers }] of Object.entries(await answers())) {
			expect(headers.get("X-Content-Type-Options"), name).toBe("nosniff");
			expect(headers.get("X-Frame-Options"), name).toBe("DENY");
			expect(headers.get("Strict-Transport-Security"), name).toMatch(/max-age=\d{7,}/);
			expect(headers.get("Permissions-Policy"), name).toBe("camera=(), geolocation=(), microphone=()");
			expect(headers.get("Referrer-Policy"), name).toBe("no-referrer");
			expect(headers.get("X-Powered-By"), name).toBeNull();
		}
	});

	it("is data: a browser loads and runs nothing of it, nor shows it in a frame", async () => {
		for (const [name, { headers }] of Object.entries(await answers()))
			expect(headers.get("Content-Security-Policy"), name).toBe("default-src 'none'; frame-ancestors 'none'");
	});

	it("has a request id of its own", async () => {
		const ids = Object.values(await answers()).map(({ headers }) => headers.get("X-Request-Id"));
		for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
		expect(new Set(ids).size).toBe(ids.length);
	});
});

describe("the request id", () => {
	it("is the client's, if it sends one, in success and in failure", async () => {
		const { token } = await createUser("user");
		const headers = { "X-Request-Id": "trace_0123-abc=" };
		for (const path of ["/api/patients/", "/api/patients/999999999/", "/nothing", "/healthz"]) {
			const answer = await call("GET", path, { token, headers });
			expect(answer.headers.get("X-Request-Id")).toBe("trace_0123-abc=");
			if (answer.status >= 400) expect(answer.body.request_id).toBe("trace_0123-abc=");
		}
	});

	it.each(["<script>alert(1)</script>", "a b", "x".repeat(256), "é"])("is not %j", async (id) => {
		const { headers } = await call("GET", "/healthz", { headers: { "X-Request-Id": id } });
		expect(headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
	});
});

describe("the security headers, written out,", () => {
	const options = {
		xFrameOptions: "DENY",
		permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
		strictTransportSecurity: false,
	};
	/** What a middleware sets. */
	async function setBy(middleware: MiddlewareHandler) {
		const app = new Hono().use(middleware).get("/", (c) => c.body(null));
		return Object.fromEntries((await app.request("/")).headers);
	}
	const written = Object.fromEntries(
		Object.entries(SECURITY_HEADERS).map(([name, value]) => [name.toLowerCase(), value]),
	);

	it("are those that Hono sets", async () => {
		const contentSecurityPolicy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
		expect(await setBy(secureHeaders({ ...options, contentSecurityPolicy }))).toEqual(written);
		expect(await setBy(securityHeaders)).toEqual(written);
	});

	it("are those of pages, which say themselves what they load and from where their forms come", async () => {
		expect(await setBy(pageHeaders({ defaultSrc: ["'self'"] }))).toEqual({
			...written,
			...{ "content-security-policy": "default-src 'self'", "referrer-policy": "same-origin" },
		});
	});
});
