import { describe, expect, it } from "vitest";
import { call, del, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createDevice, createPatient, createUser, PASSWORD, signIn, unique } from "../support/factories.ts";

interface AuditRow {
	actor_id: number | null;
	action: string;
	entity: string;
	entity_id: string;
	patient_id: number | null;
	fields: string;
	request_id: string;
}

/** The trail of a patient, oldest first. */
async function trailOf(patient: number): Promise<AuditRow[]> {
	const sql = "select * from audit where patient_id = ? order by id";
	return (await DB.prepare(sql).bind(patient).all<AuditRow>()).results;
}

const lastOf = async (patient: number) => (await trailOf(patient)).at(-1);

describe("the audit trail", () => {
	it("says who did what to whom, in which request", async () => {
		const admin = await createUser("admin");
		const { id } = await createPatient(admin);
		const requestId = `request-${unique()}`;
		const body = { notes: "sleeps badly", blood_type: "O-", age: 41 };
		await call("PATCH", `/api/patients/${id}/`, { token: admin.token, body, headers: { "X-Request-Id": requestId } });
		expect(await lastOf(id)).toMatchObject({
			...{ actor_id: admin.id, action: "patient.edit", entity: "patient", entity_id: String(id) },
			request_id: requestId,
		});
	});

	it("names the fields as the API does, and holds no values", async () => {
		const admin = await createUser("admin");
		const { id } = await createPatient(admin);
		await patch(`/api/patients/${id}/`, { notes: "sleeps badly", blood_type: "O-", age: 41 }, admin.token);
		const fields: string[] = JSON.parse((await lastOf(id))?.fields ?? "[]");
		expect(fields.toSorted()).toEqual(["age", "blood_group", "notes"]);
		expect(JSON.stringify(await trailOf(id))).not.toMatch(/sleeps|O-/);
	});

	it("follows a patient and their devices through their life", async () => {
		const admin = await createUser("admin");
		const { id } = await createPatient(admin);
		const device = await createDevice(admin, id);
		await patch(`/api/devices/${device.id}/`, { status: "inactive" }, admin.token);
		await del(`/api/devices/${device.id}/token/`, admin.token);
		await del(`/api/devices/${device.id}/`, admin.token);
		await del(`/api/patients/${id}/`, admin.token);
		await post(`/api/patients/${id}/restore/`, {}, admin.token);
		const trail = await trailOf(id);
		expect(trail.map(({ action, entity_id }) => [action, Number(entity_id)])).toEqual([
			["patient.create", id],
			["device.create", device.id],
			["device.token.issue", device.id],
			["device.edit", device.id],
			["device.token.revoke", device.id],
			["device.delete", device.id],
			["patient.delete", id],
			["patient.restore", id],
		]);
		expect(new Set(trail.map(({ actor_id }) => actor_id))).toEqual(new Set([admin.id]));
		expect(JSON.stringify(trail)).not.toContain(device.token);
	});

	it("knows the records of owners and the profiles of patients", async () => {
		const owner = await createUser("user");
		const { id } = (await post("/api/patients/", { first_name: "Jon" }, owner.token)).body;
		expect(await lastOf(id)).toMatchObject({ action: "patient.create", actor_id: owner.id, entity_id: String(id) });

		const body = { username: unique(), password: PASSWORD, user_type: "patient" };
		const registered = (await post("/api/auth/register/", body)).body;
		await post("/api/patients/", { last_name: "Doe" }, registered.access);
		expect(await trailOf(registered.user.patient_id)).toMatchObject([
			{ action: "patient.complete", actor_id: registered.user_id, fields: '["last_name"]' },
		]);
		const sql = "select * from audit where entity = 'user' and entity_id = ?";
		const row = await DB.prepare(sql).bind(String(registered.user_id)).first<AuditRow>();
		expect(row).toMatchObject({ action: "user.register", actor_id: null });
	});

	it("knows nothing of what was refused", async () => {
		const admin = await createUser("admin");
		const email = `${unique()}@example.org`;
		await createPatient(admin, { email });
		const { id, username } = await createPatient(admin);
		const self = await signIn(username);
		const before = await trailOf(id);
		await patch(`/api/patients/${id}/`, { email }, admin.token);
		await patch(`/api/patients/${id}/`, { notes: "x" }, self.token);
		await del(`/api/patients/${id}/`, self.token);
		await post(`/api/patients/${id}/restore/`, {}, admin.token);
		expect(await trailOf(id)).toEqual(before);
	});

	it("has one completion, however many ask at the same time", async () => {
		const body = { username: unique(), password: PASSWORD, user_type: "patient" };
		const { access, user } = (await post("/api/auth/register/", body)).body;
		await Promise.all([1, 2, 3].map((n) => post("/api/patients/", { last_name: `Doe ${n}` }, access)));
		expect(await trailOf(user.patient_id)).toHaveLength(1);
	});
});
