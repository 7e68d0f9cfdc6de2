import { describe, expect, it } from "vitest";
import { call, get, post } from "../support/client.ts";
import { createUser, PASSWORD, unique } from "../support/factories.ts";

describe("the trailing slash", () => {
	it.each(["", "/"])("does not matter, to GET and POST alike: %j", async (slash) => {
		const body = { username: `ada-${unique()}`, password: PASSWORD };
		const registered = await post(`/api/auth/register${slash}`, body);
		expect(registered.status).toBe(201);
		const token = registered.body.access;
		const created = await post(`/api/patients${slash}`, { first_name: "Jon" }, token);
		expect(created.status).toBe(201);
		expect(await get(`/api/patients/${created.body.id}${slash}`, token)).toMatchObject({ status: 200 });
		expect((await get(`/api/patients${slash}?search=jon`, token)).body.count).toBe(1);
		expect(await post(`/api/auth/logout${slash}`, {}, token)).toMatchObject({ status: 200 });
	});

	it.each(["/healthz", "/readyz", "/openapi.json", "/api-docs"])("nor to %s", async (path) => {
		for (const slash of ["", "/"]) expect(await get(path + slash)).toMatchObject({ status: 200 });
	});
});

describe("health", () => {
	it("says that it is up, and ready to serve", async () => {
		expect(await get("/healthz")).toMatchObject({ status: 200, body: { status: "ok" } });
		expect(await get("/readyz")).toMatchObject({ status: 200, body: { status: "ready" } });
	});
});

describe("a path that is not there", () => {
	it.each([
		"/nothing",
		"/openapi.yaml",
		"/api-docs/secret.js",
		"/swagger-ui.css",
		"/index.html",
		"/.dev.vars",
	])("%s is a problem", async (path) => {
		const answer = await get(path);
		expect(answer).toMatchObject({ status: 404, body: { status: 404, code: "not_found" } });
		expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
	});

	it("below /api asks for a token first, and is then a problem too", async () => {
		const { token } = await createUser("user");
		expect(await get("/api/nothing/")).toMatchObject({ status: 401 });
		expect(await get("/api/nothing/", token)).toMatchObject({ status: 404, body: { code: "not_found" } });
		expect(await post("/api/patients/1/nothing/", {}, token)).toMatchObject({ status: 404 });
	});
});

describe("a method that is not there", () => {
	it.each([
		["DELETE", "/api/patients/", "GET, HEAD, POST"],
		["PUT", "/api/heart-rate", "GET, HEAD, POST, DELETE"],
		["POST", "/api/patients/1/", "GET, HEAD, PUT, PATCH, DELETE"],
		["GET", "/api/devices/1/token/", "POST, DELETE"],
		["GET", "/api/auth/login/", "POST"],
		["POST", "/healthz", "GET, HEAD"],
		["POST", "/openapi.json", "GET, HEAD"],
	])("%s %s is refused with what there is", async (method, path, methods) => {
		const { token } = await createUser("user");
		const answer = await call(method, path, { token });
		expect(answer).toMatchObject({ status: 405, body: { status: 405, code: "method_not_allowed" } });
		const sorted = (list: string | null) => list?.split(", ").toSorted();
		expect(sorted(answer.headers.get("Allow"))).toEqual(sorted(methods));
	});

	it("HEAD is a GET without its body", async () => {
		const { token } = await createUser("user");
		expect(await call("HEAD", "/api/patients/", { token })).toMatchObject({ status: 200, body: "" });
	});
});

describe("the root", () => {
	it("is where people sign in", async () => {
		const answer = await get("/");
		expect(answer.status).toBe(200);
		expect(answer.headers.get("Content-Type")).toMatch(/^text\/html/);
	});
});
