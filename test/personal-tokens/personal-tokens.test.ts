import { afterEach, describe, expect, it, vi } from "vitest";
import { call, del, get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, type TestUser } from "../support/factories.ts";
import { holdQueue } from "../support/mailbox.ts";
import { auditOf } from "../support/oidc.ts";
import { withEmail } from "../support/people.ts";
import { endSessionsElsewhere, overtakenBy } from "../support/races.ts";

afterEach(() => {
	vi.restoreAllMocks();
});

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

	it("that may only read is refused in its owner's name", async () => {
		const user = await createUser("user");
		const { token } = await create(user);
		const refused = await post("/api/patients/", patient, token);
		expect(refused).toMatchObject({ status: 403 });
		expect(await auditOf(refused)).toMatchObject([
			{ action: "refusal", actor_id: user.id, entity: "route", entity_id: "POST /api/patients" },
		]);
	});

	it("has the roles that its owner has now", async () => {
		const user = await createUser("user");
		const { token } = await create(user, { scope: "write" });
		await DB.prepare(`update users set roles = '["staff"]' where id = ?`).bind(user.id).run();
		expect(await post("/api/patients/", patient, token)).toMatchObject({ status: 403 });
	});

	it.each<[string, (user: TestUser, id: number) => Promise<unknown>]>([
		["revoked", (user, id) => del(`/api/auth/tokens/${id}/`, user.token)],
		["expired", (_, id) => DB.prepare("update personal_tokens set expires_at = 1 where id = ?").bind(id).run()],
		[
			"of a deactivated account",
			(user) => DB.prepare("update users set is_active = 0 where id = ?").bind(user.id).run(),
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

	it.each<[string, (user: TestUser) => ReturnType<typeof post>]>([
		[
			"a moment before",
			async (user) => {
				await get("/api/users/me/", user.token);
				await endSessionsElsewhere(user.id);
				return post("/api/auth/tokens/", { name: "export" }, user.token);
			},
		],
		[
			"between the check and the write",
			(user) =>
				overtakenBy(
					() => endSessionsElsewhere(user.id),
					() => post("/api/auth/tokens/", { name: "export" }, user.token),
				),
		],
	])("is not made with a session that has ended elsewhere %s", async (_, make) => {
		const user = await createUser("user");
		const answer = await make(user);
		expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
		const stored = DB.prepare("select count(*) as n from personal_tokens where user_id = ?").bind(user.id);
		expect(await stored.first("n")).toBe(0);
		expect(await auditOf(answer)).toEqual([]);
	});

	it("is told by mail to its owner, where the address is known to be theirs", async () => {
		const queue = holdQueue();
		const user = await withEmail();
		await create(user);
		expect(await queue.mailsOf(user.id)).toEqual([]);
		await DB.prepare("update users set email_verified_at = 1 where id = ?").bind(user.id).run();
		const { token } = await create(user, { name: "nightly" });
		const mails = await queue.mailsOf(user.id);
		expect(mails).toMatchObject([{ type: "mail.notice", notice: "token_created" }]);
		expect(JSON.stringify(mails)).not.toContain(token);
	});

	it("is listed to its owner without itself, and is stored as a hash", async () => {
		const [user, other] = [await createUser("user"), await createUser("user")];
		const { token, ...created } = await create(user);
		const { body } = await get("/api/auth/tokens/", user.token);
		expect(body).toMatchObject({ count: 1, results: [{ ...created, last_used_at: null }] });
		expect((await get("/api/auth/tokens/", other.token)).body).toMatchObject({ count: 0 });
		const { results } = await DB.prepare("select * from personal_tokens").all();
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
