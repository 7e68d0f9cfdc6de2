import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { del, get, patch, post } from "../support/client.ts";
import { createMonitored } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { steadily } from "../support/readings.ts";

/** Everything that can be asked of a patient's heart, and every kind of post, one after the other. */
async function story(betweenCalls: (patientId: number) => Promise<void>) {
	const { admin, patient, device } = await createMonitored({ timezone: "Asia/Kathmandu" });
	const day = "2026-01-31T12:00:00.000Z";
	const now = Date.now();
	const answers: unknown[] = [];
	const record = async (answer: Promise<{ status: number; body: unknown }>) => {
		const { status, body } = await answer;
		// Names and instants differ from run to run; everything else must not.
		const text = JSON.stringify({ status, body })
			.replaceAll(
				/"(device|patient|device_id|id|owner|user|user_id|request_id|created_at|next)":("[^"]*"|\d+)/g,
				'"$1":0',
			)
			.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (iso) => (iso.startsWith("2026-01") ? iso : "now"));
		answers.push(JSON.parse(text));
		await betweenCalls(patient.id);
	};
	const path = `/api/patients/${patient.id}`;
	await betweenCalls(patient.id);
	await record(post("/api/heart-rate/", { heart_rate: 72, recorded_at: day }, device.token));
	await record(post("/api/heart-rate/", { heart_rate: 72, recorded_at: day }, device.token));
	await record(post("/api/heart-rate/", { heart_rate: 75, recorded_at: day }, device.token));
	await record(post("/api/heart-rate/", { readings: steadily(day, 2_000, 1000, (i) => 60 + (i % 40)) }, device.token));
	await record(post("/api/heart-rate/", { readings: steadily(now - 400_000, 380, 1000, () => 140) }, device.token));
	await record(get(`${path}/heart-rate-stats/`, admin.token));
	await record(patch(`${path}/`, { timezone: "Europe/Berlin" }, admin.token));
	await record(post("/api/heart-rate/", { heart_rate: 90, recorded_at: new Date(now).toISOString() }, device.token));
	await record(get(`${path}/heart-rate-stats/?period=daily`, admin.token));
	await record(get(`${path}/heart-rate-series/?from=${day}&to=2026-02-01T00:00:00Z&resolution=15m`, admin.token));
	await record(get(`/api/heart-rate/?patient=${patient.id}&to=2026-02-01T00:00:00Z`, admin.token));
	await record(del(`/api/devices/${device.id}/token/`, admin.token));
	await record(post("/api/heart-rate/", { heart_rate: 72 }, device.token));
	return answers;
}

it("evicting the object between any two calls changes no answer", async () => {
	const undisturbed = await story(async () => {});
	const evicted = await story(async (patientId) => {
		await evictDurableObject(monitorOf(env, patientId));
	});
	expect(evicted).toEqual(undisturbed);
	expect(undisturbed).toHaveLength(13);
});
