import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { viewerOf } from "../../src/streams/stub.ts";
import { del, get, post } from "../support/client.ts";
import { begunStream, ticketFor, wardStream } from "../support/event-stream.ts";
import { createDevice, createMonitored, createUser, mapDoctor } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { postAll, steadily } from "../support/readings.ts";
import { newCircle } from "../support/relations.ts";

/** Has a patient's object tell the ward of them, as it does once a minute. */
async function push(patientId: number, token: string, heart_rate: number): Promise<void> {
	await runInDurableObject(monitorOf(env, patientId), (_, { storage }) => {
		storage.sql.exec(`DELETE FROM settings WHERE name = 'pushed_at'`);
	});
	// It remembers the minute of its last push.
	await evictDurableObject(monitorOf(env, patientId), { webSockets: "hibernate" });
	await post("/api/heart-rate/", { heart_rate }, token);
	await runDurableObjectAlarm(monitorOf(env, patientId));
}

it("tells of the vitals and alerts of one's own patients, and of no other's", async () => {
	const { admin, patient, device } = await createMonitored();
	const other = await createMonitored();
	const doctor = await createUser("doctor");
	await mapDoctor(doctor, patient.id);
	const stream = await begunStream(wardStream(await ticketFor(doctor.token)));
	const all = await begunStream(wardStream(await ticketFor(admin.token)));
	await push(other.patient.id, other.device.token, 90);
	await push(patient.id, device.token, 72);
	await expect.poll(() => stream.of("vitals")).toHaveLength(1);
	expect(stream.of("vitals")[0]).toMatchObject({
		patient: patient.id,
		last_reading: { heart_rate: 72, recorded_at: expect.any(String) },
		today: { min: 72, max: 72, avg: 72, count: 1 },
		reading_count: 1,
	});
	// An admin hears of the whole clinic, and so of what went on before.
	const both = [other.patient.id, patient.id];
	const ofBoth = (ids: unknown[]) => ids.filter((id) => both.includes(Number(id)));
	await expect.poll(() => ofBoth(all.of("vitals").map((vitals) => vitals.patient))).toEqual(both);
	const high = steadily(Date.now() - 6 * 60_000, 37, 10_000, () => 140);
	await postAll(other.device.token, high);
	await postAll(device.token, high);
	const mine = { patient_id: patient.id };
	const [opened, closed] = [{ type: "alert.opened" }, { type: "alert.closed" }];
	await expect.poll(() => ofBoth(all.of("alert").map(({ patient_id }) => patient_id))).toHaveLength(4);
	await expect
		.poll(() => stream.of("alert"))
		.toMatchObject([
			{ ...opened, ...mine },
			{ ...closed, ...mine },
		]);
});

it("goes on behind the last event after a cut, with the newest vitals of each patient and every alert", async () => {
	const { patient, device } = await createMonitored();
	const doctor = await createUser("doctor");
	await mapDoctor(doctor, patient.id);
	const address = wardStream(await ticketFor(doctor.token));
	const stream = await begunStream(address);
	await push(patient.id, device.token, 70);
	await expect.poll(() => stream.of("vitals")).toHaveLength(1);
	await stream.cut();
	await push(patient.id, device.token, 71);
	await push(patient.id, device.token, 73);
	await postAll(
		device.token,
		steadily(Date.now() - 6 * 60_000, 37, 10_000, () => 140),
	);
	await expect.poll(async () => (await get("/api/notifications/", doctor.token)).body.count).toBe(2);
	const resumed = await begunStream(address, stream.lastEventId());
	const own = () => resumed.of("vitals").filter((vitals) => vitals.patient === patient.id);
	await expect.poll(() => own().map(({ last_reading }) => last_reading.heart_rate)).toEqual([73]);
	await expect.poll(() => resumed.of("alert")).toHaveLength(2);
	await resumed.cut();
	const again = await begunStream(address, resumed.lastEventId());
	await viewerOf(env, doctor.id).recheck();
	await viewerOf(env, doctor.id).recheck();
	expect(again.events).toEqual([]);
});

it("a mapping that ends takes its patient away with the next look", async () => {
	const { people, patient } = await newCircle();
	const device = await createDevice(people.admin, patient);
	const doctor = people["mapped doctor"];
	const stream = await begunStream(wardStream(await ticketFor(doctor.token)));
	await push(patient, device.token, 70);
	await expect.poll(() => stream.of("vitals")).toHaveLength(1);
	const { body } = await get(`/api/mappings/?patient_id=${patient}`, doctor.token);
	await del(`/api/mappings/${body.results[0].id}/`, people.self.token);
	await push(patient, device.token, 71);
	await viewerOf(env, doctor.id).recheck();
	await viewerOf(env, doctor.id).recheck();
	expect(stream.of("vitals")).toHaveLength(1);
	expect(stream.isOver()).toBe(false);
});
