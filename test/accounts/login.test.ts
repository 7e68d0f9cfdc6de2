import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { call, get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, PASSWORD, unique } from "../support/factories.ts";

const login = (body: object) => post("/api/auth/login/", body);

async function registered() {
	const digits = String(Math.floor(1e9 + Math.random() * 9e9));
	const names = { username: `ada-${unique()}`, email: `Ada.${unique()}@Example.org`, phone_number: `+49 ${digits}` };
	const { body } = await post("/api/auth/register/", { ...names, password: PASSWORD });
	return { ...names, digits, id: body.user_id as number };
}

describe("signing in", () => {
	it.each<[string, (user: Awaited<ReturnType<typeof registered>>) => object]>([
		["the username", ({ username }) => ({ username })],
		["the e-mail address", ({ email }) => ({ email })],
		["the e-mail address in another case", ({ email }) => ({ email: email.toUpperCase() })],
		["the e-mail address sent as username", ({ email }) => ({ username: email })],
		["the phone number", ({ phone_number }) => ({ phone_number })],
		[
			"the phone number written otherwise",
			({ digits }) => ({ phone_number: `+49-(${digits.slice(0, 3)}) ${digits.slice(3)}` }),
		],
		["the phone number sent as username", ({ phone_number }) => ({ username: phone_number })],
		["the username sent as e-mail", ({ username }) => ({ email: username })],
	])("works with %s", async (_, name) => {
		const user = await registered();
		const answer = await login({ ...name(user), password: PASSWORD });
		expect(answer).toMatchObject({ status: 200, body: { user_id: user.id, message: "Signed in." } });
	});

	it("answers the same union as a registration", async () => {
		const user = await registered();
		const { body } = await login({ username: user.username, password: PASSWORD });
		const { access, refresh } = body;
		expect(body).toMatchObject({ token: access, tokens: { access, refresh }, username: user.username });
		expect(body.user).toMatchObject({ id: user.id, last_login: null });
		const again = await login({ username: user.username, password: PASSWORD });
		expect(Date.parse(again.body.user.last_login)).toBeGreaterThan(0);
	});

	it("starts a session of its own each time", async () => {
		const user = await createUser("user");
		const other = await login({ username: user.username, password: PASSWORD });
		await post("/api/auth/logout/", {}, user.token);
		expect(await get("/api/patients/", other.body.access)).toMatchObject({ status: 200 });
	});
});

describe("what is refused", () => {
	it("an unknown name, a wrong password, no password and a deactivated account look the same", async () => {
		const [user, retired] = [await registered(), await registered()];
		await DB.prepare("update users set is_active = 0 where id = ?").bind(retired.id).run();
		const { status, body } = await login({ username: "nobody-at-all", password: PASSWORD });
		expect({ status, code: body.code }).toEqual({ status: 401, code: "unauthenticated" });
		const others = [
			await login({ username: user.username, password: `${PASSWORD}!` }),
			await login({ username: user.username, password: "" }),
			await login({ username: retired.username, password: PASSWORD }),
		];
		for (const other of others) {
			expect(other.status).toBe(401);
			expect(other.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
			expect({ ...other.body, request_id: "" }).toEqual({ ...body, request_id: "" });
		}
	});

	it("an account without a password has none that fits", async () => {
		const user = await registered();
		await DB.prepare("update users set password_hash = null where id = ?").bind(user.id).run();
		for (const password of [PASSWORD, "", "null"])
			expect(await login({ username: user.username, password })).toMatchObject({ status: 401 });
	});

	it.each([
		[{ password: PASSWORD }, "username"],
		[{ username: "", password: PASSWORD }, "username"],
		[{ username: "ada" }, "password"],
		[{ username: 7, password: PASSWORD }, "username"],
	])("%j names the field", async (body, field) => {
		const answer = await login(body);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});

	it("a password that is longer than any can be names the field, and is not looked at", async () => {
		const { username } = await registered();
		expect(await login({ username, password: "x".repeat(1000) })).toMatchObject({ status: 401 });
		const answer = await login({ username, password: "x".repeat(1001) });
		expect(answer).toMatchObject({ status: 400, body: { errors: { password: [expect.any(String)] } } });
		expect(answer.headers.has("RateLimit")).toBe(false);
	});

	it("a name is only ever a value", async () => {
		expect(await login({ username: "' or '1'='1", password: PASSWORD })).toMatchObject({ status: 401 });
		expect(await login({ username: "%", password: PASSWORD })).toMatchObject({ status: 401 });
	});
});

describe("the access token", () => {
	it("carries all that authorization needs, for five minutes", async () => {
		const { body } = await post("/api/auth/register/", {
			...{ username: `ada-${unique()}`, password: PASSWORD },
			...{ is_patient: true, is_doctor: true },
		});
		const claims = decodeJwt(body.access);
		expect(claims).toMatchObject({
			...{ sub: String(body.user_id), roles: ["doctor", "patient"], iss: "edgeward", aud: "edgeward-api" },
			...{ pid: body.user.patient_id, did: body.user.doctor_id, sid: expect.any(String) },
		});
		expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
		expect(decodeProtectedHeader(body.access)).toEqual({ alg: "HS256", typ: "access+jwt", kid: "test" });
		expect(claims.pid).not.toBeNull();
		expect(claims.did).not.toBeNull();
	});

	it.each(["Bearer", "Token", "bearer", "TOKEN"])("is taken behind %s", async (prefix) => {
		const { token } = await createUser("user");
		const answer = await call("GET", "/api/patients/", { headers: { Authorization: `${prefix} ${token}` } });
		expect(answer.status).toBe(200);
	});
});
