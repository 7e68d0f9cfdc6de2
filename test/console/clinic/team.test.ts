import { describe, expect, it } from "vitest";
import { get, post } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createUser } from "../../support/factories.ts";
import { newCircle } from "../../support/relations.ts";

async function teamOf() {
	const circle = await newCircle();
	const path = `/patients/${circle.patient}/team`;
	const care = async (status: string) =>
		(await get(`/api/mappings/?patient=${circle.patient}&status=${status}`, circle.people.admin.token)).body.results;
	return { ...circle, path, care };
}

/** A doctor who asks to treat the patient. */
async function wishOf({ patient }: { patient: number }) {
	const doctor = await createUser("doctor");
	const { body } = await post("/api/mappings/", { patient, doctor: doctor.doctorId }, doctor.token);
	return { doctor, id: body.id as number };
}

describe("the page of the care team", () => {
	it("tells who cares for the patient, how and since when", async () => {
		const { people, path } = await teamOf();
		const { text } = await new Pages(people.staff).get(path);
		for (const word of ["Dora", "Primary care", "In care"]) expect(text).toContain(word);
		expect(text).not.toContain(`action="${path}`);
		expect((await new Pages(people.staff).post(path, { doctor: "1" })).status).toBe(403);
	});

	it("puts a doctor in charge at once where the patient says so", async () => {
		const { people, path, care } = await teamOf();
		const doctor = people["other doctor"].doctorId;
		const form = { doctor: String(doctor), relationship_type: "temporary", established_on: "", notes: "For June" };
		expect((await new Pages(people.self).post(path, form)).location).toBe(`${path}?done=added`);
		const found = (await care("active")).find((one: { doctor: number }) => one.doctor === doctor);
		expect(found).toMatchObject({ relationship_type: "temporary", notes: "For June", established_on: null });
	});

	it("asks first where a doctor refers the patient to another", async () => {
		const { people, path, care } = await teamOf();
		const pages = new Pages(people["mapped doctor"]);
		expect((await pages.get(path)).text).toContain("The patient is asked first");
		const { location } = await pages.post(path, { doctor: String(people["other doctor"].doctorId) });
		expect(location).toBe(`${path}?done=asked`);
		expect(await care("pending")).toHaveLength(1);
	});

	it("says at the field that no doctor was chosen", async () => {
		const { people, path } = await teamOf();
		const { status, text } = await new Pages(people.self).post(path, { doctor: "", notes: "soon" });
		expect(status).toBe(400);
		expect(text).toMatch(/id="care-doctor"[^>]*aria-invalid="true"/);
		expect(text).toContain("soon");
	});

	it.each([
		["accept", "active", "accepted"],
		["decline", "declined", "declined"],
	])("lets the patient %s a doctor", async (decision, status, done) => {
		const circle = await teamOf();
		const { id, doctor } = await wishOf(circle);
		const self = new Pages(circle.people.self);
		expect((await self.get(circle.path)).text).toContain(`${circle.path}/${id}/${decision}`);
		const mapped = new Pages(circle.people["mapped doctor"]);
		expect((await mapped.get(circle.path)).text).not.toContain(`${circle.path}/${id}/${decision}`);
		expect((await mapped.post(`${circle.path}/${id}/${decision}`)).status).toBe(403);
		expect((await self.post(`${circle.path}/${id}/${decision}`)).location).toBe(`${circle.path}?done=${done}`);
		expect((await circle.care(status)).map((one: { id: number }) => one.id)).toContain(id);
		const sees = (await new Pages(doctor).get(circle.path)).status;
		expect(sees).toBe(status === "active" ? 200 : 404);
		const again = await self.post(`${circle.path}/${id}/${decision}`);
		expect(again.status).toBe(409);
		expect(again.text).toContain("Somebody has decided");
	});

	it("ends the care of a doctor, who does not see the patient from then on", async () => {
		const { people, path, care } = await teamOf();
		const [{ id }] = await care("active");
		const doctor = new Pages(people["mapped doctor"]);
		expect((await doctor.post(`${path}/${id}/end`)).location).toBe("/patients?done=ended");
		expect((await doctor.get(path)).status).toBe(404);
	});

	it("notes more of the care; its kind is not the doctor's to change", async () => {
		const { people, path, care } = await teamOf();
		const [{ id, version }] = await care("active");
		const doctor = new Pages(people["mapped doctor"]);
		expect((await doctor.get(`${path}/${id}`)).text).not.toContain('name="relationship_type"');
		const form = { notes: "Every second week", referral_source: "", version: String(version) };
		expect((await doctor.post(`${path}/${id}`, form)).location).toBe(`${path}?done=saved`);
		expect((await doctor.post(`${path}/${id}`, { ...form, relationship_type: "temporary" })).status).toBe(403);
		expect((await new Pages(people.self).post(`${path}/${id}`, form)).status).toBe(412);
		expect(await care("active")).toMatchObject([{ notes: "Every second week", relationship_type: "primary_care" }]);
	});

	it("is not there for who does not see the patient, nor a mapping under another's address", async () => {
		const { people, path, care } = await teamOf();
		const [{ id }] = await care("active");
		for (const person of ["other doctor", "formerly mapped doctor", "other user"] as const)
			expect((await new Pages(people[person]).get(path)).status).toBe(404);
		const other = people["other patient"].patientId;
		expect((await new Pages(people.admin).post(`/patients/${other}/team/${id}/end`)).status).toBe(404);
	});
});
