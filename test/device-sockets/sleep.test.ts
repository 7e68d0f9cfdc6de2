import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { signDeviceToken } from "../../src/auth/tokens.ts";
import { DeviceSockets } from "../../src/device-sockets/sockets.ts";
import { settings } from "../../src/env.ts";
import { DB } from "../support/database.ts";
import { type DeviceSocket, openSocket } from "../support/device-socket.ts";
import { unique } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";

afterEach(() => vi.restoreAllMocks());

const PATIENTS = 1_000;

interface Insides {
	ctx: DurableObjectState;
	dropForgetful: () => void;
}

/** Counts the objects of these patients that are brought into memory: each looks at its sockets first of all. */
function watchAwakenings(people: readonly Worn[]) {
	// A private method, which only the constructor calls.
	const prototype = DeviceSockets.prototype as unknown as Insides;
	const names = new Set(people.map(({ patient }) => String(patient)));
	let count = 0;
	const original = prototype.dropForgetful;
	vi.spyOn(prototype, "dropForgetful").mockImplementation(function (this: Insides) {
		if (names.has(this.ctx.id.name ?? "")) count++;
		original.call(this);
	});
	return () => count;
}

/** A patient, and the token of the device that they wear. */
interface Worn {
	patient: number;
	token: string;
}

/** Patients with a device each, written in bulk. */
async function crowd(count: number): Promise<Worn[]> {
	const names = JSON.stringify(Array.from({ length: count }, unique));
	const { results: patients } = await DB.prepare(
		`insert into patients (first_name, last_name, timezone, is_complete, created_at, updated_at)
		select value, '', 'UTC', 1, 0, 0 from json_each(?) returning id`,
	)
		.bind(names)
		.all<{ id: number }>();
	const { results: devices } = await DB.prepare(
		`insert into devices (device_id, patient_id, token_id, status, registered_at, updated_at)
		select 'watch-' || value, value, 'token-' || value, 'active', 0, 0 from json_each(?) returning id, patient_id`,
	)
		.bind(JSON.stringify(patients.map(({ id }) => id)))
		.all<{ id: number; patient_id: number }>();
	return Promise.all(
		devices.map(async ({ id, patient_id }) => ({
			patient: patient_id,
			token: await signDeviceToken(settings(env), {
				...{ kind: "device", deviceId: id, patientId: patient_id, tokenId: `token-${patient_id}` },
			}),
		})),
	);
}

/** Waits for what an object still has to do, a timer too: an idle socket is nothing of the kind, and some sleep by now. */
const asleep = (patient: number) =>
	evictDurableObject(monitorOf(env, patient)).catch((error) => {
		if (!/not currently running/.test(String(error))) throw error;
	});

it("a thousand patients with an idle socket each keep no object awake, and their pings wake none", async () => {
	const people = await crowd(PATIENTS);
	const awakenings = watchAwakenings(people);
	const sockets: DeviceSocket[] = [];
	for (const { token } of people) sockets.push(await openSocket(token));
	expect(awakenings()).toBe(PATIENTS);

	for (const { patient } of people) await asleep(patient);
	for (const socket of sockets) socket.sendText("ping");
	await expect.poll(() => sockets.filter(({ heard }) => heard.includes("pong"))).toHaveLength(PATIENTS);
	expect(awakenings()).toBe(PATIENTS);
	expect(sockets.filter((socket) => socket.closed())).toEqual([]);

	// And one that has something to say wakes its own.
	sockets[0]?.send(1, [{ heart_rate: 70, recorded_at: "2026-01-31T12:00:00Z" }]);
	await expect.poll(() => sockets[0]?.acks()).toMatchObject([{ ack: 1, created: 1 }]);
	expect(awakenings()).toBe(PATIENTS + 1);
}, 120_000);
