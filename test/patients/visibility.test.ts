import { describe, expect, it } from "vitest";
import { get, patch, post } from "../support/client.ts";
import { createPatient, createUser, endMappings, mapDoctor, signIn, type TestUser } from "../support/factories.ts";

const idsOf = async (token: string, query = "") =>
	(await get(`/api/patients/${query}`, token)).body.results.map(({ id }: { id: number }) => id).sort();

async function sees(viewer: TestUser, patient: number): Promise<boolean> {
	const { status } = await get(`/api/patients/${patient}/`, viewer.token);
	expect([200, 404]).toContain(status);
	const listed = (await idsOf(viewer.token, "?page_size=100")).includes(patient);
	expect(listed).toBe(status === 200);
	return listed;
}

async function ward() {
	const admin = await createUser("admin");
	const patient = await createPatient(admin);
	return { admin, patient, login: await signIn(patient.username) };
}

describe("who sees a patient", () => {
	it.each(["admin", "staff"] as const)("every %s", async (role) => {
		const { patient } = await ward();
		expect(await sees(await createUser(role), patient.id)).toBe(true);
	});

	it("the patient, and nobody else's", async () => {
		const [one, two] = [await ward(), await ward()];
		expect(await sees(one.login, one.patient.id)).toBe(true);
		expect(await sees(one.login, two.patient.id)).toBe(false);
		expect(await idsOf(one.login.token)).toEqual([one.patient.id]);
	});

	it("the owner, and no other user", async () => {
		const [owner, outsider] = [await createUser("user"), await createUser("user")];
		const { id } = (await post("/api/patients/", { first_name: "Jon" }, owner.token)).body;
		expect(await sees(owner, id)).toBe(true);
		expect(await sees(outsider, id)).toBe(false);
		expect((await get("/api/patients/", outsider.token)).body).toEqual({
			...{ count: 0, next: null, previous: null, results: [] },
		});
	});

	it("a doctor with an active mapping, until the very next request after its end", async () => {
		const { patient } = await ward();
		const doctor = await createUser("doctor");
		expect(await sees(doctor, patient.id)).toBe(false);
		await mapDoctor(doctor, patient.id);
		expect(await sees(doctor, patient.id)).toBe(true);
		await endMappings(patient.id);
		expect(await sees(doctor, patient.id)).toBe(false);
		expect(await patch(`/api/patients/${patient.id}/`, { notes: "x" }, doctor.token)).toMatchObject({ status: 404 });
	});

	it("no doctor through another doctor's mapping", async () => {
		const { patient } = await ward();
		const [doctor, colleague] = [await createUser("doctor"), await createUser("doctor")];
		await mapDoctor(doctor, patient.id);
		expect(await sees(colleague, patient.id)).toBe(false);
	});
});

describe("the doctor in charge", () => {
	it("is named while the mapping is active", async () => {
		const { admin, patient } = await ward();
		const doctor = await createUser("doctor");
		const assigned = async () => (await get(`/api/patients/${patient.id}/`, admin.token)).body.assigned_doctor;
		expect(await assigned()).toBeNull();
		await mapDoctor(doctor, patient.id);
		expect(await assigned()).toBe(doctor.doctorId);
		await endMappings(patient.id);
		expect(await assigned()).toBeNull();
	});
});

describe("the filter doctor_id", () => {
	it("narrows what one sees, and never widens it", async () => {
		const [mapped, other] = [await ward(), await ward()];
		const [doctor, colleague] = [await createUser("doctor"), await createUser("doctor")];
		await mapDoctor(doctor, mapped.patient.id);
		const query = `?doctor_id=${doctor.doctorId}`;
		expect(await idsOf(mapped.admin.token, query)).toEqual([mapped.patient.id]);
		expect(await idsOf(doctor.token, query)).toEqual([mapped.patient.id]);
		expect(await idsOf(mapped.login.token, query)).toEqual([mapped.patient.id]);
		for (const outsider of [colleague, other.login]) expect(await idsOf(outsider.token, query)).toEqual([]);
		await endMappings(mapped.patient.id);
		expect(await idsOf(mapped.admin.token, query)).toEqual([]);
	});
});

describe("an id that is none", () => {
	it.each(["0", "-1", "abc", "1.5", "99999999999999999999"])("%s is a wrong field", async (id) => {
		const { token } = await createUser("admin");
		const answer = await get(`/api/patients/${id}/`, token);
		expect(answer).toMatchObject({ status: 400, body: { code: "invalid" } });
		expect(Object.keys(answer.body.errors)).toEqual(["id"]);
	});
});
