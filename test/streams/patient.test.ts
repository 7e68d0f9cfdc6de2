import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { post } from "../support/client.ts";
import { begunStream, patientStream, ticketFor } from "../support/event-stream.ts";
import { createMonitored } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { postAll, steadily } from "../support/readings.ts";

it("tells of each reading that is stored or corrected, and of nothing that was known", async () => {
	const { admin, patient, device } = await createMonitored();
	await post("/api/heart-rate/", { heart_rate: 60, recorded_at: "2026-01-31T11:00:00Z" }, device.token);
	const stream = await begunStream(patientStream(patient.id, await ticketFor(admin.token)));
	const at = "2026-01-31T12:00:00.000Z";
	const stored = (await post("/api/heart-rate/", { heart_rate: 70, recorded_at: at }, device.token)).body;
	await post("/api/heart-rate/", { heart_rate: 70, recorded_at: at }, device.token);
	await post("/api/heart-rate/", { heart_rate: 75, recorded_at: at }, device.token);
	await post("/api/heart-rate/", { heart_rate: 50, recorded_at: "2020-01-01T00:00:00Z" }, device.token);
	await expect.poll(() => stream.of("reading").map(({ heart_rate }) => heart_rate)).toEqual([70, 75, 50]);
	const { patient: _, status: __, ...reading } = stored;
	expect(stream.of("reading")[0]).toEqual(reading);
	expect(new Set(stream.events.map(({ id }) => id)).size).toBe(3);
});

it("keeps no patient's object awake, and goes on when the object comes back", async () => {
	const { admin, patient, device } = await createMonitored();
	const stream = await begunStream(patientStream(patient.id, await ticketFor(admin.token)));
	await post("/api/heart-rate/", { heart_rate: 70 }, device.token);
	// Would wait for whatever keeps the object from sleeping; the viewer's socket stays open.
	await evictDurableObject(monitorOf(env, patient.id), { webSockets: "hibernate" });
	await post("/api/heart-rate/", { heart_rate: 71 }, device.token);
	await expect.poll(() => stream.of("reading").map(({ heart_rate }) => heart_rate)).toEqual([70, 71]);
	expect(stream.isOver()).toBe(false);
});

it("tells of alerts that open and close", async () => {
	const { admin, patient, device } = await createMonitored();
	const stream = await begunStream(patientStream(patient.id, await ticketFor(admin.token)));
	const now = Date.now();
	await postAll(
		device.token,
		steadily(now - 8 * 60_000, 37, 10_000, () => 140),
	);
	await postAll(
		device.token,
		steadily(now - 60_000, 2, 10_000, () => 80),
	);
	await expect.poll(() => stream.of("alert").map(({ type }) => type)).toEqual(["alert.opened", "alert.closed"]);
	expect(stream.of("reading")).toHaveLength(39);
});
