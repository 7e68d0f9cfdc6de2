import { beforeAll, describe, expect, it } from "vitest";
import { call, get, patch, post, put } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { endMappings } from "../support/factories.ts";
import { overtakenBy } from "../support/races.ts";
import { byRelation, type Circle, newCircle } from "../support/relations.ts";

const contact = { name: "Jo Doe", phone_number: "+49 30 1234567" };
const kept = { name: "Jo Doe", phone_number: "+49301234567" };

async function fresh() {
	const circle = await newCircle();
	const path = `/api/patients/${circle.patient}/emergency-contact/`;
	return { ...circle, path, admin: circle.people.admin.token };
}

describe("who may do what", () => {
	let circle: Circle;
	let path: string;
	beforeAll(async () => {
		circle = await newCircle();
		path = `/api/patients/${circle.patient}/emergency-contact/`;
	});

	//               admin staff mapped former other owner self patient nobody
	it.each(byRelation(200, 200, 200, 404, 404, 200, 200, 404, 401))("%s reads: %i", async (relation, status) => {
		expect(await get(path, circle.tokenOf(relation))).toMatchObject({ status });
	});

	it.each(byRelation(200, 403, 200, 404, 404, 200, 200, 404, 401))("%s writes: %i", async (relation, status) => {
		expect(await put(path, contact, circle.tokenOf(relation))).toMatchObject({ status });
	});
});

describe("whom to call", () => {
	it("is nobody at first", async () => {
		const { path, admin } = await fresh();
		expect((await get(path, admin)).body).toEqual({ name: null, phone_number: null, version: 1 });
	});

	it.each([
		[contact, kept],
		[{ name: "Jo Doe" }, { name: "Jo Doe", phone_number: null }],
		["Jo Doe, Berlin", { name: "Jo Doe, Berlin", phone_number: null }],
		["+49 30 1234567", { name: null, phone_number: "+49 30 1234567" }],
		["", { name: null, phone_number: null }],
		[null, { name: null, phone_number: null }],
	])("replaced by %j is %j", async (sent, expected) => {
		const { path, admin } = await fresh();
		await put(path, { name: "Before", phone_number: "+4930999" }, admin);
		const answer = await put(path, JSON.stringify(sent), admin);
		expect(answer).toMatchObject({ status: 200, body: { ...expected, version: 3 } });
		expect(answer.headers.get("ETag")).toBe('"3"');
		expect((await get(path, admin)).body).toEqual(answer.body);
	});

	it("is the same as the field of the patient", async () => {
		const { path, admin, patient } = await fresh();
		await put(path, contact, admin);
		expect((await get(`/api/patients/${patient}/`, admin)).body.emergency_contact).toEqual(kept);
		await patch(`/api/patients/${patient}/`, { emergency_contact: "Mo, +4930111" }, admin);
		expect((await get(path, admin)).body).toMatchObject({ name: "Mo, +4930111" });
	});

	it.each([
		["name", { phone_number: "+4930111" }],
		["phone_number", { name: "Jo", phone_number: "1" }],
		["body", 7],
		["body", []],
	])("names a wrong %s: %j", async (field, body) => {
		const { path, admin } = await fresh();
		const answer = await put(path, JSON.stringify(body), admin);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});

	it("is not replaced on an old version, nor once the mapping has ended", async () => {
		const { path, admin, people, patient } = await fresh();
		const send = (token: string, version: number) =>
			call("PUT", path, { token, body: contact, headers: { "If-Match": `"${version}"` } });
		expect(await send(admin, 1)).toMatchObject({ status: 200 });
		expect(await send(admin, 1)).toMatchObject({ status: 412 });
		const late = () => put(path, '"Nobody"', people["mapped doctor"].token);
		expect(await overtakenBy(() => endMappings(patient), late)).toMatchObject({ status: 404 });
		expect((await get(path, admin)).body).toEqual({ ...kept, version: 2 });
	});

	it("is in the audit trail, without its value", async () => {
		const { path, people, patient } = await fresh();
		await put(path, contact, people["mapped doctor"].token);
		const sql = "select * from audit where patient_id = ? order by id desc limit 1";
		const row = await DB.prepare(sql).bind(patient).first();
		expect(row).toMatchObject({ action: "patient.edit", actor_id: people["mapped doctor"].id });
		expect(row?.fields).toBe('["emergency_contact"]');
	});
});

describe("seed 2's path", () => {
	it("replaces the patient's own", async () => {
		const { path, people } = await fresh();
		const { token } = people.self;
		const answer = await post("/api/v1/patients/emergency-contact/", contact, token);
		expect(answer).toMatchObject({ status: 201, body: kept });
		expect((await get(path, token)).body).toEqual(answer.body);
	});

	it.each(["admin", "staff", "owner", "mapped doctor"] as const)("is not for %s", async (relation) => {
		const circle = await newCircle();
		expect(await post("/api/v1/patients/emergency-contact/", contact, circle.tokenOf(relation))).toMatchObject({
			status: 403,
		});
	});
});
