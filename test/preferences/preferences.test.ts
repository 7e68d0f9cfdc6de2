import { describe, expect, it } from "vitest";
import { call, get, put } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser } from "../support/factories.ts";
import { overtakenBy } from "../support/races.ts";

const PATH = "/api/notifications/preferences/";
const NIGHT = { from: "22:00", to: "07:00", timezone: "Europe/Berlin" };

describe("the preferences of notifications", () => {
	it("are critical alerts by mail and no quiet hours, until somebody says otherwise", async () => {
		const { token } = await createUser("user");
		const { body, headers } = await get(PATH, token);
		expect(body).toEqual({ email: "critical", quiet_hours: null, version: 0 });
		expect(headers.get("ETag")).toBe('"0"');
		const wanted = { email: "alerts", quiet_hours: NIGHT };
		expect(await put(PATH, wanted, token)).toMatchObject({ status: 200, body: { ...wanted, version: 1 } });
		expect((await get(PATH, token)).body).toEqual({ ...wanted, version: 1 });
		await put(PATH, { email: "none", quiet_hours: null }, token);
		expect((await get(PATH, token)).body).toEqual({ email: "none", quiet_hours: null, version: 2 });
	});

	it("are one's own", async () => {
		const [one, other] = [await createUser("user"), await createUser("user")];
		await put(PATH, { email: "all", quiet_hours: null }, one.token);
		expect((await get(PATH, other.token)).body.email).toBe("critical");
	});

	it("are replaced only by who has seen them as they are", async () => {
		const { token } = await createUser("user");
		const edit = (version: string) =>
			call("PUT", PATH, { token, body: { email: "all", quiet_hours: null }, headers: { "If-Match": version } });
		expect((await edit('"1"')).status).toBe(412);
		expect((await edit('"0"')).status).toBe(200);
		expect((await edit('"0"')).status).toBe(412);
		expect(await edit('"1"')).toMatchObject({ status: 200, body: { version: 2 } });
	});

	it("of two first ones at once exactly one is kept", async () => {
		const { token } = await createUser("user");
		const edit = (email: string) =>
			call("PUT", PATH, { token, body: { email, quiet_hours: null }, headers: { "If-Match": '"0"' } });
		const late = await overtakenBy(
			() => edit("all"),
			() => edit("none"),
		);
		expect(late.status).toBe(412);
		expect((await get(PATH, token)).body).toMatchObject({ email: "all", version: 1 });
	});

	it("tell the audit trail what was changed, not to what", async () => {
		const { token, id } = await createUser("user");
		await put(PATH, { email: "critical", quiet_hours: NIGHT }, token);
		const row = DB.prepare("select fields from audit where action = 'preferences.edit' and entity_id = ?");
		expect(await row.bind(String(id)).first("fields")).toBe('["quiet_hours"]');
	});

	it.each([
		["email", { email: "some", quiet_hours: null }],
		["quiet_hours", { email: "all" }],
		["quiet_hours.to", { email: "all", quiet_hours: { ...NIGHT, to: "22:00" } }],
		["quiet_hours.from", { email: "all", quiet_hours: { ...NIGHT, from: "24:00" } }],
		["quiet_hours.from", { email: "all", quiet_hours: { ...NIGHT, from: "9:00" } }],
		["quiet_hours.timezone", { email: "all", quiet_hours: { ...NIGHT, timezone: "GMT+4" } }],
	])("name %s where it is wrong: %j", async (field, body) => {
		const { token } = await createUser("user");
		const answer = await put(PATH, body, token);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});
});
