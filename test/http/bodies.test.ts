import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import { call, post } from "../support/client.ts";
import { createUser, PASSWORD, type TestUser, unique } from "../support/factories.ts";

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

describe("a body that is no JSON", () => {
	it.each(["{", "{'first_name': 'Jon'}", "first_name=Jon", '{"first_name": "Jon"'])("%j is refused", async (body) => {
		for (const path of ["/api/patients/", "/api/auth/login/", "/api/heart-rate/"]) {
			const answer = await post(path, body, admin.token);
			expect(answer).toMatchObject({ status: 400, body: { code: "malformed", errors: {} } });
			expect(JSON.stringify(answer.body)).not.toContain("Jon");
		}
	});

	it("nothing at all is refused where a body is needed", async () => {
		expect(await post("/api/patients/", undefined, admin.token)).toMatchObject({ status: 400 });
		const headers = { "Content-Type": "application/json" };
		const answer = await call("POST", "/api/patients/", { token: admin.token, headers });
		expect(answer).toMatchObject({ status: 400, body: { code: "malformed" } });
	});
});

describe("a body of another type", () => {
	it.each(["text/plain", "application/x-www-form-urlencoded", "text/json"])("%s is refused", async (type) => {
		for (const path of ["/api/patients/", "/api/auth/login/"]) {
			const headers = { "Content-Type": type };
			const answer = await call("POST", path, { token: admin.token, body: '{"first_name": "Jon"}', headers });
			expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_type" } });
		}
	});

	it.each(["application/json; charset=utf-8", "application/vnd.api+json"])("%s is JSON too", async (type) => {
		const headers = { "Content-Type": type };
		const answer = await call("POST", "/api/patients/", { token: admin.token, body: { first_name: "Jon" }, headers });
		expect(answer).toMatchObject({ status: 201 });
	});
});

describe("a body that is cut on its way", () => {
	/** The first bytes, and then the line is gone. */
	const cut = () =>
		new ReadableStream({
			pull(controller) {
				controller.enqueue(new TextEncoder().encode('{"first_name": "Jon"'));
				controller.error(new Error("Network connection lost."));
			},
		});

	it.each([
		["announced", { "Content-Length": "5000" }],
		["in chunks", {}],
	])("is the client's failure, and none that we log: %s", async (_, length) => {
		const logged = vi.spyOn(console, "error");
		for (const path of ["/api/patients/", "/api/auth/login/", "/api/heart-rate/"]) {
			const headers = { ...length, "Content-Type": "application/json", Authorization: `Bearer ${admin.token}` };
			const request = new Request(`https://edgeward.test${path}`, { method: "POST", body: cut(), headers });
			const response = await createApp().fetch(request, env, createExecutionContext());
			expect({ status: response.status, body: await response.json() }).toMatchObject({
				status: 400,
				body: { code: "malformed" },
			});
		}
		expect(logged).not.toHaveBeenCalled();
		logged.mockRestore();
	});
});

describe("a body that is compressed", () => {
	const MIB = 1024 * 1024;
	const coded = (coding: string) => ({ "Content-Encoding": coding, "Content-Type": "application/json" });
	const PATHS = ["/api/patients/", "/api/auth/login/", "/api/heart-rate/", "/api/auth/logout/"];

	it.each([
		"gzip",
		"GZIP",
		"br",
		"deflate, gzip",
		"x-unknown",
	])("by %s is refused, and told what is read", async (coding) => {
		for (const path of PATHS) {
			const body = gzipSync('{"first_name": "Jon"}');
			const answer = await call("POST", path, { token: admin.token, body, headers: coded(coding) });
			expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_type" } });
			expect(answer.headers.get("Accept-Encoding")).toBe("identity");
		}
	});

	it("to a thousandth is refused as it came: a gibibyte of zeros is never unpacked", async () => {
		const member = gzipSync(Buffer.alloc(64 * MIB));
		const bomb = Buffer.concat(Array.from({ length: 16 }, () => member)).subarray(0, MIB);
		for (const path of PATHS) {
			const answer = await call("POST", path, { token: admin.token, body: bomb, headers: coded("gzip") });
			expect(answer).toMatchObject({ status: 415 });
		}
		const headers = { "Content-Type": "application/json" };
		const unsaid = await call("POST", "/api/patients/", { token: admin.token, body: bomb, headers });
		expect(unsaid).toMatchObject({ status: 400, body: { code: "malformed" } });
	});

	it("says so where there is none", async () => {
		const options = { token: admin.token, body: { first_name: "Jon" }, headers: coded("identity") };
		expect(await call("POST", "/api/patients/", options)).toMatchObject({ status: 201 });
		expect(await call("GET", "/api/patients/", { token: admin.token, headers: coded("gzip") })).toMatchObject({
			status: 200,
		});
	});
});

describe("a body of the wrong shape", () => {
	it.each([
		["no object", "/api/patients/", [], "body"],
		["a text", "/api/patients/", '"Jon"', "body"],
		["null", "/api/patients/", "null", "body"],
		["a number for a text", "/api/patients/", { first_name: 7 }, "first_name"],
		["an object for a text", "/api/patients/", { first_name: "Jon", notes: {} }, "notes"],
		["a text for a number", "/api/devices/", { device_id: unique(), patient: "1" }, "patient"],
		["a wrong part of an object", "/api/patients/", { first_name: "Jon", emergency_contact: { name: 7 } }, "emergency"],
	])("%s names the field", async (_, path, body, field) => {
		const answer = await post(path, body, admin.token);
		expect(answer).toMatchObject({ status: 400, body: { code: "invalid" } });
		const [first] = Object.keys(answer.body.errors);
		expect(first).toContain(field);
		expect(answer.body.message).toBe(`${first}: ${answer.body.errors[first ?? ""][0]}`);
	});

	it("names every wrong field at once", async () => {
		const body = { first_name: 7, gender: "X", age: -1 };
		const answer = await post("/api/patients/", body, admin.token);
		expect(Object.keys(answer.body.errors).toSorted()).toEqual(["age", "first_name", "gender"]);
	});

	it.each(["constructor", "__proto__", "toString"])("knows no gender nor role called %j", async (word) => {
		const patient = await post("/api/patients/", { first_name: "Jon", gender: word }, admin.token);
		expect(patient).toMatchObject({ status: 400, body: { errors: { gender: [expect.any(String)] } } });
		const user = { username: unique(), password: PASSWORD, user_type: word };
		expect(await post("/api/auth/register/", user)).toMatchObject({ status: 400 });
	});
});

describe("a body of more than 1 MiB", () => {
	const MIB = 1024 * 1024;
	const text = (bytes: number) => JSON.stringify({ username: "x".repeat(bytes - 15) });

	it("is refused, with a token and without, before it is read", async () => {
		for (const path of ["/api/auth/login/", "/api/patients/", "/api/heart-rate/"]) {
			const answer = await post(path, text(MIB + 1), admin.token);
			expect(answer).toMatchObject({ status: 413, body: { code: "too_large" } });
		}
	});

	it("is one byte more than what is read", async () => {
		expect(text(MIB)).toHaveLength(MIB);
		expect(await post("/api/auth/login/", text(MIB))).toMatchObject({ status: 400, body: { code: "invalid" } });
	});
});

describe("what a client sends beyond the contract", () => {
	it("is ignored: no field of a body reaches what only the server sets", async () => {
		const user = await createUser("user");
		const body = { first_name: "Jon", id: 1, owner: 1, owner_id: 1, user_id: 1, is_complete: false, deleted_at: 1 };
		const answer = await post("/api/patients/", body, user.token);
		expect(answer).toMatchObject({ status: 201, body: { owner: user.id, user: null, is_complete: true } });
		const roles = { username: unique(), password: PASSWORD, roles: ["admin"], is_verified: true, is_active: false };
		expect((await post("/api/auth/register/", roles)).body.user).toMatchObject({
			...{ roles: ["user"], is_verified: false, is_active: true },
		});
	});
});
