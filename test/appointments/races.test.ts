import { describe, expect, it } from "vitest";
import { call, del, get, patch, post } from "../support/client.ts";
import { createUser, endMappings } from "../support/factories.ts";
import { actionsOn, overtakenBy } from "../support/races.ts";
import { booked, monday, newPractice, PATH } from "./diary.ts";

/** An appointment with a doctor to whom the patient is not mapped. */
async function scene() {
	const practice = await newPractice();
	const { id } = await booked(practice, monday("09:00"), { doctor: (await createUser("doctor")).doctorId });
	const path = `${PATH}${id}/`;
	const removePatient = () => del(`/api/patients/${practice.patient.patientId}/`, practice.admin.token);
	return { ...practice, id, path, read: async () => (await get(path, practice.admin.token)).body, removePatient };
}

describe("by a doctor whose mapping ends in the very moment of writing", () => {
	it.each([
		{ status: "cancelled" },
		{ start: monday("11:00") },
		{ notes: "late" },
	])("an edit to %j is not written", async (body) => {
		const { doctor, patient, path, read } = await scene();
		const before = await read();
		const edit = () => patch(path, body, doctor.token);
		expect(await overtakenBy(() => endMappings(patient.patientId), edit)).toMatchObject({ status: 404 });
		expect(await read()).toEqual(before);
	});

	it("a deletion is not written", async () => {
		const { doctor, patient, path, read } = await scene();
		const remove = () => del(path, doctor.token);
		expect(await overtakenBy(() => endMappings(patient.patientId), remove)).toMatchObject({ status: 404 });
		expect(await read()).toMatchObject({ version: 1 });
	});
});

describe("where the patient is deleted", () => {
	it("in the very moment, nothing is reopened", async () => {
		const { admin, patient, path, removePatient, read } = await scene();
		await patch(path, { status: "cancelled" }, admin.token);
		const reopen = () => patch(path, { status: "scheduled" }, admin.token);
		expect(await overtakenBy(removePatient, reopen)).toMatchObject({ status: 404 });
		await post(`/api/patients/${patient.patientId}/restore/`, {}, admin.token);
		expect(await read()).toMatchObject({ status: "cancelled" });
	});

	it.each(["before", "in the very moment"])("%s, nothing is restored", async (when) => {
		const { admin, id, path, removePatient } = await scene();
		await del(path, admin.token);
		const restore = () => post(`${path}restore/`, {}, admin.token);
		if (when === "before") await removePatient();
		const answer = when === "before" ? await restore() : await overtakenBy(removePatient, restore);
		expect(answer).toMatchObject({ status: 404 });
		expect(await actionsOn("appointment", id)).toEqual(["appointment.book", "appointment.delete"]);
	});
});

it("of two deletions at once one is done", async () => {
	const { admin, id, path } = await scene();
	const remove = () => del(path, admin.token);
	expect(await overtakenBy(remove, remove)).toMatchObject({ status: 404 });
	expect(await actionsOn("appointment", id)).toEqual(["appointment.book", "appointment.delete"]);
});

it("a deletion on an old version is refused, also where it is old in the very moment", async () => {
	const { admin, path } = await scene();
	await patch(path, { notes: "new" }, admin.token);
	const remove = (version: number) =>
		call("DELETE", path, { token: admin.token, headers: { "If-Match": `"${version}"` } });
	expect(await remove(1)).toMatchObject({ status: 412 });
	const raced = await overtakenBy(
		() => patch(path, { notes: "newer" }, admin.token),
		() => remove(2),
	);
	expect(raced).toMatchObject({ status: 412 });
	expect(await remove(3)).toMatchObject({ status: 204 });
});
