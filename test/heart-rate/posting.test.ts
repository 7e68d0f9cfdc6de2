import { describe, expect, it } from "vitest";
import { get, post } from "../support/client.ts";
import { createMonitored } from "../support/factories.ts";

describe("posting one reading", () => {
	it("stores it and answers seed 0's body", async () => {
		const { device, patient, admin } = await createMonitored();
		const recorded_at = "2026-01-31T12:00:00.000Z";
		const first = await post("/api/heart-rate/", { heart_rate: 72, recorded_at }, device.token);
		expect(first).toMatchObject({
			status: 201,
			body: {
				device: device.id,
				device_id: device.deviceId,
				patient: patient.id,
				heart_rate: 72,
				recorded_at,
				status: "created",
			},
		});
		const again = await post("/api/heart-rate/", { heart_rate: 72, recorded_at }, device.token);
		expect(again).toMatchObject({ status: 200, body: { id: first.body.id, status: "duplicate" } });
		const stats = await get(`/api/patients/${patient.id}/heart-rate-stats/`, admin.token);
		expect(stats.body).toMatchObject({ today: null, all_time: { min: 72, max: 72, avg: 72, count: 1 } });
	});
});
