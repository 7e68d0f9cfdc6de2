import { beforeAll, describe, expect, it } from "vitest";
import { get, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, PASSWORD, type TestUser } from "../support/factories.ts";
import { deactivate, type Person, registered, resetCode, withoutPassword } from "../support/people.ts";
import { overtakenBy } from "../support/races.ts";
import { told } from "../support/refusals.ts";

const NEW = "another long sentence 8";

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

const login = ({ username }: Pick<Person, "username">, password = PASSWORD) =>
	post("/api/auth/login/", { username, password });

/** Somebody with a role that can be taken away. */
async function staff(): Promise<Person> {
	const person = await registered();
	await DB.prepare(`update users set roles = '["staff"]' where id = ?`).bind(person.id).run();
	return person;
}

const countSessions = (userId: number) =>
	DB.prepare("select count(*) as n from sessions where user_id = ?").bind(userId).first<number>("n");

const setAnew = async ({ email }: Person) =>
	post("/api/auth/password/reset/", { token: await resetCode(email), new_password: NEW });

const CHANGES: [string, (person: Person) => Promise<unknown>][] = [
	["the password was set anew by mail", setAnew],
	[
		"the password was changed",
		({ token }) => post("/api/auth/password/change/", { old_password: PASSWORD, new_password: NEW }, token),
	],
	["the password was taken away", ({ id }) => withoutPassword(id)],
	["a role was taken away", ({ id }) => patch(`/api/users/${id}/`, { roles: ["user"] }, admin.token)],
	["a role was added", ({ id }) => patch(`/api/users/${id}/`, { roles: ["staff", "doctor"] }, admin.token)],
	["the account was deactivated", ({ id }) => deactivate(id)],
];

describe("a sign-in is refused, and opens no session, where", () => {
	it.each(CHANGES)("%s after the password was proven", async (_, change) => {
		const person = await staff();
		const answer = await overtakenBy(
			() => change(person),
			() => login(person),
		);
		const nobody = await login({ username: "nobody-at-all" });
		expect(answer.status).toBe(401);
		expect(told(answer).body).toEqual(told(nobody).body);
		expect(await countSessions(person.id)).toBe(1);
	});
});

describe("the next sign-in", () => {
	it("has the roles of then", async () => {
		const person = await staff();
		await overtakenBy(
			() => patch(`/api/users/${person.id}/`, { roles: ["user"] }, admin.token),
			() => login(person),
		);
		const { body } = await login(person);
		expect(body.user.roles).toEqual(["user"]);
		const stranger = (await post("/api/patients/", { first_name: "Jon" }, admin.token)).body;
		expect(await get(`/api/patients/${stranger.id}/`, body.access)).toMatchObject({ status: 404 });
	});

	it("needs the password of then", async () => {
		const person = await staff();
		await overtakenBy(
			() => setAnew(person),
			() => login(person),
		);
		expect(await login(person)).toMatchObject({ status: 401 });
		expect(await login(person, NEW)).toMatchObject({ status: 200 });
	});
});
