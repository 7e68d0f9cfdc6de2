import { beforeAll, describe, expect, it } from "vitest";
import { call, get, patch, post } from "../support/client.ts";
import { createPatient, createUser, type TestUser, unique } from "../support/factories.ts";

let admin: TestUser;
let other: TestUser;
let patient: number;
const before = new Date().toISOString();
const requestId = `request-${unique()}`;
beforeAll(async () => {
	[admin, other] = [await createUser("admin"), await createUser("admin")];
	({ id: patient } = await createPatient(admin));
	const headers = { "X-Request-Id": requestId, "CF-Connecting-IP": "192.0.2.7" };
	const path = `/api/patients/${patient}/`;
	await call("PATCH", path, { token: other.token, body: { notes: "sleeps badly", last_name: "Roe" }, headers });
	await post("/api/devices/", { device_id: unique(), patient }, admin.token);
});

const list = (query: string) => get(`/api/audit/?${query}`, admin.token);
const actions = async (query: string): Promise<string[]> =>
	(await list(query)).body.results.map((entry: { action: string }) => entry.action);

describe("the audit trail", () => {
	it("says who did what to whom, from where, in which request, and never to what", async () => {
		const { body } = await list(`patient=${patient}&action=patient.edit`);
		expect(body).toMatchObject({ count: 1, next: null, previous: null });
		expect(body.results).toEqual([
			{
				...{ id: expect.any(Number), at: expect.any(String), actor: other.id, actor_name: other.username },
				...{ action: "patient.edit", entity: "patient", entity_id: String(patient), patient, patient_name: "Pat Roe" },
				...{ fields: ["last_name", "notes"], request_id: requestId, address: "192.0.2.7" },
			},
		]);
	});

	it("goes from the newest to the oldest, or the other way", async () => {
		const trail = ["device.create", "patient.edit", "patient.create"];
		expect(await actions(`patient=${patient}`)).toEqual(trail);
		expect(await actions(`patient=${patient}&ordering=at`)).toEqual([...trail].reverse());
	});

	it.each([
		["action=device.create", ["device.create"]],
		["action=patient.", ["patient.edit", "patient.create"]],
		["action=patient", []],
		["action=%25", []],
		["entity=device", ["device.create"]],
		["entity=patient&search=pat roe", ["patient.edit", "patient.create"]],
		["search=PAT", ["device.create", "patient.edit", "patient.create"]],
		["search=nobody", []],
	])("filters by %s", async (query, found) => {
		expect(await actions(`patient=${patient}&${query}`)).toEqual(found);
	});

	it("tells the story of one thing, of one request, and of whoever has a name", async () => {
		const edited = "patient.edit";
		expect(await actions(`entity=patient&entity_id=${patient}`)).toEqual([edited, "patient.create"]);
		expect(await actions(`request_id=${requestId}`)).toEqual([edited]);
		expect(await actions(`patient=${patient}&search=${other.username}`)).toEqual([edited]);
	});

	it("filters by actor and by time", async () => {
		expect(await actions(`patient=${patient}&actor=${other.id}`)).toEqual(["patient.edit"]);
		expect(await actions(`patient=${patient}&to=${before}`)).toEqual([]);
		expect(await actions(`patient=${patient}&from=${before}`)).toHaveLength(3);
		expect(await actions(`patient=${patient}&from=${before.slice(0, 10)}`)).toHaveLength(3);
		expect(await list("from=yesterday")).toMatchObject({ status: 400 });
	});

	it("records what was refused too", async () => {
		const nurse = await createUser("staff");
		await patch(`/api/patients/${patient}/`, { notes: "x" }, nurse.token);
		const { body } = await list(`actor=${nurse.id}&action=refusal`);
		expect(body.results).toMatchObject([{ entity: "route", entity_id: `PATCH /api/patients/${patient}` }]);
	});
});
