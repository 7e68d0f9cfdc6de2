import { beforeAll, describe, expect, it } from "vitest";
import { call, del, get, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createPatient, createUser, signIn, type TestUser, unique } from "../support/factories.ts";

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

/** An owner, their patient, and a doctor. */
async function cast() {
	const [owner, doctor] = [await createUser("user"), await createUser("doctor")];
	const { id } = (await post("/api/patients/", { first_name: "Jon", last_name: "Doe" }, owner.token)).body;
	return { owner, doctor, patient: id as number };
}
const map = (by: TestUser, patient: number, doctor: TestUser, more = {}) =>
	post("/api/mappings/", { patient, doctor: doctor.doctorId, ...more }, by.token);
const verify = (doctor: TestUser) => post(`/api/users/${doctor.id}/verify/`, {}, admin.token);
const sees = async (doctor: TestUser, patient: number) =>
	(await get(`/api/patients/${patient}/`, doctor.token)).status === 200;
const assign = (by: TestUser, patient_id: number, doctor_id?: number | null) =>
	post("/api/auth/assign-doctor/", { patient_id, doctor_id: doctor_id ?? undefined }, by.token);
const assigned = async (patient: number) =>
	(await get(`/api/patients/${patient}/`, admin.token)).body.assigned_doctor as number | null;

/** Types of what reached somebody's inbox. */
async function inbox({ token }: TestUser): Promise<string[]> {
	const { body } = await get("/api/notifications/", token);
	return body.results.map((row: { notification_type: string }) => row.notification_type);
}

describe("mapping a doctor to a patient", () => {
	it("opens the patient to the doctor with the next request, and tells them", async () => {
		const { owner, doctor, patient } = await cast();
		expect(await sees(doctor, patient)).toBe(false);
		const details = { referral_source: "Dr. Reed", established_on: "2026-01-31", notes: "weekly" };
		const { status, body } = await map(owner, patient, doctor, { relationship_type: "temporary", ...details });
		expect(status).toBe(201);
		expect(body).toMatchObject({
			...{ patient, patient_name: "Jon Doe", doctor: doctor.doctorId, doctor_name: "Dora", status: "active" },
			...{ relationship_type: "temporary", ...details, ended_at: null },
		});
		expect(await sees(doctor, patient)).toBe(true);
		await expect.poll(() => inbox(doctor)).toEqual(["PATIENT_ASSIGNED"]);
	});

	it("ends, and closes the patient with the next request", async () => {
		const { owner, doctor, patient } = await cast();
		const { id } = (await map(owner, patient, doctor)).body;
		expect(await del(`/api/mappings/${id}/`, owner.token)).toMatchObject({ status: 204 });
		expect(await sees(doctor, patient)).toBe(false);
		expect((await get("/api/mappings/", doctor.token)).body.count).toBe(0);
		expect(await get(`/api/mappings/${id}/?by=mapping`, doctor.token)).toMatchObject({ status: 404 });
		expect(await del(`/api/mappings/${id}/`, owner.token)).toMatchObject({ status: 409 });
	});

	it("begins again where it had ended, as the same row", async () => {
		const { owner, doctor, patient } = await cast();
		const first = (await map(owner, patient, doctor)).body;
		await del(`/api/mappings/${first.id}/`, owner.token);
		const again = await map(owner, patient, doctor, { notes: "back" });
		expect(again).toMatchObject({
			status: 201,
			body: { id: first.id, status: "active", notes: "back", ended_at: null },
		});
		expect(await sees(doctor, patient)).toBe(true);
	});

	it("happens once, however many ask at the same instant", async () => {
		const { owner, doctor, patient } = await cast();
		const answers = await Promise.all(Array.from({ length: 50 }, () => map(owner, patient, doctor)));
		const count = (status: number) => answers.filter((answer) => answer.status === status).length;
		expect([count(201), count(409)]).toEqual([1, 49]);
		const audited = "select count(*) as n from audit where action = 'mapping.start' and patient_id = ?";
		expect(await DB.prepare(audited).bind(patient).first("n")).toBe(1);
	});

	it.each([
		["patient", { patient: 999_999_999 }],
		["doctor", { doctor: 999_999_999 }],
		["patient", { patient: "Jon" }],
		["relationship_type", { relationship_type: "friend" }],
		["established_on", { established_on: "yesterday" }],
	])("names the field %s", async (field, wrong) => {
		const { owner, doctor, patient } = await cast();
		const body = { patient, doctor: doctor.doctorId, ...wrong };
		const answer = await post("/api/mappings/", body, owner.token);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});

	it("is not for strangers, whose refusal does not tell whether there is such a patient", async () => {
		const { doctor, patient } = await cast();
		const stranger = await createUser("user");
		const there = await map(stranger, patient, doctor);
		const nowhere = await map(stranger, 999_999_999, doctor);
		expect(there.status).toBe(400);
		expect({ ...there.body, request_id: "" }).toEqual({ ...nowhere.body, request_id: "" });
	});
});

describe("consent", () => {
	it("is not needed by a verified doctor for themself", async () => {
		const { doctor, patient } = await cast();
		await verify(doctor);
		expect(await map(doctor, patient, doctor)).toMatchObject({ status: 201, body: { status: "active" } });
		expect(await sees(doctor, patient)).toBe(true);
	});

	it("is asked for by others, who see nothing until it is given", async () => {
		const { owner, doctor, patient } = await cast();
		const { body } = await map(doctor, patient, doctor);
		expect(body).toMatchObject({ status: "pending", patient, patient_name: null });
		expect(await sees(doctor, patient)).toBe(false);
		await expect.poll(() => inbox(owner)).toEqual(["CONSENT_REQUESTED"]);
		expect(await post(`/api/mappings/${body.id}/accept/`, {}, doctor.token)).toMatchObject({ status: 403 });
		expect(await post(`/api/mappings/${body.id}/accept/`, {}, owner.token)).toMatchObject({
			status: 200,
			body: { status: "active" },
		});
		expect(await sees(doctor, patient)).toBe(true);
		await expect.poll(() => inbox(doctor)).toEqual(["PATIENT_ASSIGNED"]);
		expect(await post(`/api/mappings/${body.id}/decline/`, {}, owner.token)).toMatchObject({ status: 409 });
	});

	it("may be refused, by the patient too", async () => {
		const { id, username } = await createPatient(admin);
		const [self, doctor] = [await signIn(username), await createUser("doctor")];
		const { body } = await map(doctor, id, doctor);
		expect(await post(`/api/mappings/${body.id}/decline/`, {}, self.token)).toMatchObject({
			body: { status: "declined" },
		});
		expect(await sees(doctor, id)).toBe(false);
	});

	it("is needed where a doctor refers their patient to another", async () => {
		const { owner, doctor, patient } = await cast();
		const other = await createUser("doctor");
		expect(await map(doctor, patient, other)).toMatchObject({ status: 400 });
		await map(owner, patient, doctor);
		expect(await map(doctor, patient, other)).toMatchObject({ status: 201, body: { status: "pending" } });
		expect(await sees(other, patient)).toBe(false);
	});
});

describe("assigning a doctor", () => {
	it("by who speaks for the patient ends the care of the one before", async () => {
		const { doctor, patient } = await cast();
		const next = await createUser("doctor");
		expect(await assign(admin, patient, doctor.doctorId)).toMatchObject({
			status: 200,
			body: { message: expect.any(String), patient: { id: patient, assigned_doctor: doctor.doctorId } },
		});
		await assign(admin, patient, next.doctorId);
		expect(await assigned(patient)).toBe(next.doctorId);
		expect([await sees(doctor, patient), await sees(next, patient)]).toEqual([false, true]);
		// And back: the row of the first is taken up again.
		await assign(admin, patient, doctor.doctorId);
		expect(await assigned(patient)).toBe(doctor.doctorId);
	});

	it("leaves alone those who treat the patient otherwise, and makes one of them the assigned one", async () => {
		const { owner, doctor, patient } = await cast();
		await map(owner, patient, doctor, { relationship_type: "specialist_referral" });
		const next = await createUser("doctor");
		await assign(admin, patient, next.doctorId);
		expect(await sees(doctor, patient)).toBe(true);
		await assign(admin, patient, doctor.doctorId);
		expect(await assigned(patient)).toBe(doctor.doctorId);
	});

	it("again is harmless, and tells the doctor once", async () => {
		const { doctor, patient } = await cast();
		await assign(admin, patient, doctor.doctorId);
		await assign(admin, patient, doctor.doctorId);
		const next = await createUser("doctor");
		await assign(admin, patient, next.doctorId);
		await expect.poll(() => inbox(next)).toEqual(["PATIENT_ASSIGNED"]);
		await expect.poll(() => inbox(doctor)).toEqual(["CARE_ENDED", "PATIENT_ASSIGNED"]);
	});

	it("is at once for a verified doctor who names nobody, and for another one waits", async () => {
		const { owner, doctor, patient } = await cast();
		const before = await createUser("doctor");
		await assign(admin, patient, before.doctorId);
		const { status, body } = await assign(doctor, patient);
		expect([status, body.patient, body.mapping.status]).toEqual([202, null, "pending"]);
		expect(await assigned(patient)).toBe(before.doctorId);
		await post(`/api/mappings/${body.mapping.id}/accept/`, {}, owner.token);
		expect(await assigned(patient)).toBe(doctor.doctorId);
		expect(await sees(before, patient)).toBe(false);

		const verified = await createUser("doctor");
		await verify(verified);
		expect(await assign(verified, patient)).toMatchObject({ status: 200, body: { patient: { id: patient } } });
		expect(await assigned(patient)).toBe(verified.doctorId);
	});

	it("is no way for an unverified doctor who treats the patient to push out another", async () => {
		const { owner, doctor, patient } = await cast();
		const before = await createUser("doctor");
		await assign(admin, patient, before.doctorId);
		await map(owner, patient, doctor, { relationship_type: "specialist_referral" });
		expect(await assign(doctor, patient)).toMatchObject({ status: 409 });
		expect(await assigned(patient)).toBe(before.doctorId);
	});

	it("is for doctors and admins, who name the doctor", async () => {
		const { owner, patient } = await cast();
		expect(await assign(owner, patient)).toMatchObject({ status: 403 });
		expect(await assign(admin, patient)).toMatchObject({
			status: 400,
			body: { errors: { doctor_id: ["is required"] } },
		});
	});
});

describe("reading and editing", () => {
	it("lists the doctors of a patient by the patient's id, and one mapping with ?by=mapping", async () => {
		const { owner, doctor, patient } = await cast();
		const { body } = await map(owner, patient, doctor);
		const listed = await get(`/api/mappings/${patient}/`, owner.token);
		expect(listed.body).toMatchObject({ count: 1, results: [{ id: body.id, doctor: doctor.doctorId }] });
		const one = await get(`/api/mappings/${body.id}/?by=mapping`, owner.token);
		expect(one).toMatchObject({ status: 200, body });
		const stranger = await createUser("user");
		expect(await get(`/api/mappings/${patient}/`, stranger.token)).toMatchObject({ status: 404 });
	});

	it.each([
		["", 2],
		["status=active", 1],
		["status=pending", 1],
		["status=ended", 1],
		["relationship_type=temporary", 1],
		["created_after=2020-01-01", 2],
		["created_before=2020-01-01", 0],
		["search=dora", 2],
		["search=nobody", 0],
		["search=jon doe", 2],
	])("filters by %s", async (query, count) => {
		const { owner, doctor, patient } = await cast();
		const [ended, asking] = [await createUser("doctor"), await createUser("doctor")];
		await map(owner, patient, doctor, { relationship_type: "temporary" });
		await del(`/api/mappings/${(await map(owner, patient, ended)).body.id}/`, owner.token);
		await map(asking, patient, asking);
		expect((await get(`/api/mappings/?${query}`, owner.token)).body.count).toBe(count);
	});

	it("does not let a doctor whom nobody has accepted find out the patient's name", async () => {
		const { doctor, patient } = await cast();
		await map(doctor, patient, doctor);
		const found = async (search: string) => (await get(`/api/mappings/?search=${search}`, doctor.token)).body;
		expect(await found("dora")).toMatchObject({ count: 1, results: [{ patient_name: null, status: "pending" }] });
		expect(await found("jon")).toMatchObject({ count: 0 });
	});

	it("changes what is noted, by its doctor too, and never whose care it is", async () => {
		const { owner, doctor, patient } = await cast();
		const { id } = (await map(owner, patient, doctor)).body;
		const path = `/api/mappings/${id}/`;
		expect(await patch(path, { notes: "monthly", patient, doctor: doctor.doctorId }, doctor.token)).toMatchObject({
			status: 200,
			body: { notes: "monthly", relationship_type: "primary_care", version: 2 },
		});
		expect(await patch(path, { doctor: 999 }, owner.token)).toMatchObject({ status: 400 });
		const referral = { relationship_type: "specialist_referral" };
		expect(await patch(path, referral, doctor.token)).toMatchObject({ status: 403 });
		expect(await patch(path, { relationship_type: "primary_care" }, doctor.token)).toMatchObject({ status: 200 });
		const headers = { "If-Match": '"1"' };
		expect(await call("PATCH", path, { token: owner.token, body: { notes: "x" }, headers })).toMatchObject({
			status: 412,
		});
		const staff = await createUser("staff");
		expect(await patch(path, { notes: "x" }, staff.token)).toMatchObject({ status: 403 });
	});

	it("is audited", async () => {
		const { owner, doctor, patient } = await cast();
		const { id } = (await map(owner, patient, doctor)).body;
		await patch(`/api/mappings/${id}/`, { notes: unique() }, owner.token);
		await del(`/api/mappings/${id}/`, owner.token);
		const sql = "select action, entity_id from audit where patient_id = ? and entity = 'mapping' order by id";
		const rows = (await DB.prepare(sql).bind(patient).all()).results;
		expect(rows).toEqual(
			["mapping.start", "mapping.edit", "mapping.end"].map((action) => ({ action, entity_id: String(id) })),
		);
	});
});
