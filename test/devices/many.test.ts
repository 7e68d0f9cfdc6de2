import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { monitorOf } from "../../src/monitor/stub.ts";
import { get, patch, post } from "../support/client.ts";
import { createMonitored, createPatient, unique } from "../support/factories.ts";

const MOST = 1_000;

/** Gives a patient so many devices more, which were all taken away. */
const formerDevices = (patient: number, count: number) =>
	database(env).run(sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < ${count})
		insert into devices (device_id, patient_id, status, registered_at, version, updated_at, deleted_at)
		select ${unique()} || i, ${patient}, 'active', 0, 1, 0, 0 from n`);

type Monitored = Awaited<ReturnType<typeof createMonitored>>;
const register = ({ admin, patient }: Monitored) =>
	post("/api/devices/", { device_id: unique(), patient: patient.id }, admin.token);
const reading = { heart_rate: 72, recorded_at: "2026-01-31T12:00:00Z" };

describe("of a patient's devices", () => {
	let monitored: Monitored;
	beforeAll(async () => {
		monitored = await createMonitored();
		await formerDevices(monitored.patient.id, MOST - 2);
	});

	it("the thousandth is the last, counting those that were taken away", async () => {
		expect(await register(monitored)).toMatchObject({ status: 201 });
		const refused = await register(monitored);
		expect(refused).toMatchObject({
			status: 400,
			body: { errors: { patient: [expect.stringContaining("1000 devices")] } },
		});
	});

	it("none more is handed over by another patient", async () => {
		const { admin, patient } = monitored;
		const other = await createPatient(admin);
		const spare = (await post("/api/devices/", { device_id: unique(), patient: other.id }, admin.token)).body;
		const refused = await patch(`/api/devices/${spare.id}/`, { patient: patient.id }, admin.token);
		expect(refused).toMatchObject({
			status: 400,
			body: { errors: { patient: [expect.stringContaining("1000 devices")] } },
		});
		expect((await get(`/api/devices/${spare.id}/`, admin.token)).body).toEqual(spare);
	});
});

describe("whose readings a patient's object has no room for", () => {
	let monitored: Monitored;
	let latecomer: number;
	beforeAll(async () => {
		monitored = await createMonitored();
		const { admin, patient, device } = monitored;
		latecomer = (await post("/api/devices/", { device_id: unique(), patient: patient.id }, admin.token)).body.id;
		const monitor = await monitorOf(env, patient.id);
		// Devices that are with other patients by now keep their slots here.
		await runInDurableObject(monitor, (_, { storage }) =>
			storage.sql.exec(
				`WITH RECURSIVE n (slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM n WHERE slot < ?)
				INSERT INTO devices (slot, id, device_id, token_id, removed, version)
				SELECT slot, 1000000000 + slot, 'former-' || slot, NULL, 1, 1 FROM n`,
				MOST - 1,
			),
		);
		await evictDurableObject(monitor);
		expect(await post("/api/heart-rate/", reading, device.token)).toMatchObject({ status: 201 });
	});

	it("a device gets no token, and is told why; nothing of it has changed", async () => {
		const { admin } = monitored;
		const before = await get(`/api/devices/${latecomer}/`, admin.token);
		const refused = await post(`/api/devices/${latecomer}/token/`, {}, admin.token);
		expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining("1000 devices") } });
		expect((await get(`/api/devices/${latecomer}/`, admin.token)).body).toEqual(before.body);
	});

	it("it is still edited and taken away, and those with a slot get tokens", async () => {
		const { admin, device } = monitored;
		const edited = await patch(`/api/devices/${latecomer}/`, { status: "inactive" }, admin.token);
		expect(edited).toMatchObject({ status: 200, body: { status: "inactive" } });
		expect(await post(`/api/devices/${device.id}/token/`, {}, admin.token)).toMatchObject({ status: 201 });
	});
});
