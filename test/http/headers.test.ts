import { Hono, type MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { describe, expect, it } from "vitest";
import type { AppEnv } from "../../src/http/app-env.ts";
import { envelope } from "../../src/http/envelope.ts";
import { pageHeaders } from "../../src/http/security-headers.ts";
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

describe("the security headers", () => {
	/** What Hono sets, as data or a page has it. */
	const ofHono = secureHeaders({
		xFrameOptions: "DENY",
		permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
		strictTransportSecurity: false,
		contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
	});
	/** What a middleware sets, on an answer from nowhere in particular. */
	async function setBy(middleware: MiddlewareHandler) {
		const app = new Hono().use(middleware).get("/", (c) => c.body(null));
		const { headers } = await app.request("http://localhost/");
		return Object.fromEntries([...headers].filter(([name]) => name !== "x-request-id"));
	}

	it("are of data those that Hono sets, but for what concerns documents alone", async () => {
		const data = await setBy(envelope);
		const documents = [
			"cross-origin-opener-policy",
			"origin-agent-cluster",
			"x-dns-prefetch-control",
			"x-download-options",
			"x-permitted-cross-domain-policies",
			"x-xss-protection",
		];
		const all = Object.entries(await setBy(ofHono));
		expect(data).toEqual(Object.fromEntries(all.filter(([name]) => !documents.includes(name))));
	});

	it("are those of Hono of pages, which say themselves what they load and from where their forms come", async () => {
		expect(await setBy(pageHeaders({ defaultSrc: ["'self'"] }))).toEqual({
			...(await setBy(ofHono)),
			...{ "content-security-policy": "default-src 'self'", "referrer-policy": "same-origin" },
		});
	});

	it("stay as a route has set them", async () => {
		const app = new Hono<AppEnv>()
			.use(envelope)
			.get("/", (c) => c.body(null, 200, { "X-Frame-Options": "SAMEORIGIN" }));
		const { headers } = await app.request("http://localhost/");
		expect([headers.get("X-Frame-Options"), headers.get("X-Content-Type-Options")]).toEqual(["SAMEORIGIN", "nosniff"]);
	});
});
