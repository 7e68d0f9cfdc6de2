import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { call, del, get, post } from "../support/client.ts";
import { createUser, type TestUser } from "../support/factories.ts";

const create = async (user: TestUser, body: object = {}) =>
	(await post("/api/auth/tokens/", { name: "export", ...body }, user.token)).body;

const patient = { first_name: "Jon" };

describe("a personal access token", () => {
	it.each(["Bearer", "Token"])("is taken behind %s", async (prefix) => {
		const { token } = await create(await createUser("user"));
		const headers = { Authorization: `${prefix} ${token}` };
		expect(await call("GET", "/api/patients/", { headers })).toMatchObject({ status: 200 });
	});

	it("reads, and writes only where its scope says so", async () => {
		const user = await createUser("user");
		const [reader, writer] = [await create(user), await create(user, { scope: "write" })];
		expect(await get("/api/patients/", reader.token)).toMatchObject({ status: 200 });
		expect(await post("/api/patients/", patient, reader.token)).toMatchObject({ status: 403 });
		expect(await post("/api/patients/", patient, writer.token)).toMatchObject({ status: 201 });
	});

	it("has the roles that its owner has now", async () => {
		const user = await createUser("user");
		const { token } = await create(user, { scope: "write" });
		await env.DB.prepare(`update users set roles = '["staff"]' where id = ?`).bind(user.id).run();
		expect(await post("/api/patients/", patient, token)).toMatchObject({ status: 403 });
	});

	it.each<[string, (user: TestUser, id: number) => Promise<unknown>]>([
		["revoked", (user, id) => del(`/api/auth/tokens/${id}/`, user.token)],
		["expired", (_, id) => env.DB.prepare("update personal_tokens set expires_at = 1 where id = ?").bind(id).run()],
		[
			"of a deactivated account",
			(user) => env.DB.prepare("update users set is_active = 0 where id = ?").bind(user.id).run(),
		],
	])("is refused at once when it is %s", async (_, spoil) => {
		const user = await createUser("user");
		const { id, token } = await create(user);
		await spoil(user, id);
		expect(await get("/api/patients/", token)).toMatchObject({ status: 401 });
	});

	it("outlives its owner's logout, and cannot make another, change the password or end sessions", async () => {
		const user = await createUser("user");
		const { token } = await create(user, { scope: "write" });
		for (const path of ["/api/auth/tokens/", "/api/auth/password/change/", "/api/auth/logout/"]) {
			const body = { name: "x", old_password: "x", new_password: "y" };
			expect(await post(path, body, token), path).toMatchObject({ status: 403 });
		}
		expect(await get("/api/auth/sessions/", token)).toMatchObject({ status: 403 });
		await post("/api/auth/logout/", {}, user.token);
		expect(await get("/api/patients/", token)).toMatchObject({ status: 200 });
	});

	it("is listed to its owner without itself, and is stored as a hash", async () => {
		const [user, other] = [await createUser("user"), await createUser("user")];
		const { token, ...created } = await create(user);
		const { body } = await get("/api/auth/tokens/", user.token);
		expect(body).toMatchObject({ count: 1, results: [{ ...created, last_used_at: null }] });
		expect((await get("/api/auth/tokens/", other.token)).body).toMatchObject({ count: 0 });
		const { results } = await env.DB.prepare("select * from personal_tokens").all();
		expect(JSON.stringify([body, results])).not.toContain(token);
		await get("/api/patients/", token);
		const used = (await get("/api/auth/tokens/", user.token)).body.results[0].last_used_at;
		expect(Date.parse(used)).toBeGreaterThan(0);
	});

	it.each([
		[{ name: "" }, "name"],
		[{ name: "x", scope: "admin" }, "scope"],
		[{ name: "x", expires_at: "2020-01-01T00:00:00Z" }, "expires_at"],
		[{ name: "x", expires_at: "2999-01-01T00:00:00Z" }, "expires_at"],
	])("%j names the field", async (body, field) => {
		const user = await createUser("user");
		const answer = await post("/api/auth/tokens/", body, user.token);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});
});
