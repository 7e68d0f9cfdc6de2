import { describe, expect, it } from "vitest";
import { call, get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser } from "../support/factories.ts";

const PATHS = ["/api/auth/token/refresh/", "/api/auth/refresh/", "/api/v1/identity/refresh/"] as const;
const refresh = (token: string, path: string = PATHS[0]) => post(path, { refresh: token });
const sessionOf = (token: string) => token.split(".")[0] ?? "";

/** Moves a time of the session into the past. */
async function age(token: string, column: "rotated_at" | "expires_at", ms: number): Promise<void> {
	const sql = `update sessions set ${column} = ${column} - ? where id = ?`;
	const { meta } = await DB.prepare(sql).bind(ms, sessionOf(token)).run();
	expect(meta.changes).toBe(1);
}

const stored = (token: string) =>
	DB.prepare("select * from sessions where id = ?").bind(sessionOf(token)).first<Record<string, unknown>>();

const DAY = 24 * 60 * 60 * 1000;
const GRACE = 10_000;

describe("refreshing", () => {
	it.each(PATHS)("gives a new pair at %s, and its access token is good", async (path) => {
		const user = await createUser("user");
		const { status, body } = await refresh(user.refresh, path);
		expect(status).toBe(200);
		expect(Object.keys(body).sort()).toEqual(["access", "refresh"]);
		expect(body.refresh).not.toBe(user.refresh);
		expect(await get("/api/patients/", body.access)).toMatchObject({ status: 200 });
		expect(await refresh(body.refresh, path)).toMatchObject({ status: 200 });
	});

	it("carries roles that were granted in the meantime", async () => {
		const user = await createUser("user");
		await DB.prepare(`update users set roles = '["staff"]' where id = ?`).bind(user.id).run();
		const { body } = await refresh(user.refresh);
		const created = await post("/api/patients/", { first_name: "Jon" }, body.access);
		expect(created).toMatchObject({ status: 403 });
	});

	it("renews the day that the session has left", async () => {
		const user = await createUser("user");
		await age(user.refresh, "expires_at", DAY / 2);
		const before = Number((await stored(user.refresh))?.expires_at);
		await refresh(user.refresh);
		expect(Number((await stored(user.refresh))?.expires_at) - before).toBeGreaterThanOrEqual(DAY / 2);
	});

	it("stores no token, only hashes", async () => {
		const user = await createUser("user");
		const { body } = await refresh(user.refresh);
		const row = JSON.stringify(await stored(body.refresh));
		for (const token of [user.refresh, body.refresh]) expect(row).not.toContain(token.split(".")[2]);
	});
});

describe("the same token twice", () => {
	it("at once is a double tap: the same successor, and the session lives", async () => {
		const user = await createUser("user");
		const first = await refresh(user.refresh);
		const second = await refresh(user.refresh);
		expect(second.body.refresh).toBe(first.body.refresh);
		expect(await refresh(first.body.refresh)).toMatchObject({ status: 200 });
	});

	it("in parallel is one too", async () => {
		const user = await createUser("user");
		const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(user.refresh)));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
		const successors = new Set(answers.map(({ body }) => body.refresh));
		expect(successors.size).toBe(1);
		const [successor] = successors;
		expect(await refresh(successor)).toMatchObject({ status: 200 });
	});

	it("later is a theft: the session ends, with its access tokens", async () => {
		const user = await createUser("user");
		const { body } = await refresh(user.refresh);
		await age(user.refresh, "rotated_at", GRACE + 1000);
		expect(await refresh(user.refresh)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
		expect(await refresh(body.refresh)).toMatchObject({ status: 401 });
		for (const token of [user.token, body.access])
			expect(await get("/api/patients/", token)).toMatchObject({ status: 401 });
	});

	it("two generations old is a theft even at once", async () => {
		const user = await createUser("user");
		const second = await refresh(user.refresh);
		const third = await refresh(second.body.refresh);
		expect(await refresh(user.refresh)).toMatchObject({ status: 401 });
		expect(await refresh(third.body.refresh)).toMatchObject({ status: 401 });
		expect(await get("/api/patients/", third.body.access)).toMatchObject({ status: 401 });
	});

	it("leaves the user's other sessions alone", async () => {
		const user = await createUser("user");
		const other = await post("/api/auth/login/", { username: user.username, password: "correct horse battery 9" });
		await refresh(user.refresh);
		await age(user.refresh, "rotated_at", GRACE + 1000);
		await refresh(user.refresh);
		expect(await get("/api/patients/", other.body.access)).toMatchObject({ status: 200 });
		expect(await refresh(other.body.refresh)).toMatchObject({ status: 200 });
	});
});

describe("refresh tokens that are not good", () => {
	it("an expired session is over", async () => {
		const user = await createUser("user");
		await age(user.refresh, "expires_at", DAY + 1000);
		expect(await refresh(user.refresh)).toMatchObject({ status: 401 });
	});

	it("a deactivated user gets no new pair", async () => {
		const user = await createUser("user");
		await DB.prepare("update users set is_active = 0 where id = ?").bind(user.id).run();
		expect(await refresh(user.refresh)).toMatchObject({ status: 401 });
	});

	it.each(["garbage", "a.b", ".", "..", `${"x".repeat(5000)}.y`])("%j is refused", async (token) => {
		const answer = await refresh(token);
		expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
		expect(answer.headers.get("WWW-Authenticate")).toContain("invalid_token");
	});

	it("an access token is none", async () => {
		const user = await createUser("user");
		expect(await refresh(user.token)).toMatchObject({ status: 401 });
	});

	it.each([{}, { refresh: "" }, { refresh: 7 }])("%j names the field", async (body) => {
		const answer = await post(PATHS[0], body);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual(["refresh"]);
	});
});

describe("logout", () => {
	it.each(["/api/auth/logout/", "/api/v1/auth/logout/"])("%s ends refresh and access tokens at once", async (path) => {
		const user = await createUser("user");
		const { body } = await refresh(user.refresh);
		expect(await post(path, { refresh: body.refresh }, body.access)).toMatchObject({ status: 200 });
		expect(await refresh(body.refresh)).toMatchObject({ status: 401 });
		for (const token of [user.token, body.access])
			expect(await get("/api/patients/", token)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
	});

	it.each([undefined, "", "{", {}, { refresh: "garbage" }])("whatever the body: %j", async (body) => {
		const user = await createUser("user");
		const headers = { "Content-Type": "application/json" };
		expect(await call("POST", "/api/auth/logout/", { token: user.token, body, headers })).toMatchObject({
			status: 200,
		});
		expect(await refresh(user.refresh)).toMatchObject({ status: 401 });
	});

	it("ends nobody else's session", async () => {
		const [user, other] = [await createUser("user"), await createUser("user")];
		await post("/api/auth/logout/", { refresh: other.refresh }, user.token);
		expect(await get("/api/patients/", other.token)).toMatchObject({ status: 200 });
		expect(await refresh(other.refresh)).toMatchObject({ status: 200 });
	});

	it.each(["/api/auth/logout/", "/api/v1/auth/logout"])("GET %s is not allowed", async (path) => {
		const user = await createUser("user");
		const answer = await get(path, user.token);
		expect(answer).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
		expect(answer.headers.get("Allow")).toBe("POST");
		expect(await get("/api/patients/", user.token)).toMatchObject({ status: 200 });
	});
});
