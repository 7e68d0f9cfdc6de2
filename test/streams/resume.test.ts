import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { viewerOf } from "../../src/streams/stub.ts";
import { get, patch, post } from "../support/client.ts";
import { kill } from "../support/device-socket.ts";
import { begunStream, type LiveStream, openStream, patientStream, ticketFor } from "../support/event-stream.ts";
import { createDevice, createMonitored } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { postAll, steadily } from "../support/readings.ts";

const STEPS = ["post", "post", "late", "batch", "cut", "cut early", "evict", "kill", "move zone"] as const;

it("a stream that is cut at any moment goes on without a gap or a repeat, also when the object loses its memory", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 4, maxLength: 10 }), async (steps) => {
			const { admin, patient, device } = await createMonitored();
			const second = await createDevice(admin, patient.id);
			const address = patientStream(patient.id, await ticketFor(admin.token));
			let stream = await begunStream(address);
			const heard: number[] = [];
			let next = Date.UTC(2026, 0, 31, 12);
			const come = async (most?: number) => {
				const events = stream.events.slice(0, most);
				heard.push(...events.map(({ data }) => data.id));
				await stream.cut();
				stream = await begunStream(address, events.at(-1)?.id ?? (most === 0 ? first : stream.lastEventId()));
				first = stream.lastEventId();
			};
			let first = stream.lastEventId();
			const send = (token: string, count: number, from: number) =>
				post(
					"/api/heart-rate/",
					{ readings: Array.from({ length: count }, (_, i) => ({ heart_rate: 70, recorded_at: from + i * 1000 })) },
					token,
				);
			for (const [index, step] of steps.entries()) {
				if (step === "post") await send(index % 2 ? device.token : second.token, 1, next);
				if (step === "late") await send(device.token, 3, next - (index + 1) * 400 * 24 * 60 * 60 * 1000);
				if (step === "batch") await send(second.token, 60, next);
				if (step === "cut") await come();
				// Some of what was sent has not arrived: the client names the last event that has.
				if (step === "cut early") await come(Math.floor(stream.events.length / 2));
				if (step === "evict") {
					// Only what runs can be evicted.
					await monitorOf(env, patient.id).summary();
					await evictDurableObject(monitorOf(env, patient.id));
				}
				if (step === "kill") await kill(patient.id);
				if (step === "move zone")
					await patch(
						`/api/patients/${patient.id}/`,
						{ timezone: "Asia/Tokyo", timezone_from: "2026-01-01T00:00:00Z" },
						admin.token,
					);
				next += 100_000;
			}
			await viewerOf(env, admin.id).recheck();
			const stats = await get(`/api/patients/${patient.id}/heart-rate-stats/`, admin.token);
			const stored: number = stats.body.all_time?.count ?? 0;
			await expect.poll(() => heard.length + stream.events.length).toBe(stored);
			heard.push(...stream.events.map(({ data }) => data.id));
			expect(new Set(heard).size).toBe(stored);
			await stream.cut();
		}),
		{ numRuns: 12 },
	);
}, 240_000);

it("an id from another time or another patient begins anew, and says so", async () => {
	const { admin, patient, device } = await createMonitored();
	await post("/api/heart-rate/", { heart_rate: 70 }, device.token);
	const other = await createMonitored();
	const stream = await begunStream(patientStream(patient.id, await ticketFor(admin.token)));
	const ahead = stream.lastEventId();
	const elsewhere = await begunStream(patientStream(other.patient.id, await ticketFor(admin.token)), ahead);
	await expect.poll(() => elsewhere.of("reset")).toHaveLength(1);
	await post("/api/heart-rate/", { heart_rate: 71 }, other.device.token);
	await expect.poll(() => elsewhere.of("reading")).toMatchObject([{ heart_rate: 71 }]);
});

it("who has missed more than can be sent again begins anew, and is told so", async () => {
	const { admin, patient, device } = await createMonitored();
	const address = patientStream(patient.id, await ticketFor(admin.token));
	const stream = await begunStream(address);
	await stream.cut();
	await postAll(
		device.token,
		steadily("2026-01-31T00:00:00Z", 20_001, 1000, () => 70),
	);
	const resumed = await begunStream(address, stream.lastEventId());
	await expect.poll(() => resumed.events.map(({ event }) => event)).toEqual(["reset"]);
	await post("/api/heart-rate/", { heart_rate: 71 }, device.token);
	await expect.poll(() => resumed.of("reading")).toMatchObject([{ heart_rate: 71 }]);
});

it("what was missed is sent also to a new ticket, by the last event's id in the address", async () => {
	const { admin, patient, device } = await createMonitored();
	const stream = await begunStream(patientStream(patient.id, await ticketFor(admin.token)));
	await stream.cut();
	await post("/api/heart-rate/", { heart_rate: 70 }, device.token);
	const address = `${patientStream(patient.id, await ticketFor(admin.token))}&last_event_id=${stream.lastEventId()}`;
	const resumed: LiveStream = await openStream(address);
	await expect.poll(() => resumed.of("reading")).toMatchObject([{ heart_rate: 70 }]);
});

it("an id that is none is refused", async () => {
	const { admin, patient } = await createMonitored();
	const ticket = await ticketFor(admin.token);
	const answer = await get(`${patientStream(patient.id, ticket)}&last_event_id=nonsense`);
	expect(answer).toMatchObject({ status: 400, body: { errors: { last_event_id: [expect.any(String)] } } });
	expect((await openStream(patientStream(patient.id, ticket))).status).toBe(200);
});
