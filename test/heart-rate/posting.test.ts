import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { call, get, post } from "../support/client.ts";
import { createDevice, createMonitored, createPatient, createUser, sessionOf } from "../support/factories.ts";
import { steadily } from "../support/readings.ts";

const AT = "2026-01-31T12:00:00.000Z";

const count = async (patient: number, token: string) =>
	(await get(`/api/heart-rate/?patient=${patient}`, token)).body.count;

describe("one reading", () => {
	it("is stored and answered with seed 0's body", async () => {
		const { admin, device, patient } = await createMonitored();
		const first = await post("/api/heart-rate/", { heart_rate: 72, recorded_at: AT }, device.token);
		expect(first).toMatchObject({
			status: 201,
			body: { device: device.id, device_id: device.deviceId, patient: patient.id, heart_rate: 72, recorded_at: AT },
		});
		expect(Number.isSafeInteger(first.body.id)).toBe(true);
		expect(Math.abs(Date.parse(first.body.created_at) - Date.now())).toBeLessThan(60_000);
		expect(await count(patient.id, admin.token)).toBe(1);
	});

	it("posted again is a duplicate, with another bpm a correction, with the first one's id", async () => {
		const { device } = await createMonitored();
		const send = (heart_rate: number) => post("/api/heart-rate/", { heart_rate, recorded_at: AT }, device.token);
		const first = await send(72);
		expect(await send(72)).toMatchObject({ status: 200, body: { id: first.body.id, status: "duplicate" } });
		expect(await send(80)).toMatchObject({
			status: 200,
			body: { id: first.body.id, status: "updated", heart_rate: 80, created_at: first.body.created_at },
		});
	});

	it("is of now, if it does not say when", async () => {
		const { device } = await createMonitored();
		const { body } = await post("/api/heart-rate/", { heart_rate: 72 }, device.token);
		expect(Math.abs(Date.parse(body.recorded_at) - Date.now())).toBeLessThan(60_000);
	});

	it("can be posted by a patient for a device of theirs, named by id or by device_id", async () => {
		const { patient, device } = await createMonitored();
		const { token } = await sessionOf(patient.username);
		const body = { heart_rate: 72, recorded_at: AT };
		expect((await post("/api/heart-rate/", { ...body, device: device.id }, token)).status).toBe(201);
		expect(await post("/api/heart-rate/", { ...body, device: device.deviceId }, token)).toMatchObject({
			status: 200,
			body: { status: "duplicate" },
		});
		expect(await post("/api/heart-rate/", body, token)).toMatchObject({
			status: 400,
			body: { errors: { device: ["is required"] } },
		});
	});

	it("of a patient whom there is not leaves no object behind", async () => {
		const { admin } = await createMonitored();
		const nobody = 900_000_000 + Math.floor(Math.random() * 1e8);
		const before = (await listDurableObjectIds(env.MONITORS)).length;
		const body = { heart_rate: 72, recorded_at: AT, patient: nobody };
		expect(await post("/api/heart-rate/", body, admin.token)).toMatchObject({ status: 404 });
		expect(await listDurableObjectIds(env.MONITORS)).toHaveLength(before);
		await env.MONITORS.getByName(String(nobody)).hasRoomFor(1);
		expect(await listDurableObjectIds(env.MONITORS)).toHaveLength(before + 1);
	});

	it("can be posted by an admin, who names the patient", async () => {
		const { admin, patient, device } = await createMonitored();
		const body = { heart_rate: 72, recorded_at: AT, device: device.id };
		expect((await post("/api/heart-rate/", { ...body, patient: patient.id }, admin.token)).status).toBe(201);
		expect(await post("/api/heart-rate/", body, admin.token)).toMatchObject({
			status: 400,
			body: { errors: { patient: ["is required"] } },
		});
		expect((await post("/api/heart-rate/", { ...body, patient: 999_999 }, admin.token)).status).toBe(404);
	});

	it.each(["staff", "doctor", "user"] as const)("may not be posted by a %s", async (role) => {
		const { patient, device } = await createMonitored();
		const { token } = await createUser(role);
		const body = { heart_rate: 72, recorded_at: AT, device: device.id, patient: patient.id };
		expect((await post("/api/heart-rate/", body, token)).status).toBe(403);
	});

	it("of another patient's device is refused with errors.device, and nothing is stored", async () => {
		const { admin, patient } = await createMonitored();
		const other = await createMonitored();
		const { token } = await sessionOf(patient.username);
		for (const device of [other.device.id, other.device.deviceId, 999_999, "no such watch"]) {
			expect(await post("/api/heart-rate/", { heart_rate: 72, device }, token)).toMatchObject({
				status: 400,
				body: { code: "invalid", errors: { device: ["is not a device of this patient"] } },
			});
		}
		expect(await count(patient.id, admin.token)).toBe(0);
	});

	it("cannot be written by a device token for another device, even of the same patient", async () => {
		const { admin, patient, device } = await createMonitored();
		const second = await createDevice(admin, patient.id);
		const answer = await post("/api/heart-rate/", { heart_rate: 72, device: second.id }, device.token);
		expect(answer).toMatchObject({ status: 400, body: { errors: { device: [expect.any(String)] } } });
	});

	it.each([
		["heart_rate", { heart_rate: 19 }, "must be 20 to 300 bpm"],
		["heart_rate", { heart_rate: 301 }, "must be 20 to 300 bpm"],
		["heart_rate", { heart_rate: "72" }, "must be a number"],
		["heart_rate", { heart_rate: null }, "is required"],
		["heart_rate", {}, "is required"],
		["recorded_at", { heart_rate: 72, recorded_at: "yesterday" }, "must be ISO 8601"],
		["recorded_at", { heart_rate: 72, recorded_at: "2026-01-31T12:00:00" }, "must be ISO 8601"],
		["recorded_at", { heart_rate: 72, recorded_at: "2026-02-31T99:00:00Z" }, "must be ISO 8601"],
		["recorded_at", { heart_rate: 72, recorded_at: "2026-02-30T12:00:00Z" }, "must be ISO 8601"],
		["recorded_at", { heart_rate: 72, recorded_at: "2026-01-31T24:00:00Z" }, "must be ISO 8601"],
		["device", { heart_rate: 72, device: " 0x1 " }, "is not a device of this patient"],
		["recorded_at", { heart_rate: 72, recorded_at: Date.now() + 6 * 60_000 }, "5 minutes in the future"],
		["recorded_at", { heart_rate: 72, recorded_at: "1979-12-31T23:59:59Z" }, "before 1980"],
		["device", { heart_rate: 72, device: [1] }, "must be a device's id"],
	])("names the field %s for %j", async (field, body, reason) => {
		const { device } = await createMonitored();
		const answer = await post("/api/heart-rate/", body, device.token);
		expect(answer).toMatchObject({ status: 400, body: { code: "invalid" } });
		expect(answer.body.errors[field]?.[0]).toContain(reason);
	});

	it.each([
		["20 and 300 bpm", { heart_rate: 300 }],
		["a clock 4 minutes ahead", { heart_rate: 72, recorded_at: Date.now() + 4 * 60_000 }],
		["Unix seconds", { heart_rate: 72, recorded_at: 1_769_860_800 }],
		["an offset", { heart_rate: 72, recorded_at: "2026-01-31T13:00:00+01:00" }],
		["bpm as the name", { bpm: 72 }],
	])("is welcome with %s", async (_, body) => {
		const { device } = await createMonitored();
		expect((await post("/api/heart-rate/", body, device.token)).status).toBe(201);
	});

	it("means the same instant in every spelling", async () => {
		const { device } = await createMonitored();
		const spellings = [AT, "2026-01-31T13:00:00+01:00", 1_769_860_800, 1_769_860_800_000, "2026-01-31 12:00:00Z"];
		const answers = [];
		for (const recorded_at of spellings)
			answers.push((await post("/api/heart-rate/", { heart_rate: 72, recorded_at }, device.token)).body);
		expect(answers.map(({ status }) => status)).toEqual(["created", ...Array(4).fill("duplicate")]);
		expect(new Set(answers.map(({ recorded_at }) => recorded_at))).toEqual(new Set([AT]));
	});
});

describe("the same reading posted a thousand times at once", () => {
	it("is stored once, and the others hear that it is a duplicate", async () => {
		const { admin, patient, device } = await createMonitored();
		const body = { heart_rate: 72, recorded_at: AT };
		const answers = await Promise.all(Array.from({ length: 1000 }, () => post("/api/heart-rate/", body, device.token)));
		const statuses = answers.map((answer) => `${answer.status} ${answer.body.status}`);
		expect(statuses.filter((status) => status === "201 created")).toHaveLength(1);
		expect(statuses.filter((status) => status === "200 duplicate")).toHaveLength(999);
		expect(await count(patient.id, admin.token)).toBe(1);
	});
});

it("a deleted patient's device is refused, and heard again after a restore", async () => {
	const { admin, patient, device } = await createMonitored();
	const send = () => post("/api/heart-rate/", { heart_rate: 72, recorded_at: AT }, device.token);
	await send();
	await call("DELETE", `/api/patients/${patient.id}/`, { token: admin.token });
	expect((await send()).status).toBe(404);
	await post(`/api/patients/${patient.id}/restore/`, {}, admin.token);
	expect(await send()).toMatchObject({ status: 200, body: { status: "duplicate" } });
});

it("a patient cannot post for another patient", async () => {
	const { admin, patient } = await createMonitored();
	const other = await createPatient(admin);
	const { token } = await sessionOf(patient.username);
	const readings = steadily(AT, 2, 1000, () => 60);
	expect((await post("/api/heart-rate/", { readings, patient: other.id }, token)).status).toBe(404);
});
