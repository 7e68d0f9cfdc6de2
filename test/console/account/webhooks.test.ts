import { afterEach, describe, expect, it, vi } from "vitest";
import { openReceiver } from "../../support/channels.ts";
import { get } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createUser, type TestUser, unique } from "../../support/factories.ts";

afterEach(() => void vi.restoreAllMocks());

const newUrl = () => `https://hooks.example.org/${unique()}`;

async function made(user: TestUser, fields: Record<string, string> = {}) {
	const pages = new Pages(user);
	const url = newUrl();
	const page = await pages.post("/account/webhooks", { url, description: "pager", ...fields });
	const [, path = ""] = new RegExp(`href="(/account/webhooks/\\d+)">${url}`).exec(page.text) ?? [];
	const [, secret = ""] = /<code>([^<]+)</.exec(page.text) ?? [];
	return { pages, page, url, path, secret };
}

const stored = async (path: string, { token }: TestUser) => (await get(path.replace("/account", "/api"), token)).body;

describe("one's own webhooks", () => {
	it("are made with a secret that is shown once", async () => {
		const nurse = await createUser("staff");
		const form = new FormData();
		const url = newUrl();
		for (const [name, value] of [
			["url", url],
			["description", "pager"],
			["events", "alert.opened"],
			["events", "alert.raised"],
		] as const)
			form.append(name, value);
		const pages = new Pages(nurse);
		const page = await pages.post("/account/webhooks", form);
		expect(page.status).toBe(200);
		expect(page.text).toMatch(/<code>whsec_/);
		const [{ events, scope }] = (await get("/api/webhooks/", nurse.token)).body.results;
		expect({ events, scope }).toEqual({ events: ["alert.opened", "alert.raised"], scope: "user" });
		expect((await pages.get("/account/webhooks")).text).not.toContain("whsec_");
	});

	it("go to no address that must not be called, and say so at the field", async () => {
		const refused = await new Pages(await createUser("staff")).post("/account/webhooks", { url: "http://10.0.0.1/x" });
		expect(refused.status).toBe(400);
		expect(refused.text).toContain('id="webhook-url-fault"');
		expect(refused.text).toContain('value="http://10.0.0.1/x"');
	});

	it("of the whole clinic are offered to admins alone, and refused to others", async () => {
		const nurse = await createUser("staff");
		expect((await new Pages(nurse).get("/account/webhooks")).text).not.toContain("Everything in the clinic");
		const { page } = await made(nurse, { scope: "clinic" });
		expect(page.status).toBe(403);
		const { page: admins } = await made(await createUser("admin"), { scope: "clinic" });
		expect(admins.status).toBe(200);
	});

	it("of others are not there", async () => {
		const { path } = await made(await createUser("staff"));
		const other = new Pages(await createUser("staff"));
		expect((await other.get("/account/webhooks")).text).not.toContain(path);
		expect((await other.get(path)).status).toBe(404);
		for (const action of ["", "/test", "/switch", "/rotate", "/remove"])
			expect((await other.post(path + action, { url: newUrl(), version: "1" })).status).toBe(404);
	});

	it("list an admin's own alone: everybody's are in the administration", async () => {
		const { url } = await made(await createUser("staff"));
		const { pages, url: own } = await made(await createUser("admin"));
		const { text } = await pages.get("/account/webhooks");
		expect(text).toContain(own);
		expect(text).not.toContain(url);
	});
});

describe("one webhook", () => {
	it("is changed, switched off and on, and removed", async () => {
		const nurse = await createUser("staff");
		const { pages, path, url } = await made(nurse);
		const edited = await pages.post(path, { url, description: "bedside", version: "1" });
		expect(edited.location).toBe(`${path}?done=saved`);
		expect(await stored(path, nurse)).toMatchObject({ description: "bedside", events: [], version: 2 });
		await pages.post(`${path}/switch`, { is_active: "false", version: "2" });
		expect(await stored(path, nurse)).toMatchObject({ is_active: false });
		expect((await pages.get(path)).text).toContain("Switch on");
		expect((await pages.post(`${path}/remove`, { version: "3" })).location).toBe("/account/webhooks?done=removed");
		expect((await pages.get(path)).status).toBe(404);
	});

	it.each<Record<string, string>>([
		{},
		{ version: "" },
		{ version: "one" },
		{ version: "1e999" },
	])("is left as it is by a form that does not say which version it was of: %j", async (fields) => {
		const nurse = await createUser("staff");
		const { pages, path } = await made(nurse);
		for (const action of ["/switch", "/remove"])
			expect((await pages.post(path + action, { is_active: "false", ...fields })).status).toBe(412);
		expect(await stored(path, nurse)).toMatchObject({ is_active: true, version: 1 });
	});

	it("is not overwritten where it was changed meanwhile, and what it is now is shown", async () => {
		const { pages, path, url } = await made(await createUser("staff"));
		await pages.post(path, { url, description: "first", version: "1" });
		const late = await pages.post(path, { url, description: "second", version: "1" });
		expect(late.status).toBe(412);
		expect(late.text).toContain('value="first"');
		expect(late.text).not.toContain('value="second"');
	});

	it("gets a new secret, shown once", async () => {
		const { pages, path, secret } = await made(await createUser("staff"));
		const { status, text } = await pages.post(`${path}/rotate`);
		const [, renewed = ""] = /<code>([^<]+)</.exec(text) ?? [];
		expect(status).toBe(200);
		expect(renewed).toMatch(/^whsec_/);
		expect(renewed).not.toBe(secret);
		expect((await pages.get(path)).text).not.toContain(renewed);
	});

	it("is tried out, shows what became of it, and sends it again", async () => {
		const receiver = openReceiver();
		const { pages, path, url } = await made(await createUser("staff"));
		expect((await pages.post(`${path}/test`)).location).toBe(`${path}?done=webhook_sent`);
		await expect.poll(() => receiver.to(url).length).toBe(1);
		await expect.poll(async () => (await pages.get(path)).text).toContain("delivered");
		const [, replay = ""] = /action="([^"]+\/replay)"/.exec((await pages.get(path)).text) ?? [];
		expect((await pages.post(replay)).location).toBe(`${path}?done=webhook_sent`);
		await expect.poll(() => receiver.to(url).length).toBe(2);
	});
});
