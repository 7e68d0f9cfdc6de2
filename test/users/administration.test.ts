import { beforeAll, describe, expect, it } from "vitest";
import { call, del, get, patch, post } from "../support/client.ts";
import { codesFor } from "../support/codes.ts";
import { DB } from "../support/database.ts";
import { createPatient, createUser, mapDoctor, PASSWORD, signIn, type TestUser, unique } from "../support/factories.ts";

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

const decide = (id: number, what: string, by = admin) => post(`/api/users/${id}/${what}/`, {}, by.token);
const edit = (id: number, body: object, by = admin) => patch(`/api/users/${id}/`, body, by.token);

async function register(user_type: string) {
	const username = `new-${unique()}`;
	const { body } = await post("/api/auth/register/", { username, password: PASSWORD, user_type });
	return { id: body.user_id as number, username, access: body.access as string, refresh: body.refresh as string };
}

async function lastAudit(id: number) {
	const sql = "select * from audit where entity = 'user' and entity_id = ? order by id desc limit 1";
	const row = await DB.prepare(sql).bind(String(id)).first<Record<string, unknown>>();
	return { ...row, fields: JSON.parse(String(row?.fields)) };
}

async function mailbox(id: number) {
	const address = `${unique()}@example.org`;
	const sql = "update users set email = ?, email_verified_at = 1 where id = ?";
	await DB.prepare(sql).bind(address, id).run();
	return address;
}

/** What was announced to a user's mailbox, waiting or sent; between the two the Queue has it. */
async function noticesTo(id: number): Promise<string[]> {
	const waiting = "select event ->> 'notice' as notice from outbox where event ->> 'user_id' = ?1";
	const sent = "select kind as notice from mails where user_id = ?1";
	const rows = await DB.prepare(`${waiting} union ${sent}`).bind(id).all<{ notice: string }>();
	return rows.results.map(({ notice }) => notice);
}

describe("approving", () => {
	it.each(["admin", "staff"])("grants the role of %s that was asked for, and nothing before", async (role) => {
		const user = await register(role);
		const before = await get(`/api/users/${user.id}/`, admin.token);
		expect(before.body).toMatchObject({ user_type: "user", roles: ["user"], requested_user_type: role });
		expect(await get("/api/users/", user.access)).toMatchObject({ status: 403 });

		const answer = await decide(user.id, "approve");
		expect(answer).toMatchObject({ status: 200, body: { roles: [role], requested_user_type: null } });
		const again = await signIn(user.username);
		expect(await get("/api/users/", again.token)).toMatchObject({ status: role === "admin" ? 200 : 403 });
	});

	it("is audited, and told to the mailbox that is known to be theirs", async () => {
		const user = await register("staff");
		await mailbox(user.id);
		await decide(user.id, "approve");
		expect(await lastAudit(user.id)).toMatchObject({
			...{ action: "user.approve", actor_id: admin.id, entity_id: String(user.id) },
			...{ fields: ["roles", "requested_user_type"], request_id: expect.any(String), address: expect.any(String) },
		});
		await expect.poll(() => noticesTo(user.id)).toContain("role_granted");
	});

	it("needs a request, and happens once", async () => {
		const user = await register("staff");
		const answers = await Promise.all([decide(user.id, "approve"), decide(user.id, "approve")]);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
		expect(await decide((await createUser("user")).id, "approve")).toMatchObject({ status: 409 });
	});

	it("can be declined", async () => {
		const user = await register("admin");
		expect(await edit(user.id, { requested_user_type: null })).toMatchObject({
			status: 200,
			body: { roles: ["user"], requested_user_type: null },
		});
		expect(await decide(user.id, "approve")).toMatchObject({ status: 409 });
		expect(await edit(user.id, { requested_user_type: "admin" })).toMatchObject({ status: 400 });
	});
});

describe("a doctor", () => {
	it("registers unverified, and is verified by an admin", async () => {
		const { id } = await register("doctor");
		await mailbox(id);
		expect((await get(`/api/users/${id}/`, admin.token)).body).toMatchObject({ roles: ["doctor"], is_verified: false });
		expect(await decide(id, "verify")).toMatchObject({ status: 200, body: { is_verified: true } });
		expect(await lastAudit(id)).toMatchObject({ action: "user.verify", fields: ["is_verified"] });
		await expect.poll(() => noticesTo(id)).toContain("verified");
		expect(await edit(id, { is_verified: false })).toMatchObject({ body: { is_verified: false } });
	});

	it("who is none any more no longer sees the patients whom they had", async () => {
		const doctor = await createUser("doctor");
		const patient = await createPatient(admin);
		await mapDoctor(doctor, patient.id);
		expect(await get(`/api/patients/${patient.id}/`, doctor.token)).toMatchObject({ status: 200 });
		await edit(doctor.id, { roles: ["user"] });
		const now = await signIn(doctor.username);
		expect(await get(`/api/patients/${patient.id}/`, now.token)).toMatchObject({ status: 404 });
		expect(await get("/api/patients/", now.token)).toMatchObject({ body: { count: 0 } });
	});
});

describe("editing", () => {
	it("changes what is named, and only that", async () => {
		const { id, username } = await createUser("user");
		const body = { first_name: "Ada", phone_number: null, date_of_birth: "1990-01-31", address: { city: "Oslo" } };
		const answer = await edit(id, body);
		expect(answer).toMatchObject({ status: 200, body: { ...body, username, roles: ["user"], is_active: true } });
		expect(await get(`/api/users/${id}/`, admin.token)).toMatchObject({ body: answer.body });
		expect(await lastAudit(id)).toMatchObject({
			...{ action: "user.edit", actor_id: admin.id },
			fields: ["first_name", "date_of_birth", "address"],
		});
	});

	it.each(["patient", "doctor"])("to a %s brings the profile of one, once", async (role) => {
		const user = await createUser("user");
		const { body } = await edit(user.id, { first_name: "Ada", user_type: role });
		expect(body).toMatchObject({ roles: [role], [`${role}_id`]: expect.any(Number) });
		await edit(user.id, { roles: ["user"] });
		expect((await edit(user.id, { roles: ["user", role] })).body[`${role}_id`]).toBe(body[`${role}_id`]);
		const { token } = await signIn(user.username);
		if (role === "patient") expect(await get("/api/patients/me/", token)).toMatchObject({ status: 200 });
	});

	it.each([
		["patient", "patients"],
		["doctor", "doctors"],
	])("to a %s under another name makes the profile under that name", async (role, table) => {
		const { id } = await createUser("user");
		await mailbox(id);
		const person = { first_name: "Grace", last_name: "Hopper", email: `${unique()}@example.org` };
		const { body } = await edit(id, { ...person, roles: [role] });
		expect(body).toMatchObject({ ...person, roles: [role] });
		const profile = DB.prepare(`select * from ${table} where user_id = ?`).bind(id);
		expect(await profile.first()).toMatchObject(person);
	});

	it("to another address makes it unproven, and writes to both", async () => {
		const { id } = await createUser("user");
		await mailbox(id);
		const email = `${unique()}@example.org`;
		expect(await edit(id, { email })).toMatchObject({ status: 200, body: { email, email_verified: false } });
		await expect.poll(() => noticesTo(id)).toContain("email_changed");
		const [code] = await codesFor(email);
		expect(await post("/api/auth/verify-email/", { token: code })).toMatchObject({ status: 200 });
		expect((await get(`/api/users/${id}/`, admin.token)).body.email_verified).toBe(true);
	});

	it("to an address, a phone number that is another's names the field", async () => {
		const [one, other] = [await createUser("user"), await createUser("user")];
		const taken = { email: await mailbox(one.id) };
		expect(await edit(other.id, taken)).toMatchObject({
			status: 409,
			body: { errors: { email: ["is already in use"] } },
		});
	});

	it.each([
		[{ roles: [] }, "roles"],
		[{ roles: ["nurse"] }, "roles.0"],
		[{ user_type: "root" }, "user_type"],
		[{ is_active: "no" }, "is_active"],
		[{ email: "nobody" }, "email"],
		[{ date_of_birth: "2999-01-01" }, "date_of_birth"],
		[{ dob: "2999-01-01" }, "dob"],
	])("by %j is refused", async (body, field) => {
		const { id } = await createUser("user");
		const answer = await edit(id, body);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});
});

describe("what is taken away", () => {
	it.each([
		["deactivate", (id: number) => decide(id, "deactivate")],
		["DELETE", (id: number) => del(`/api/users/${id}/`, admin.token)],
		["is_active: false", (id: number) => edit(id, { is_active: false })],
	])("%s ends every session and personal token, and keeps the user out", async (_, deactivate) => {
		const user = await createUser("patient");
		const other = await signIn(user.username);
		const pat = (await post("/api/auth/tokens/", { name: "export" }, user.token)).body.token;
		expect((await deactivate(user.id)).status).toBeLessThan(300);

		for (const token of [user.token, other.token, pat])
			expect(await get("/api/users/me/", token)).toMatchObject({ status: 401 });
		for (const { refresh } of [user, other])
			expect(await post("/api/auth/refresh/", { refresh })).toMatchObject({ status: 401 });
		const login = { username: user.username, password: PASSWORD };
		expect(await post("/api/auth/login/", login)).toMatchObject({ status: 401 });

		expect(await decide(user.id, "activate")).toMatchObject({ status: 200, body: { is_active: true } });
		for (const token of [user.token, other.token, pat])
			expect(await get("/api/users/me/", token)).toMatchObject({ status: 401 });
		await signIn(user.username);
	});

	it("is no more than sessions and tokens where an admin signs somebody out", async () => {
		const user = await createUser("patient");
		const pat = (await post("/api/auth/tokens/", { name: "export" }, user.token)).body.token;
		expect(await decide(user.id, "sign-out")).toMatchObject({
			status: 200,
			body: { is_active: true, roles: ["patient"] },
		});
		for (const token of [user.token, pat]) expect(await get("/api/users/me/", token)).toMatchObject({ status: 401 });
		expect(await lastAudit(user.id)).toMatchObject({ action: "user.sign_out", fields: [] });
		await signIn(user.username);
	});

	it("is not lost: the user is still there, and so is what they wrote", async () => {
		const user = await createUser("user");
		const { id } = (await post("/api/patients/", { first_name: "Jon" }, user.token)).body;
		await del(`/api/users/${user.id}/`, admin.token);
		expect((await get(`/api/users/${user.id}/`, admin.token)).body).toMatchObject({ is_active: false });
		expect(await get(`/api/patients/${id}/`, admin.token)).toMatchObject({ status: 200 });
		expect(await lastAudit(user.id)).toMatchObject({ action: "user.deactivate", fields: ["is_active"] });
	});

	it("a role ends the sessions that carry it; a role more does not", async () => {
		const user = await createUser("staff");
		await edit(user.id, { roles: ["staff", "doctor"] });
		expect(await get("/api/patients/", user.token)).toMatchObject({ status: 200 });
		await edit(user.id, { roles: ["doctor"] });
		expect(await get("/api/patients/", user.token)).toMatchObject({ status: 401 });
	});
});

describe("an admin", () => {
	it.each([
		["deactivate", () => decide(admin.id, "deactivate")],
		["delete", () => del(`/api/users/${admin.id}/`, admin.token)],
		["demote", () => edit(admin.id, { roles: ["staff"] })],
	])("cannot %s themself", async (_, attempt) => {
		expect(await attempt()).toMatchObject({ status: 409, body: { detail: expect.stringContaining("another admin") } });
		expect(await get("/api/users/", admin.token)).toMatchObject({ status: 200 });
	});

	it("changes their own address with their password, in their profile, and the rest here", async () => {
		const self = await createUser("admin");
		const email = `${unique()}@example.org`;
		expect(await edit(self.id, { email, first_name: "Eve" }, self)).toMatchObject({
			...{ status: 409, body: { code: "conflict", detail: expect.stringContaining("profile") } },
		});
		expect((await get("/api/users/me/", self.token)).body).toMatchObject({ email: null, first_name: "" });
		expect(await codesFor(email)).toEqual([]);
		expect(await edit(self.id, { first_name: "Ada" }, self)).toMatchObject({
			status: 200,
			body: { first_name: "Ada" },
		});
		expect(await edit(self.id, { email })).toMatchObject({ status: 200, body: { email } });
	});

	it.each(["deactivate", "demote"])("is left when two %s each other at once", async (how) => {
		const [one, two] = [await createUser("admin"), await createUser("admin")];
		const by = (actor: TestUser, id: number) =>
			how === "demote" ? edit(id, { roles: ["user"] }, actor) : decide(id, "deactivate", actor);
		const answers = await Promise.all([by(one, two.id), by(two, one.id)]);
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
		const left = await Promise.all([one, two].map(({ id }) => get(`/api/users/${id}/`, admin.token)));
		expect(left.filter(({ body }) => body.is_active && body.roles.includes("admin"))).toHaveLength(1);
	});

	it("who was demoted a moment ago decides nothing any more", async () => {
		const former = await createUser("admin");
		const user = await register("admin");
		const requests = [edit(former.id, { roles: ["user"] }), decide(user.id, "approve", former)];
		const [, approved] = await Promise.all(requests);
		const { roles } = (await get(`/api/users/${user.id}/`, admin.token)).body;
		expect(roles).toEqual(approved?.status === 200 ? ["admin"] : ["user"]);
		expect(await decide(user.id, "approve", former)).toMatchObject({ status: 401 });
	});
});

it("others hear nothing of users", async () => {
	const { id } = await createUser("user");
	for (const role of ["staff", "doctor", "patient", "user"] as const) {
		const { token } = await createUser(role);
		expect(await get("/api/users/", token)).toMatchObject({ status: 403 });
		expect(await call("PATCH", `/api/users/${id}/`, { token, body: { roles: ["admin"] } })).toMatchObject({
			status: 403,
		});
	}
});
