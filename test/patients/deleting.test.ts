import { describe, expect, it } from "vitest";
import { del, get, patch, post } from "../support/client.ts";
import { createMonitored, createPatient, createUser, mapDoctor, signIn, unique } from "../support/factories.ts";

const restore = (id: number, token: string) => post(`/api/patients/${id}/restore/`, {}, token);

describe("deleting a patient", () => {
	it("hides them from everybody, for every request", async () => {
		const { admin, patient, device } = await createMonitored();
		const [doctor, self] = [await createUser("doctor"), await signIn(patient.username)];
		await mapDoctor(doctor, patient.id);
		expect(await del(`/api/patients/${patient.id}/`, admin.token)).toMatchObject({ status: 204, body: "" });
		for (const { token } of [admin, doctor, self]) {
			expect((await get(`/api/patients/?search=${patient.username}`, token)).body.count).toBe(0);
			for (const path of ["", "heart-rate-stats/", "heart-rate-series/?from=2026-01-01T00:00:00Z"])
				expect(await get(`/api/patients/${patient.id}/${path}`, token)).toMatchObject({ status: 404 });
			expect(await get(`/api/devices/${device.id}/`, token)).toMatchObject({ status: 404 });
		}
		expect(await patch(`/api/patients/${patient.id}/`, { notes: "x" }, admin.token)).toMatchObject({ status: 404 });
		expect(await del(`/api/patients/${patient.id}/`, admin.token)).toMatchObject({ status: 404 });
	});

	it("hides them from themselves", async () => {
		const { admin, patient } = await createMonitored();
		const self = await signIn(patient.username);
		await del(`/api/patients/${patient.id}/`, admin.token);
		expect(await get("/api/patients/me/", self.token)).toMatchObject({ status: 404 });
		expect(await patch("/api/patients/me/", { last_name: "Roe" }, self.token)).toMatchObject({ status: 404 });
		expect(await post("/api/patients/", { last_name: "Roe" }, self.token)).toMatchObject({ status: 404 });
	});

	it("shuts out their devices", async () => {
		const { admin, patient, device } = await createMonitored();
		expect(await post("/api/heart-rate/", { heart_rate: 72 }, device.token)).toMatchObject({ status: 201 });
		await del(`/api/patients/${patient.id}/`, admin.token);
		expect(await post("/api/heart-rate/", { heart_rate: 73 }, device.token)).toMatchObject({ status: 404 });
		await restore(patient.id, admin.token);
		expect(await post("/api/heart-rate/", { heart_rate: 74 }, device.token)).toMatchObject({ status: 201 });
	});

	it("is for the owner too", async () => {
		const owner = await createUser("user");
		const { id } = (await post("/api/patients/", { first_name: "Jon" }, owner.token)).body;
		expect(await del(`/api/patients/${id}/`, owner.token)).toMatchObject({ status: 204 });
		expect((await get("/api/patients/", owner.token)).body.count).toBe(0);
	});

	it("is not for those who only treat or are the patient, nor for staff", async () => {
		const { admin, patient } = await createMonitored();
		const [doctor, staff, self] = [
			await createUser("doctor"),
			await createUser("staff"),
			await signIn(patient.username),
		];
		await mapDoctor(doctor, patient.id);
		for (const { token } of [doctor, staff, self])
			expect(await del(`/api/patients/${patient.id}/`, token)).toMatchObject({ status: 403 });
		expect(await get(`/api/patients/${patient.id}/`, admin.token)).toMatchObject({ status: 200 });
	});
});

describe("restoring a patient", () => {
	it("brings everything back", async () => {
		const { admin, patient } = await createMonitored({ notes: "kept" });
		const before = (await get(`/api/patients/${patient.id}/`, admin.token)).body;
		await del(`/api/patients/${patient.id}/`, admin.token);
		expect(await restore(patient.id, admin.token)).toMatchObject({ status: 200, body: { ...before, version: 3 } });
		expect(await get(`/api/patients/${patient.id}/`, admin.token)).toMatchObject({
			status: 200,
			body: { ...before, version: 3 },
		});
	});

	it("is the admin's alone", async () => {
		const owner = await createUser("user");
		const { id } = (await post("/api/patients/", { first_name: "Jon" }, owner.token)).body;
		await del(`/api/patients/${id}/`, owner.token);
		expect(await restore(id, owner.token)).toMatchObject({ status: 403 });
		expect(await restore(id, (await createUser("admin")).token)).toMatchObject({ status: 200 });
		expect(await get(`/api/patients/${id}/`, owner.token)).toMatchObject({ status: 200 });
	});

	it("is not for those who are there, or never were", async () => {
		const { admin, patient } = await createMonitored();
		expect(await restore(patient.id, admin.token)).toMatchObject({ status: 404 });
		expect(await restore(999_999_999, admin.token)).toMatchObject({ status: 404 });
	});

	it("is refused once somebody else has the e-mail address", async () => {
		const admin = await createUser("admin");
		const email = `${unique()}@example.org`;
		const first = await createPatient(admin, { email });
		await del(`/api/patients/${first.id}/`, admin.token);
		// Free again, for a record without a login: the login keeps its own address.
		const second = (await post("/api/patients/", { first_name: "Jon", email }, admin.token)).body;
		expect(second.email).toBe(email);
		expect(await restore(first.id, admin.token)).toMatchObject({ status: 409, body: { code: "conflict" } });
		expect(await get(`/api/patients/${first.id}/`, admin.token)).toMatchObject({ status: 404 });
		await patch(`/api/patients/${second.id}/`, { email: null }, admin.token);
		expect(await restore(first.id, admin.token)).toMatchObject({ status: 200, body: { email } });
	});
});
