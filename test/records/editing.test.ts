import { beforeAll, describe, expect, it } from "vitest";
import { call, del, get, patch, post, put } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { endMappings } from "../support/factories.ts";
import { overtakenBy } from "../support/races.ts";
import { type Circle, newCircle } from "../support/relations.ts";
import { byDoctor, byPatient, checkup, comment, HEALTH_RECORDS, RECORDS } from "./scene.ts";

// Each test writes a record of its own.
let circle: Circle;
let self: string;
let doctor: string;
let admin: string;
beforeAll(async () => {
	circle = await newCircle({ first_name: "Ada", last_name: "Byron" });
	const { people } = circle;
	[self, doctor, admin] = [people.self.token, people["mapped doctor"].token, people.admin.token];
});

interface AuditRow {
	actor_id: number;
	action: string;
	entity_id: string;
	patient_id: number;
	fields: string;
}

async function trailOf(entity: string, id: number): Promise<AuditRow[]> {
	const sql = "select * from audit where entity = ? and entity_id = ? order by id";
	return (await DB.prepare(sql).bind(entity, String(id)).all<AuditRow>()).results;
}

describe("a new record", () => {
	it("of a patient is answered as it was sent", async () => {
		const answer = await post(HEALTH_RECORDS, checkup(), self);
		expect(answer.status).toBe(201);
		expect(answer.headers.get("ETag")).toBe('"1"');
		expect(answer.body).toEqual({
			...checkup({ visit_date: "2025-05-28T10:00:00.000Z" }),
			...{ id: expect.any(Number), patient: circle.patient, patient_name: "Ada Byron", version: 1 },
			...{ symptoms: "", diagnosis: "", treatment: "", medications: "" },
			...{ created_by: circle.people.self.id, author_role: "patient", doctor_comments: [] },
			...{ created_at: expect.any(String), updated_at: expect.any(String) },
		});
		expect((await get(`${HEALTH_RECORDS}${answer.body.id}/`, self)).body).toEqual(answer.body);
	});

	it.each(["doctor", "admin"] as const)("of a %s keeps their role", async (role) => {
		const writer = role === "doctor" ? circle.people["mapped doctor"] : circle.people.admin;
		const { body } = await post(RECORDS, checkup({ patient: circle.patient }), writer.token);
		expect(body).toMatchObject({ author_role: role, created_by: writer.id });
	});

	it.each([
		[{ record_type: "lab_result" }, { record_type: "LAB_RESULT" }],
		[{ record_type: " Prescription " }, { record_type: "PRESCRIPTION" }],
		[{ visit_date: "2026-01-31T10:00:00+05:30" }, { visit_date: "2026-01-31T04:30:00.000Z" }],
		[
			{ description: null, symptoms: "" },
			{ description: "", symptoms: "" },
		],
		[{ title: ` ${"x".repeat(200)} ` }, { title: "x".repeat(200) }],
		[{ diagnosis: "Übelkeit; '--" }, { diagnosis: "Übelkeit; '--" }],
	])("with %j is read as %j", async (sent, expected) => {
		expect(await post(HEALTH_RECORDS, checkup(sent), self)).toMatchObject({ status: 201, body: expected });
	});

	it.each([
		["record_type", "VISIT"],
		["record_type", undefined],
		["title", ""],
		["title", undefined],
		["title", "x".repeat(201)],
		["visit_date", "2026-01-31"],
		["visit_date", "2026-01-31T10:00:00"],
		["visit_date", "31/01/2026 10:00 AM"],
		["visit_date", undefined],
		["description", "x".repeat(10_001)],
		["medications", ["Aspirin"]],
	])("names a wrong %s: %s", async (field, value) => {
		const answer = await post(HEALTH_RECORDS, checkup({ [field]: value }), self);
		expect(answer).toMatchObject({ status: 400, body: { code: "invalid" } });
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});

	it("is not written once the mapping has ended, be it in the very moment of writing", async () => {
		const there = await newCircle();
		const { token } = there.people["mapped doctor"];
		const answer = await overtakenBy(
			() => endMappings(there.patient),
			() => post(RECORDS, checkup({ patient: there.patient }), token),
		);
		expect(answer).toMatchObject({ status: 400, body: { errors: { patient: [expect.any(String)] } } });
		expect((await get(`${RECORDS}?patient=${there.patient}`, there.people.admin.token)).body.count).toBe(0);
	});

	it("is not written of a patient who was deleted", async () => {
		const there = await newCircle();
		await del(`/api/patients/${there.patient}/`, there.people.admin.token);
		expect(await post(HEALTH_RECORDS, checkup(), there.people.self.token)).toMatchObject({ status: 404 });
		await post(`/api/patients/${there.patient}/restore/`, {}, there.people.admin.token);
		expect((await get(HEALTH_RECORDS, there.people.self.token)).body.count).toBe(0);
	});
});

describe("an edit", () => {
	it.each([put, patch])("changes what it names, and nothing else", async (send) => {
		const { id } = await byPatient(circle);
		const before = (await get(`${HEALTH_RECORDS}${id}/`, self)).body;
		const answer = await send(`${HEALTH_RECORDS}${id}/`, { diagnosis: "Hypertension", record_type: "diagnosis" }, self);
		expect(answer.status).toBe(200);
		expect(answer.headers.get("ETag")).toBe('"2"');
		const changed = { diagnosis: "Hypertension", record_type: "DIAGNOSIS", version: 2, updated_at: expect.any(String) };
		expect(answer.body).toEqual({ ...before, ...changed });
	});

	it("empties a text with null and with an empty one", async () => {
		const { id } = await byPatient(circle, { symptoms: "cough", treatment: "tea" });
		const { body } = await patch(`${HEALTH_RECORDS}${id}/`, { symptoms: null, treatment: "" }, self);
		expect(body).toMatchObject({ symptoms: "", treatment: "" });
	});

	it("takes a whole answer back", async () => {
		const { id } = await byDoctor(circle);
		const whole = (await get(`${RECORDS}${id}/`, doctor)).body;
		expect(await put(`${RECORDS}${id}/`, { ...whole, title: "New" }, doctor)).toMatchObject({
			status: 200,
			body: { ...whole, title: "New", version: 2, updated_at: expect.any(String) },
		});
	});

	it("cannot hand a record to another patient", async () => {
		const { id } = await byDoctor(circle);
		const patient = circle.people["other patient"].patientId;
		const answer = await put(`${RECORDS}${id}/`, { patient, title: "x" }, admin);
		expect(answer).toMatchObject({ status: 400, body: { errors: { patient: ["cannot be changed"] } } });
	});

	it("on an old version is refused, and changes nothing", async () => {
		const { id } = await byPatient(circle);
		const path = `${HEALTH_RECORDS}${id}/`;
		const send = (version: number, title: string) =>
			call("PATCH", path, { token: self, body: { title }, headers: { "If-Match": `"${version}"` } });
		expect(await send(1, "second")).toMatchObject({ status: 200 });
		expect(await send(1, "third")).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
		expect(await call("DELETE", path, { token: self, headers: { "If-Match": '"1"' } })).toMatchObject({ status: 412 });
		expect((await get(path, self)).body).toMatchObject({ title: "second", version: 2 });
	});

	it("of two at once on one version, one is lost", async () => {
		const { id } = await byPatient(circle);
		const headers = { "If-Match": '"1"' };
		const answers = await Promise.all(
			["a", "b"].map((title) => call("PATCH", `${HEALTH_RECORDS}${id}/`, { token: self, body: { title }, headers })),
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
		expect((await trailOf("record", id)).map(({ action }) => action)).toEqual(["record.create", "record.edit"]);
	});

	it("is not written once the mapping has ended, be it in the very moment of writing", async () => {
		const there = await newCircle();
		const { id } = await byDoctor(there);
		const { token } = there.people["mapped doctor"];
		const edit = () => patch(`${RECORDS}${id}/`, { title: "late" }, token);
		expect(await overtakenBy(() => endMappings(there.patient), edit)).toMatchObject({ status: 404 });
		expect((await get(`${RECORDS}${id}/`, there.people.admin.token)).body).toMatchObject({ version: 1 });
	});

	it("of a record that is deleted meanwhile finds nothing, and changes nothing", async () => {
		const { id } = await byPatient(circle);
		const edit = () => patch(`${HEALTH_RECORDS}${id}/`, { title: "late" }, self);
		expect(await overtakenBy(() => del(`${RECORDS}${id}/`, admin), edit)).toMatchObject({ status: 404 });
		const { body } = await post(`${RECORDS}${id}/restore/`, {}, admin);
		expect(body).toMatchObject({ title: checkup().title, version: 3 });
		const actions = (await trailOf("record", id)).map(({ action }) => action);
		expect(actions).toEqual(["record.create", "record.delete", "record.restore"]);
	});
});

describe("deleting and restoring", () => {
	it("hides a record everywhere, and brings it back as it was, with its comments", async () => {
		const { id } = await byPatient(circle, { title: "Delete me" });
		await comment(doctor, id, true);
		const before = (await get(`${RECORDS}${id}/`, admin)).body;
		expect(await del(`${HEALTH_RECORDS}${id}/`, self)).toMatchObject({ status: 204, body: "" });
		for (const token of [self, doctor, admin]) {
			for (const path of [`${HEALTH_RECORDS}${id}/`, `${RECORDS}${id}/`, `${HEALTH_RECORDS}${id}/comments/`])
				expect(await get(path, token)).toMatchObject({ status: 404 });
			expect((await get(`${RECORDS}?search=Delete%20me`, token)).body.count).toBe(0);
		}
		expect(await del(`${HEALTH_RECORDS}${id}/`, self)).toMatchObject({ status: 404 });
		expect(await patch(`${RECORDS}${id}/`, { title: "x" }, admin)).toMatchObject({ status: 404 });
		const back = { ...before, version: 3, updated_at: expect.any(String) };
		expect(await post(`${RECORDS}${id}/restore/`, {}, admin)).toMatchObject({ status: 200, body: back });
		expect((await get(`${HEALTH_RECORDS}${id}/`, self)).status).toBe(200);
	});

	it("is restored by admins alone, and only what was deleted", async () => {
		const { id } = await byPatient(circle);
		expect(await post(`${RECORDS}${id}/restore/`, {}, admin)).toMatchObject({ status: 404 });
		await del(`${HEALTH_RECORDS}${id}/`, self);
		for (const token of [self, doctor, circle.people.staff.token, circle.people.owner.token])
			expect(await post(`${RECORDS}${id}/restore/`, {}, token)).toMatchObject({ status: 403 });
		const answers = await Promise.all([1, 2].map(() => post(`${RECORDS}${id}/restore/`, {}, admin)));
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
		expect(await post(`${RECORDS}999999999/restore/`, {}, admin)).toMatchObject({ status: 404 });
	});
});

it("the audit trail follows a record through its life, and holds no values", async () => {
	const { id } = await byDoctor(circle);
	await patch(`${RECORDS}${id}/`, { diagnosis: "a secret illness", patient: circle.patient }, doctor);
	await del(`${RECORDS}${id}/`, admin);
	await post(`${RECORDS}${id}/restore/`, {}, admin);
	await comment(doctor, id, true);
	const trail = await trailOf("record", id);
	const [byDoctorId, byAdminId] = [circle.people["mapped doctor"].id, circle.people.admin.id];
	expect(trail.map(({ action, actor_id, fields }) => [action, actor_id, fields])).toEqual([
		["record.create", byDoctorId, "[]"],
		["record.edit", byDoctorId, '["diagnosis"]'],
		["record.delete", byAdminId, "[]"],
		["record.restore", byAdminId, "[]"],
	]);
	expect(new Set(trail.map(({ patient_id }) => patient_id))).toEqual(new Set([circle.patient]));
	expect(JSON.stringify(trail)).not.toContain("secret");
	const [said] = (await get(`${RECORDS}${id}/`, doctor)).body.doctor_comments;
	expect(await trailOf("comment", said.id)).toMatchObject([{ action: "comment.create", patient_id: circle.patient }]);
});
