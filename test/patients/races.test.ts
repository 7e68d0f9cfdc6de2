import { describe, expect, it } from "vitest";
import { call, del, get, patch, post } from "../support/client.ts";
import { createDevice, endMappings } from "../support/factories.ts";
import { actionsOn, overtakenBy } from "../support/races.ts";
import { newCircle } from "../support/relations.ts";

const scene = async () => {
	const circle = await newCircle();
	const { admin } = circle.people;
	const path = `/api/patients/${circle.patient}/`;
	return { ...circle, admin, path, remove: () => del(path, admin.token) };
};

describe("an edit of a patient", () => {
	it("is not written by a doctor whose mapping ends in the very moment of writing", async () => {
		const { people, patient, path, admin } = await scene();
		const edit = () => patch(path, { medical_history: "late" }, people["mapped doctor"].token);
		expect(await overtakenBy(() => endMappings(patient), edit)).toMatchObject({ status: 404 });
		expect((await get(path, admin.token)).body).toMatchObject({ medical_history: null, version: 1 });
	});

	it.each([
		"owner",
		"self",
		"mapped doctor",
	] as const)("by the %s finds nothing where the patient is deleted meanwhile", async (who) => {
		const { people, path, remove, admin } = await scene();
		const field = who === "mapped doctor" ? "notes" : "nationality";
		const edit = () => patch(path, { [field]: "late" }, people[who].token);
		expect(await overtakenBy(remove, edit)).toMatchObject({ status: 404 });
		expect((await post(`${path}restore/`, {}, admin.token)).body[field]).toBeNull();
	});

	it("of one's own profile finds nothing where it is deleted meanwhile", async () => {
		const { people, path, remove, admin } = await scene();
		const edit = () => patch("/api/auth/profile/", { nationality: "late" }, people.self.token);
		expect(await overtakenBy(remove, edit)).toMatchObject({ status: 404 });
		expect((await post(`${path}restore/`, {}, admin.token)).body.nationality).toBeNull();
	});
});

describe("of two at once", () => {
	it("one deletes the patient, one restores them", async () => {
		const { patient, path, remove, admin } = await scene();
		expect(await overtakenBy(remove, remove)).toMatchObject({ status: 404 });
		const restore = () => post(`${path}restore/`, {}, admin.token);
		expect(await overtakenBy(restore, restore)).toMatchObject({ status: 404 });
		expect(await actionsOn("patient", patient)).toEqual(["patient.create", "patient.delete", "patient.restore"]);
		expect((await get(path, admin.token)).body.version).toBe(3);
	});
});

it("a deletion on an old version is refused, and devices are not shut out", async () => {
	const { path, admin, patient } = await scene();
	const device = await createDevice(admin, patient);
	await patch(path, { notes: "new" }, admin.token);
	const remove = (version: number) =>
		call("DELETE", path, { token: admin.token, headers: { "If-Match": `"${version}"` } });
	expect(await remove(1)).toMatchObject({ status: 412 });
	const raced = await overtakenBy(
		() => patch(path, { notes: "newer" }, admin.token),
		() => remove(2),
	);
	expect(raced).toMatchObject({ status: 412 });
	expect(await post("/api/heart-rate/", { heart_rate: 70 }, device.token)).toMatchObject({ status: 201 });
	expect(await remove(3)).toMatchObject({ status: 204 });
});
