import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { get } from "../support/client.ts";
import { createMonitored, createUser, type TestUser, unique } from "../support/factories.ts";

const APP = "https://app.example.org";
const app = createApp();

interface Asked {
	method?: string;
	token?: string | undefined;
	headers?: Record<string, string>;
	body?: string;
	origin?: string;
	/** Where browser apps may call from. */
	configured?: string;
}

/** Asks the Worker as a client far away would, by https unless the path says otherwise. */
async function ask(
	path: string,
	{ method = "GET", token, headers, body, origin = "https://edgeward.test", configured = "" }: Asked = {},
) {
	const request = new Request(`${origin}${path}`, {
		...{ method, body, redirect: "manual" },
		headers: {
			"CF-Connecting-IP": unique(),
			...(body === undefined ? {} : { "Content-Type": "application/json" }),
			...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
			...headers,
		},
	});
	return app.fetch(request, { ...env, CORS_ORIGINS: configured }, createExecutionContext());
}

/** The headers of an answer, without those that are its own. */
const headersOf = ({ headers }: Response) =>
	Object.fromEntries(
		[...headers].filter(([name]) => !["x-request-id", "content-length", "x-d1-bookmark"].includes(name)),
	);

let admin: TestUser;
let device: { id: number; token: string };
let patient: number;
let others: string[];

beforeAll(async () => {
	const scene = await createMonitored();
	({ admin, device } = scene);
	patient = scene.patient.id;
	others = ["/api/patients/", `/api/patients/${patient}/`];
});

const AT = "2026-01-31T12:00:00Z";
const reading = JSON.stringify({ heart_rate: 72, recorded_at: AT });
/** What is asked of readings, by whom. */
const asked = (): [path: string, asked: Asked][] => [
	["/api/heart-rate", { token: admin.token }],
	[`/api/heart-rate/?patient=${patient}`, { token: admin.token }],
	["/api/heart-rate/", { method: "POST", token: device.token, body: reading }],
	["/api/heart-rate", { method: "POST", token: device.token, body: `{"readings":[${reading}]}` }],
	[`/api/patients/${patient}/heart-rate-stats`, { token: admin.token }],
	[`/api/patients/${patient}/heart-rate-stats/?period=daily`, { token: admin.token }],
	[`/api/patients/${patient}/heart-rate-series/?from=${AT}`, { token: admin.token }],
];
/** The same, refused for every reason that there is. */
const refused = (): [status: number, path: string, asked: Asked][] => [
	...asked().map(([path, rest]): [number, string, Asked] => [401, path, { ...rest, token: undefined }]),
	...asked().map(([path, rest]): [number, string, Asked] => [401, path, { ...rest, token: "a.b.c" }]),
	[400, "/api/heart-rate/?page=0", { token: admin.token }],
	[400, "/api/heart-rate/", { method: "POST", token: device.token, body: "{" }],
	[403, "/api/heart-rate/", { token: device.token }],
	[403, `/api/patients/${patient}/heart-rate-stats/`, { token: device.token }],
	[404, "/api/patients/999999999/heart-rate-stats/", { token: admin.token }],
	[413, "/api/heart-rate/", { method: "POST", token: device.token, body: " ".repeat(1024 * 1024 + 1) }],
];

describe("an answer about readings has the headers of every other", () => {
	it.each(["", APP])("where browser apps may call from %j", async (configured) => {
		for (const origin of [undefined, APP, "https://evil.example"]) {
			const headers: Record<string, string> = origin ? { Origin: origin } : {};
			const [one, two] = await Promise.all(
				others.map((path) => ask(path, { token: admin.token, headers, configured })),
			);
			const expected = one && headersOf(one);
			expect([one?.status, two?.status]).toEqual([200, 200]);
			expect(expected).toMatchObject({ "cache-control": "no-store", "content-type": "application/json" });
			for (const [path, rest] of asked()) {
				const answer = await ask(path, { ...rest, headers, configured });
				expect(answer.ok, path).toBe(true);
				expect(headersOf(answer), `${rest.method} ${path} of ${origin}`).toEqual(expected);
			}
		}
	});

	it.each(["", APP])("also where it is a refusal, and browser apps may call from %j", async (configured) => {
		const headers: Record<string, string> = { Origin: APP };
		const { "www-authenticate": _, ...expected } = headersOf(await ask("/api/patients/", { headers, configured }));
		for (const [status, path, rest] of refused()) {
			const answer = await ask(path, { ...rest, headers, configured });
			expect(answer.status, `${rest.method} ${path}`).toBe(status);
			const { "www-authenticate": challenge, ...own } = headersOf(answer);
			expect(own, `${rest.method} ${path}`).toEqual(expected);
			expect(challenge !== undefined).toBe(status === 401);
		}
	});

	it("and asks browsers to come by https, but for this very machine", async () => {
		for (const [path, rest] of asked()) {
			const far = await ask(path, rest);
			expect(far.headers.get("Strict-Transport-Security")).toBe("max-age=63072000; includeSubDomains");
			for (const origin of ["http://localhost:8787", "https://localhost", "http://192.168.1.20:8787"]) {
				const near = await ask(path, { ...rest, origin });
				expect([near.ok, near.headers.get("Strict-Transport-Security")], `${origin}${path}`).toEqual([true, null]);
			}
		}
	});
});

describe("over http, from afar", () => {
	it("what is read is at https, and what was sent is refused, right after the same by https and after another host", async () => {
		for (const [path, rest] of asked()) {
			for (const host of ["edgeward.test", "edgeward.test:8080", "localhost.edgeward.test"])
				for (const before of [`https://${host}`, "http://localhost"]) {
					expect((await ask(path, { ...rest, origin: before })).ok).toBe(true);
					const { status, headers } = await ask(path, { ...rest, origin: `http://${host}` });
					expect(status, path).toBe(rest.method === "POST" ? 403 : 308);
					const { hostname } = new URL(`http://${host}`);
					if (status === 308) expect(headers.get("Location")).toBe(`https://${hostname}${path}`);
				}
		}
	});
});

describe("the id of a request about readings", () => {
	it("is the client's own, if it sends one, in success and in failure", async () => {
		const headers = { "X-Request-Id": "trace_0123-abc=" };
		for (const [path, rest] of asked())
			expect((await ask(path, { ...rest, headers })).headers.get("X-Request-Id")).toBe("trace_0123-abc=");
		for (const [, path, rest] of refused()) {
			const answer = await ask(path, { ...rest, headers });
			expect(answer.headers.get("X-Request-Id")).toBe("trace_0123-abc=");
			expect(await answer.json()).toMatchObject({ request_id: "trace_0123-abc=" });
		}
	});

	it.each([
		"<script>alert(1)</script>",
		"a b",
		"x".repeat(256),
		undefined,
	])("is one of ours instead of %j", async (sent) => {
		const headers: Record<string, string> = sent === undefined ? {} : { "X-Request-Id": sent };
		const ids = new Set<string | null>();
		for (const [path, rest] of asked()) ids.add((await ask(path, { ...rest, headers })).headers.get("X-Request-Id"));
		for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
		expect(ids.size).toBe(asked().length);
	});
});

describe("other methods", () => {
	it.each([
		["PUT", ["/api/heart-rate", "/api/heart-rate/"], ["GET", "HEAD", "POST", "DELETE"]],
		["PATCH", ["/api/heart-rate", "/api/heart-rate/"], ["GET", "HEAD", "POST", "DELETE"]],
		...["PUT", "PATCH", "DELETE"].map((method) => [method, ["stats", "series"], ["GET", "HEAD"]] as const),
	] as const)("%s of %j is not allowed, and those that are are named", async (method, places, allowed) => {
		for (const place of places) {
			const path = place.startsWith("/") ? place : `/api/patients/${patient}/heart-rate-${place}/`;
			const { status, headers } = await ask(path, { method, token: admin.token });
			expect([status, new Set(headers.get("Allow")?.split(", "))]).toEqual([405, new Set(allowed)]);
		}
	});

	it("POST to statistics is not allowed", async () => {
		const path = `/api/patients/${patient}/heart-rate-stats/`;
		const { status, headers } = await ask(path, { method: "POST", token: admin.token, body: "{}" });
		expect([status, headers.get("Allow")]).toEqual([405, "GET, HEAD"]);
	});

	it("HEAD has the headers of GET, and no body", async () => {
		for (const [path, rest] of asked().filter(([, { method }]) => method === undefined)) {
			const [read, head] = [await ask(path, rest), await ask(path, { ...rest, method: "HEAD" })];
			expect([head.status, await head.text(), headersOf(head)], path).toEqual([200, "", headersOf(read)]);
		}
	});

	it("a preflight is answered as of any other route, without a token", async () => {
		const headers = { Origin: APP, "Access-Control-Request-Method": "POST" };
		for (const configured of ["", APP]) {
			const preflight = (path: string) => ask(path, { method: "OPTIONS", headers, configured });
			const expected = await preflight("/api/patients/");
			if (configured) expect(expected.status).toBe(204);
			for (const [path] of asked()) {
				const answer = await preflight(path);
				expect(answer.status, path).toBe(expected.status);
				expect({ ...headersOf(answer), allow: null }, path).toEqual({ ...headersOf(expected), allow: null });
			}
		}
	});
});

describe("a refusal", () => {
	it("is in the audit trail, with whose token it was and the path without its query", async () => {
		const nobody = await createUser("user");
		await ask("/api/heart-rate/", { method: "POST", token: nobody.token, body: reading });
		const requestId = unique();
		await ask("/api/heart-rate/?search=Jane", { token: device.token, headers: { "X-Request-Id": requestId } });
		const { body } = await get(`/api/audit/?action=refusal&request_id=${requestId}`, admin.token);
		expect(body.results).toMatchObject([{ entity: "route", entity_id: "GET /api/heart-rate", request_id: requestId }]);
		const trail = (await get(`/api/audit/?action=refusal&actor=${nobody.id}`, admin.token)).body.results;
		expect(trail.map(({ entity_id }: { entity_id: string }) => entity_id)).toEqual(["POST /api/heart-rate"]);
	});
});

describe("beside the paths of readings", () => {
	it.each([
		"/api/heart-rates",
		"/api/heart-rate/1/",
		"/api/heart-rate//",
		"//api/heart-rate/",
		"/api/patients/1/2/heart-rate-stats/",
		"/api/patients/1/heart-rate-stats/x",
		"/x/api/heart-rate/",
		"/x?y=/api/heart-rate/",
	])("%s is nothing of theirs: no reading is answered, and it is told in our words", async (path) => {
		const answer = await ask(path, { token: admin.token, headers: { Accept: "application/json" } });
		expect(await answer.text()).not.toContain("heart_rate");
		expect(answer.status).toBe(404);
		expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
	});
});
