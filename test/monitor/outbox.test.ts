import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { backoff } from "../../src/monitor/backoff.ts";
import type { PatientMonitor } from "../../src/monitor/patient-monitor.ts";
import { get } from "../support/client.ts";
import { createMonitored } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { postAll, steadily } from "../support/readings.ts";

afterEach(() => vi.restoreAllMocks());

const waiting = (patientId: number) =>
	runInDurableObject(monitorOf(env, patientId), (_, { storage }) =>
		storage.sql.exec(`SELECT id FROM outbox`).toArray(),
	);

it("an event that the queue refuses waits in the object, also through an eviction, and is sent later", async () => {
	const errors = vi.spyOn(console, "error").mockImplementation(() => {});
	const { admin, patient, device } = await createMonitored();
	const stub = monitorOf(env, patient.id);
	const refuse = () =>
		runInDurableObject(stub, (instance: PatientMonitor) => {
			const { NOTIFICATIONS } = Reflect.get(instance, "env") as Env;
			vi.spyOn(NOTIFICATIONS, "sendBatch").mockRejectedValue(new Error("queue is down"));
		});
	await refuse();
	await postAll(
		device.token,
		steadily(Date.now() - 6 * 60_000, 37, 10_000, () => 140),
	);
	await runDurableObjectAlarm(stub);
	expect(await waiting(patient.id)).toHaveLength(1);
	expect(errors).toHaveBeenCalledWith(expect.stringContaining("monitor alarm"));
	await evictDurableObject(stub);
	expect(await waiting(patient.id)).toHaveLength(1);
	vi.restoreAllMocks();
	expect(await runDurableObjectAlarm(stub)).toBe(true);
	expect(await waiting(patient.id)).toEqual([]);
	await vi.waitFor(async () => expect((await get("/api/notifications/", admin.token)).body.count).toBe(1), {
		timeout: 10_000,
	});
});

it("the ward list learns of a patient's heart from the object's alarm", async () => {
	const { admin, patient, device } = await createMonitored();
	const now = Date.now();
	await postAll(
		device.token,
		steadily(now - 3000, 3, 1000, (index) => 70 + index),
	);
	await runDurableObjectAlarm(monitorOf(env, patient.id));
	const last = new Date(now - 1000).toISOString();
	await vi.waitFor(async () => {
		const { body } = await get(`/api/patients/${patient.id}/`, admin.token);
		expect(body.last_reading).toEqual({ recorded_at: last, heart_rate: 72 });
		expect((await get(`/api/devices/${device.id}/`, admin.token)).body.last_activity).toBe(last);
	});
});

it("an alarm that the platform has lost is set again by the next reading", async () => {
	const { patient, device } = await createMonitored();
	const stub = monitorOf(env, patient.id);
	await postAll(
		device.token,
		steadily(Date.now() - 3000, 1, 1000, () => 70),
	);
	await runInDurableObject(stub, async (instance: PatientMonitor, { storage }) => {
		await storage.deleteAlarm();
		Reflect.set(Reflect.get(instance, "chores"), "alarmAt", Date.now() - 10 * 60_000);
	});
	await postAll(
		device.token,
		steadily(Date.now() - 2000, 1, 1000, () => 71),
	);
	expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).not.toBeNull();
});

it.each([
	[1, 5_000],
	[2, 10_000],
	[7, 300_000],
	[99, 300_000],
])("after %d failures in a row the alarm waits %d ms", (failures, ms) => {
	expect(backoff(failures)).toBe(ms);
});
