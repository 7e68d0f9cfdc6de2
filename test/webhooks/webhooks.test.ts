import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { settings } from "../../src/env.ts";
import { sealAnew } from "../../src/webhooks/secrets.ts";
import { webhooks } from "../../src/webhooks/table.ts";
import { newWebhook } from "../support/channels.ts";
import { call, del, get, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser } from "../support/factories.ts";
import { overtakenBy } from "../support/races.ts";

const URL_OF_ALL = "https://hooks.example.org/all";

describe("a webhook", () => {
	it("is answered with its secret once, and never again", async () => {
		const { token, id: owner, username } = await createUser("doctor");
		const created = await post("/api/webhooks/", { url: "https://Hooks.example.org" }, token);
		expect(created).toMatchObject({
			status: 201,
			body: {
				...{
					owner,
					owner_name: username,
					scope: "user",
					url: "https://hooks.example.org/",
					description: "",
					events: [],
				},
				...{ is_active: true, disabled_reason: null, version: 1 },
			},
		});
		expect(Buffer.from(created.body.secret.replace(/^whsec_/, ""), "base64")).toHaveLength(32);
		const again = await get(`/api/webhooks/${created.body.id}/`, token);
		expect(again.body).toEqual({ ...created.body, secret: undefined });
		expect(again.headers.get("ETag")).toBe('"1"');
	});

	it("keeps its secret sealed in the database", async () => {
		const { id, secret } = await newWebhook(await createUser("user"));
		const row = await DB.prepare("select * from webhooks where id = ?").bind(id).first();
		expect(JSON.stringify(row)).not.toContain(secret.replace("whsec_", "").slice(0, 20));
		expect(row?.secret).toMatch(/^test\./);
	});

	it("is edited by what the body names, by who has seen it as it is", async () => {
		const user = await createUser("user");
		const { id } = await newWebhook(user, { description: "pager" });
		const edit = (version: string, body: object) =>
			call("PATCH", `/api/webhooks/${id}/`, { token: user.token, body, headers: { "If-Match": version } });
		expect(await edit('"1"', { events: ["alert.opened", "alert.opened"] })).toMatchObject({
			status: 200,
			body: { description: "pager", events: ["alert.opened"], version: 2 },
		});
		expect((await edit('"1"', { description: "" })).status).toBe(412);
		const late = await overtakenBy(
			() => edit('"2"', { description: "first" }),
			() => edit('"2"', { description: "second" }),
		);
		expect(late.status).toBe(412);
	});

	it("is gone when it is deleted, with its secret, and an old version deletes nothing", async () => {
		const user = await createUser("user");
		const { id } = await newWebhook(user);
		const path = `/api/webhooks/${id}/`;
		const old = await call("DELETE", path, { token: user.token, headers: { "If-Match": '"9"' } });
		expect(old.status).toBe(412);
		expect((await del(path, user.token)).status).toBe(204);
		expect((await get(path, user.token)).status).toBe(404);
		expect(await DB.prepare("select count(*) as n from webhooks where id = ?").bind(id).first("n")).toBe(0);
	});

	it("is its owner's and the admins'", async () => {
		const [owner, other, admin] = [await createUser("user"), await createUser("staff"), await createUser("admin")];
		const { id } = await newWebhook(owner);
		expect((await get("/api/webhooks/", other.token)).body.count).toBe(0);
		expect((await get(`/api/webhooks/${id}/`, admin.token)).body.owner).toBe(owner.id);
		for (const path of ["", "rotate/", "test/", "attempts/1/replay/"])
			expect((await call(path ? "POST" : "GET", `/api/webhooks/${id}/${path}`, { token: other.token })).status).toBe(
				404,
			);
	});

	it("is found by whether its failures have switched it off", async () => {
		const admin = await createUser("admin");
		const [fine, gone] = [await newWebhook(admin), await newWebhook(admin)];
		await database(env)
			.update(webhooks)
			.set({ isActive: false, disabledReason: "gone" })
			.where(eq(webhooks.id, gone.id));
		for (const [hasFailed, { id }] of [
			[true, gone],
			[false, fine],
		] as const) {
			const { body } = await get(`/api/webhooks/?owner=${admin.id}&has_failed=${hasFailed}`, admin.token);
			expect(body.results).toMatchObject([{ id }]);
		}
	});

	it.each([
		["is_active=true", ["clinic"]],
		["is_active=false", ["own"]],
		["scope=clinic", ["clinic"]],
		["scope=user", ["own"]],
		["search=PAGER", ["own"]],
		["search=nothing", []],
	])("is found by %s", async (query, found) => {
		const admin = await createUser("admin");
		const own = await newWebhook(admin, { description: "pager", is_active: false });
		const clinic = await newWebhook(admin, { scope: "clinic" });
		const ids = async (more: string): Promise<number[]> =>
			(await get(`/api/webhooks/?owner=${admin.id}&${more}`, admin.token)).body.results.map(
				({ id }: { id: number }) => id,
			);
		expect(await ids(query)).toEqual(found.map((name) => (name === "own" ? own.id : clinic.id)));
		expect(await ids(`search=${own.url.slice(-12)}`)).toEqual([own.id]);
		expect(await ids(`search=${admin.username}`)).toEqual([clinic.id, own.id]);
	});

	it("leaves a trail of who has changed it", async () => {
		const user = await createUser("user");
		const { id } = await newWebhook(user);
		await patch(`/api/webhooks/${id}/`, { is_active: false, url: URL_OF_ALL }, user.token);
		await post(`/api/webhooks/${id}/rotate/`, {}, user.token);
		await del(`/api/webhooks/${id}/`, user.token);
		const trail = DB.prepare("select action, fields from audit where entity = 'webhook' and entity_id = ?");
		const { results } = await trail.bind(String(id)).all();
		expect(results).toEqual([
			{ action: "webhook.create", fields: "[]" },
			{ action: "webhook.edit", fields: '["url","is_active"]' },
			{ action: "webhook.rotate", fields: '["secret"]' },
			{ action: "webhook.delete", fields: "[]" },
		]);
	});
});

describe("what is refused", () => {
	it.each([
		["url", {}],
		["url", { url: "http://hooks.example.org/" }],
		["url", { url: "https://localhost/" }],
		["url", { url: "https://[::ffff:169.254.169.254]/" }],
		["events.0", { url: URL_OF_ALL, events: ["alert.sung"] }],
		["events.0", { url: URL_OF_ALL, events: ["webhook.disabled"] }],
		["scope", { url: URL_OF_ALL, scope: "world" }],
		["description", { url: URL_OF_ALL, description: "x".repeat(201) }],
	])("%s of %j", async (field, body) => {
		const { token } = await createUser("user");
		const answer = await post("/api/webhooks/", body, token);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});

	it("an address of our own house, also in an edit", async () => {
		const user = await createUser("user");
		const { id, url } = await newWebhook(user);
		const answer = await patch(`/api/webhooks/${id}/`, { url: "https://10.0.0.1/" }, user.token);
		expect(answer).toMatchObject({ status: 400, body: { errors: { url: ["must be on the public internet"] } } });
		expect((await get(`/api/webhooks/${id}/`, user.token)).body.url).toBe(url);
	});

	it("the clinic's events, to everybody but admins", async () => {
		const clinic = { url: URL_OF_ALL, scope: "clinic" };
		for (const role of ["staff", "doctor", "patient", "user"] as const)
			expect((await post("/api/webhooks/", clinic, (await createUser(role)).token)).status).toBe(403);
		const { token, id } = await createUser("admin");
		expect((await post("/api/webhooks/", clinic, token)).status).toBe(201);
		const demote = DB.prepare(`update users set roles = '["user"]' where id = ?`).bind(id);
		const late = await overtakenBy(
			() => demote.run(),
			() => post("/api/webhooks/", clinic, token),
		);
		expect(late.status).toBe(409);
	});

	it("more than twenty of one owner", async () => {
		const user = await createUser("user");
		for (let count = 0; count < 20; count++) await newWebhook(user);
		expect((await post("/api/webhooks/", { url: URL_OF_ALL }, user.token)).status).toBe(409);
	});
});

describe("a new key among the AUTH_KEYS", () => {
	it("seals every secret at night, so that the old one may go", async () => {
		const user = await createUser("user");
		const { id } = await newWebhook(user);
		await post(`/api/webhooks/${id}/rotate/`, {}, user.token);
		const NEW = "te_t:a-new-secret-that-only-tests-know-0123456789";
		const row = () => DB.prepare("select secret, previous_secret from webhooks where id = ?").bind(id).first();
		const before = await row();
		await sealAnew(database(env), settings(env));
		expect(await row()).toEqual(before);
		await sealAnew(database(env), settings({ ...env, AUTH_KEYS: `${NEW},${env.AUTH_KEYS}` }));
		expect(Object.values((await row()) ?? {}).map((sealed) => String(sealed).split(".")[0])).toEqual(["te_t", "te_t"]);
	});
});
