import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, del, get, patch, post } from "../support/client.ts";
import { createUser, type TestUser } from "../support/factories.ts";

let admin: TestUser;
let user: TestUser;
const tokens: Record<string, string> = {};
beforeAll(async () => {
	[admin, user] = [await createUser("admin"), await createUser("user")];
	for (const scope of ["read", "write"])
		tokens[scope] = (await post("/api/auth/tokens/", { name: "export", scope }, admin.token)).body.token;
});

const decide = (what: string) => (id: number, token?: string) => post(`/api/users/${id}/${what}/`, {}, token);

describe("an admin's personal token", () => {
	it.each(["read", "write"])("shows users: scope %s", async (scope) => {
		expect(await get("/api/users/", tokens[scope])).toMatchObject({ status: 200, body: { count: expect.any(Number) } });
		expect(await get(`/api/users/${user.id}/`, tokens[scope])).toMatchObject({ status: 200, body: { id: user.id } });
	});

	it.each<[string, (id: number, token?: string) => Promise<Answer>]>([
		["PATCH", (id, token) => patch(`/api/users/${id}/`, { roles: ["admin"] }, token)],
		["DELETE", (id, token) => del(`/api/users/${id}/`, token)],
		["approve", decide("approve")],
		["verify", decide("verify")],
		["deactivate", decide("deactivate")],
		["activate", decide("activate")],
	])("changes nobody, itself neither: %s", async (_, act) => {
		const before = await get(`/api/users/${user.id}/`, admin.token);
		for (const id of [user.id, admin.id])
			expect(await act(id, tokens.write)).toMatchObject({ status: 403, body: { code: "forbidden" } });
		expect((await get(`/api/users/${user.id}/`, admin.token)).body).toEqual(before.body);
		expect(await get("/api/users/me/", admin.token)).toMatchObject({ status: 200, body: { roles: ["admin"] } });
	});

	it("of somebody who is none any more shows nobody", async () => {
		const former = await createUser("admin");
		const { token } = (await post("/api/auth/tokens/", { name: "export" }, former.token)).body;
		await patch(`/api/users/${former.id}/`, { roles: ["user"] }, admin.token);
		expect((await get("/api/users/", token)).status).toBe(401);
	});
});

it.each(["staff", "doctor", "patient", "user"] as const)("the personal token of a %s shows nobody", async (role) => {
	const { token } = (await post("/api/auth/tokens/", { name: "export" }, (await createUser(role)).token)).body;
	expect(await get("/api/users/", token)).toMatchObject({ status: 403 });
	expect(await get(`/api/users/${user.id}/`, token)).toMatchObject({ status: 403 });
});
