import { describe, expect, it } from "vitest";
import { call, get, patch } from "../support/client.ts";
import { createMonitored, createUser, unique } from "../support/factories.ts";

async function things() {
	const { admin, patient, device } = await createMonitored();
	const user = await createUser("user");
	return {
		admin,
		paths: {
			patient: [`/api/patients/${patient.id}/`, { notes: unique() }],
			device: [`/api/devices/${device.id}/`, { status: "maintenance" }],
			user: [`/api/users/${user.id}/`, { first_name: "Ada" }],
		} as const,
	};
}

describe.each(["patient", "device", "user"] as const)("an edit of a %s", (kind) => {
	it("goes through with the ETag of what was read, and answers the next", async () => {
		const { admin, paths } = await things();
		const [path, body] = paths[kind];
		const read = await get(path, admin.token);
		const etag = read.headers.get("ETag") ?? "";
		expect(etag).toBe(`"${read.body.version}"`);
		const edited = await call("PATCH", path, { token: admin.token, body, headers: { "If-Match": etag } });
		expect(edited).toMatchObject({ status: 200, body });
		expect(edited.headers.get("ETag")).toBe(`"${read.body.version + 1}"`);
		expect((await get(path, admin.token)).headers.get("ETag")).toBe(edited.headers.get("ETag"));
	});

	it.each(["old", '"999"', '"x"', 'W/"1"', "1"])("is refused with If-Match %s, and changes nothing", async (sent) => {
		const { admin, paths } = await things();
		const [path, body] = paths[kind];
		const before = await get(path, admin.token);
		await patch(path, {}, admin.token);
		const etag = sent === "old" ? (before.headers.get("ETag") ?? "") : sent;
		const answer = await call("PATCH", path, { token: admin.token, body, headers: { "If-Match": etag } });
		expect(answer).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
		const { updated_at, version, ...rest } = (await get(path, admin.token)).body;
		expect(before.body).toMatchObject(rest);
	});

	it("of two on the same version one wins", async () => {
		const { admin, paths } = await things();
		const [path, body] = paths[kind];
		const etag = (await get(path, admin.token)).headers.get("ETag") ?? "";
		const edit = () => call("PATCH", path, { token: admin.token, body, headers: { "If-Match": etag } });
		const statuses = (await Promise.all([edit(), edit()])).map(({ status }) => status);
		expect(statuses.sort()).toEqual([200, 412]);
	});

	it("needs no ETag", async () => {
		const { admin, paths } = await things();
		const [path, body] = paths[kind];
		expect(await patch(path, body, admin.token)).toMatchObject({ status: 200 });
		const headers = { "If-Match": "*" };
		expect(await call("PATCH", path, { token: admin.token, body, headers })).toMatchObject({ status: 200 });
	});
});
