import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, del, get, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, type TestUser } from "../support/factories.ts";
import { endSessionsElsewhere, overtakenBy } from "../support/races.ts";

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

const approve = (id: number, { token }: TestUser) => post(`/api/users/${id}/approve/`, {}, token);
const decline = (id: number, { token }: TestUser) => patch(`/api/users/${id}/`, { requested_user_type: null }, token);

/** Somebody who waits to become staff. */
async function applicant(): Promise<number> {
	const { id } = await createUser("user");
	await DB.prepare("update users set requested_role = 'staff' where id = ?").bind(id).run();
	return id;
}

const look = async (id: number) => (await get(`/api/users/${id}/`, admin.token)).body;

describe("of two admins who answer a request at once", () => {
	it.each([
		["declines", "approves", decline, approve, ["user"]],
		["approves", "declines", approve, decline, ["staff"]],
	])("the one who %s first is heard, and the one who %s is told", async (_, _late, first, second, roles) => {
		const id = await applicant();
		const colleague = await createUser("admin");
		const answer = await overtakenBy(
			async () => expect(await first(id, colleague)).toMatchObject({ status: 200 }),
			() => second(id, admin),
		);
		expect(answer).toMatchObject({ status: 409, body: { code: "conflict" } });
		expect(await look(id)).toMatchObject({ roles, requested_user_type: null });
	});
});

const ACTS: [string, (id: number, admin: TestUser) => Promise<Answer>][] = [
	["makes nobody an admin", (id, { token }) => patch(`/api/users/${id}/`, { roles: ["admin"] }, token)],
	["edits nobody", (id, { token }) => patch(`/api/users/${id}/`, { first_name: "Eve" }, token)],
	["approves nobody", approve],
	["verifies nobody", (id, { token }) => post(`/api/users/${id}/verify/`, {}, token)],
	["deactivates nobody", (id, { token }) => post(`/api/users/${id}/deactivate/`, {}, token)],
	["activates nobody", (id, { token }) => post(`/api/users/${id}/activate/`, {}, token)],
	["signs nobody out", (id, { token }) => post(`/api/users/${id}/sign-out/`, {}, token)],
	["deletes nobody", (id, { token }) => del(`/api/users/${id}/`, token)],
];

describe.each(ACTS)("an admin's session that has ended elsewhere %s", (_, act) => {
	/** Refused, and nothing has come of it: no change, no audit row. */
	async function expectNothing(answer: Answer, id: number, before: unknown) {
		expect([401, 409]).toContain(answer.status);
		expect(await look(id)).toEqual(before);
		const query = DB.prepare("select count(*) as n from audit where request_id = ?");
		expect(await query.bind(answer.headers.get("X-Request-Id")).first("n")).toBe(0);
	}

	it("a moment before", async () => {
		const [id, thief] = [await applicant(), await createUser("admin")];
		const before = await look(id);
		await get("/api/users/me/", thief.token);
		await endSessionsElsewhere(thief.id);
		await expectNothing(await act(id, thief), id, before);
	});

	it("between the check and the write", async () => {
		const [id, thief] = [await applicant(), await createUser("admin")];
		const before = await look(id);
		const answer = await overtakenBy(
			() => endSessionsElsewhere(thief.id),
			() => act(id, thief),
		);
		await expectNothing(answer, id, before);
	});
});
