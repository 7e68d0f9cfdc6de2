import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { call, del, get, patch, post } from "../support/client.ts";
import { createDevice, createMonitored } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { steadily } from "../support/readings.ts";

const AT = Date.UTC(2026, 0, 31, 12);

it("statistics stay those of the readings while devices are looked up and the zone changes at once", async () => {
	const { admin, patient, device } = await createMonitored();
	const stub = monitorOf(env, patient.id);
	for (let round = 0; round < 10; round++) {
		const start = AT + round * 60_000;
		// An unknown device makes the object ask the database: others get in between.
		const lookedUp = await post(
			"/api/devices/",
			{ device_id: `late-${patient.id}-${round}`, patient: patient.id },
			admin.token,
		);
		const batch = { devices: [lookedUp.body.id, device.id], device: [0, 1], at: [start, start + 1], bpm: [60, 61] };
		await Promise.all([
			stub.ingest({ kind: "person" }, batch),
			stub.setTimezone(round % 2 === 0 ? "Asia/Tokyo" : "UTC", AT - 86_400_000),
			post("/api/heart-rate/", { readings: steadily(start + 2000, 3, 1000, () => 70) }, device.token),
		]);
	}
	const stats = (await get(`/api/patients/${patient.id}/heart-rate-stats/`, admin.token)).body.all_time;
	const daily = (await get(`/api/patients/${patient.id}/heart-rate-stats/?period=daily`, admin.token)).body.results;
	expect(stats.count).toBe(50);
	expect(daily.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(50);
});

it("a revoked token stays revoked, whatever else is changed of the device at the same time", async () => {
	const { admin, patient } = await createMonitored();
	for (let round = 0; round < 8; round++) {
		const device = await createDevice(admin, patient.id);
		const [revoked] = await Promise.all([
			del(`/api/devices/${device.id}/token/`, admin.token),
			patch(`/api/devices/${device.id}/`, { status: "maintenance" }, admin.token),
		]);
		// Whoever lost the race hears of it, and asks again.
		if (revoked.status === 409) await del(`/api/devices/${device.id}/token/`, admin.token);
		else expect(revoked.status).toBe(204);
		expect((await post("/api/heart-rate/", { heart_rate: 70 }, device.token)).status).toBe(401);
	}
});

it("a device that was handed on stays handed on, whatever else is changed of it at the same time", async () => {
	const { admin, patient } = await createMonitored();
	const other = await createMonitored();
	for (let round = 0; round < 8; round++) {
		const device = await createDevice(admin, patient.id);
		const [moved] = await Promise.all([
			patch(`/api/devices/${device.id}/`, { patient: other.patient.id }, admin.token),
			call("POST", `/api/devices/${device.id}/token/`, { token: admin.token, body: {} }),
			patch(`/api/devices/${device.id}/`, { status: "inactive" }, admin.token),
		]);
		if (moved.status === 409) await patch(`/api/devices/${device.id}/`, { patient: other.patient.id }, admin.token);
		expect((await post("/api/heart-rate/", { heart_rate: 70 }, device.token)).status).toBe(401);
		const forOld = { heart_rate: 70, device: device.id, patient: patient.id };
		expect((await post("/api/heart-rate/", forOld, admin.token)).status).toBe(400);
	}
});
