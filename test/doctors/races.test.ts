import { expect, it } from "vitest";
import { call, del, get, patch, post } from "../support/client.ts";
import { createUser } from "../support/factories.ts";
import { actionsOn, overtakenBy } from "../support/races.ts";

async function scene() {
	const [admin, doctor] = [await createUser("admin"), await createUser("doctor")];
	const id = doctor.doctorId ?? 0;
	const path = `/api/doctors/${id}/`;
	return { admin, doctor, id, path, remove: () => del(path, admin.token) };
}

it.each(["/api/doctors/", "/api/auth/profile/"])("an edit at %s of a doctor who is deleted meanwhile", async (at) => {
	const { admin, doctor, path, remove } = await scene();
	const edit = () => patch(at === "/api/doctors/" ? path : at, { specialization: "Late" }, doctor.token);
	expect(await overtakenBy(remove, edit)).toMatchObject({ status: 404 });
	expect((await post(`${path}restore/`, {}, admin.token)).body.specialization).toBeNull();
});

it("a doctor who is deleted and restored twice at once, is so once", async () => {
	const { admin, id, path, remove } = await scene();
	expect(await overtakenBy(remove, remove)).toMatchObject({ status: 404 });
	const restore = () => post(`${path}restore/`, {}, admin.token);
	expect(await overtakenBy(restore, restore)).toMatchObject({ status: 404 });
	expect(await actionsOn("doctor", id)).toEqual(["doctor.delete", "doctor.restore"]);
});

it("a deletion on an old version is refused", async () => {
	const { admin, doctor, path } = await scene();
	await patch(path, { location: "Berlin" }, doctor.token);
	const remove = (version: number) =>
		call("DELETE", path, { token: admin.token, headers: { "If-Match": `"${version}"` } });
	expect(await remove(1)).toMatchObject({ status: 412 });
	expect((await get(path, admin.token)).status).toBe(200);
	expect(await remove(2)).toMatchObject({ status: 204 });
});
