import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { users } from "../../../src/accounts/table.ts";
import { database } from "../../../src/db/client.ts";
import { get, patch } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createUser, type TestUser, unique } from "../../support/factories.ts";

let admin: TestUser;
let pages: Pages;
beforeAll(async () => {
	admin = await createUser("admin");
	pages = new Pages(admin);
});

/** Somebody who has asked for a role. */
async function applicant() {
	const user = await createUser("user");
	await database(env).update(users).set({ requestedRole: "staff" }).where(eq(users.id, user.id));
	return user;
}

const stateOf = async ({ id }: TestUser) => (await get(`/api/users/${id}/`, admin.token)).body;

/** The form of a user's page as a browser would send it. */
async function formOf({ id }: TestUser): Promise<Record<string, string>> {
	const { version, roles } = (await get(`/api/users/${id}/`, admin.token)).body;
	return { version: String(version), roles: roles[0], first_name: "", last_name: "", email: "" };
}

describe("what waits for an admin", () => {
	it("is on the overview, and in the list with its button", async () => {
		const user = await applicant();
		const action = `action="/admin/users/${user.id}/approve"`;
		expect((await pages.get("/admin")).text).toContain(action);
		const { text } = await pages.get(`/admin/users?pending=true&search=${user.username}`);
		expect(text).toContain(action);
		expect(text).toContain("Asks to be Staff");
		expect(text).toContain(`aria-label="Approve ${user.username} as Staff"`);
	});

	it("is a doctor who was not verified", async () => {
		const doctor = await createUser("doctor");
		expect((await pages.get("/admin")).text).toContain(`<a href="/admin/users/${doctor.id}">${doctor.username}</a>`);
		await pages.post(`/admin/users/${doctor.id}/verify`);
		expect((await stateOf(doctor)).is_verified).toBe(true);
		expect((await pages.get("/admin")).text).not.toContain(`/admin/users/${doctor.id}"`);
	});
});

describe("a user's page", () => {
	it.each([
		["approve", { roles: ["staff"], requested_user_type: null }],
		["decline", { roles: ["user"], requested_user_type: null }],
		["deactivate", { is_active: false }],
		["verify", { is_verified: true }],
	])("can %s", async (decision, after) => {
		const user = await applicant();
		const { status, location } = await pages.post(`/admin/users/${user.id}/${decision}`);
		expect(status).toBe(303);
		expect(location).toMatch(new RegExp(`^/admin/users/${user.id}\\?done=`));
		expect(await stateOf(user)).toMatchObject(after);
	});

	it("can undo it", async () => {
		const user = await createUser("user");
		await pages.post(`/admin/users/${user.id}/verify`);
		await pages.post(`/admin/users/${user.id}/unverify`);
		await pages.post(`/admin/users/${user.id}/deactivate`);
		await pages.post(`/admin/users/${user.id}/activate`);
		expect(await stateOf(user)).toMatchObject({ is_active: true, is_verified: false });
	});

	it("signs somebody out everywhere, who may sign in again", async () => {
		const user = await createUser("staff");
		expect((await get("/api/users/me/", user.token)).status).toBe(200);
		await pages.post(`/admin/users/${user.id}/sign-out`);
		expect((await get("/api/users/me/", user.token)).status).toBe(401);
		expect((await new Pages(user).get("/inbox")).status).toBe(303);
		expect(await stateOf(user)).toMatchObject({ is_active: true, roles: ["staff"] });
	});

	it("says why it is not approved twice", async () => {
		const user = await createUser("user");
		const { status, text } = await pages.post(`/admin/users/${user.id}/approve`);
		expect(status).toBe(409);
		expect(text).toContain("This user has not asked for a role.");
	});

	it("saves the person and all their roles", async () => {
		const user = await createUser("user");
		const form = new FormData();
		const fields = { ...(await formOf(user)), first_name: "Nora", email: `${unique()}@example.org` };
		for (const [name, value] of Object.entries(fields)) form.append(name, value);
		form.append("roles", "staff");
		const { status, location } = await pages.post(`/admin/users/${user.id}`, form);
		expect([status, location]).toEqual([303, `/admin/users/${user.id}?done=saved`]);
		expect(await stateOf(user)).toMatchObject({ first_name: "Nora", email: fields.email, roles: ["user", "staff"] });
	});

	it("gives a refused form back with its values, and the reason at the field", async () => {
		const user = await createUser("user");
		const fields = { ...(await formOf(user)), first_name: "Nora", email: "no address" };
		const { status, text } = await pages.post(`/admin/users/${user.id}`, fields);
		expect(status).toBe(400);
		expect(text).toMatch(/id="user-email-fault">must be an e-mail address/);
		expect(text).toContain('value="no address"');
		expect(text).toContain('value="Nora"');
	});

	it("says that somebody else was faster, and saves what is sent again", async () => {
		const user = await createUser("user");
		const fields = { ...(await formOf(user)), first_name: "Mine" };
		await patch(`/api/users/${user.id}/`, { first_name: "Theirs" }, admin.token);
		const { status, text } = await pages.post(`/admin/users/${user.id}`, fields);
		expect(status).toBe(412);
		expect(text).toContain("Somebody else has changed this since you opened it.");
		const version = /name="version" value="(\d+)"/.exec(text)?.[1] ?? "";
		expect((await pages.post(`/admin/users/${user.id}`, { ...fields, version })).status).toBe(303);
		expect((await stateOf(user)).first_name).toBe("Mine");
	});

	it("does not offer to shut oneself out", async () => {
		const { text } = await pages.get(`/admin/users/${admin.id}`);
		expect(text).toContain("This is you.");
		expect(text).not.toContain(`/admin/users/${admin.id}/deactivate`);
	});

	it("is nobody's where there is none", async () => {
		expect((await pages.get("/admin/users/999999999")).status).toBe(404);
		expect((await pages.get("/admin/users/ada")).status).toBe(400);
	});

	it("changes nothing for a form of another site", async () => {
		const user = await applicant();
		const { status } = await pages.post(`/admin/users/${user.id}/approve`, {}, { Origin: "https://evil.example" });
		expect(status).toBe(403);
		expect((await stateOf(user)).requested_user_type).toBe("staff");
	});
});
