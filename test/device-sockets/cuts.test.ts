import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { get } from "../support/client.ts";
import {
	buffered,
	commit,
	commitWhenBuffered,
	type DeviceSocket,
	kill,
	loseMemory,
	openSocket,
} from "../support/device-socket.ts";
import { createMonitored } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { type SentReading, steadily } from "../support/readings.ts";

/** What can happen to a device's connection between two of its frames. */
const CUTS = ["none", "none", "commit", "device leaves", "killed", "forgets"] as const;
type Cut = (typeof CUTS)[number];

const START = Date.UTC(2026, 0, 31, 12);
const frameOf = (seq: number): SentReading[] => steadily(START + seq * 5_000, 5, 1_000, (index) => 60 + index);

/** A wearable: keeps what is not acknowledged, and sends it again after each reconnect. */
class Wearable {
	private readonly waiting = new Map<number, SentReading[]>();
	private socket: DeviceSocket | undefined;
	private readonly token: string;

	constructor(token: string) {
		this.token = token;
	}

	async measure(seq: number): Promise<void> {
		this.learn();
		this.waiting.set(seq, frameOf(seq));
		if (this.socket && !this.socket.closed()) this.socket.send(seq, frameOf(seq));
		else await this.connect();
	}

	leave(): void {
		this.learn();
		this.socket?.close();
		this.socket = undefined;
	}

	/** Comes back as often as it takes until nothing waits any more. */
	async finish(patientId: number): Promise<void> {
		await vi.waitFor(
			async () => {
				this.learn();
				if (this.waiting.size === 0) return;
				if (!this.socket || this.socket.closed()) await this.connect();
				await commit(patientId);
				throw new Error(`${this.waiting.size} frames wait for their acknowledgement`);
			},
			{ timeout: 20_000 },
		);
	}

	private async connect(): Promise<void> {
		this.learn();
		this.socket = await openSocket(this.token);
		for (const [seq, readings] of this.waiting) this.socket.send(seq, readings);
	}

	private learn(): void {
		const through = this.socket?.acks().at(-1)?.ack ?? -1;
		for (const seq of this.waiting.keys()) if (seq <= through) this.waiting.delete(seq);
	}
}

async function happen(cut: Cut, wearable: Wearable, patientId: number): Promise<void> {
	if (cut === "commit") await commit(patientId);
	if (cut === "device leaves") wearable.leave();
	if (cut === "killed") await kill(patientId);
	if (cut === "forgets") await loseMemory(patientId);
}

async function stored(patientId: number, token: string): Promise<string[]> {
	const { body } = await get(`/api/heart-rate/?patient=${patientId}&page_size=100`, token);
	return body.results.map(({ recorded_at }: SentReading) => recorded_at).toSorted();
}

it("a device that is cut off at any moment and resends what was not acknowledged has every reading stored once", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.constantFrom(...CUTS), { minLength: 3, maxLength: 8 }), async (cuts) => {
			const { admin, patient, device } = await createMonitored();
			const wearable = new Wearable(device.token);
			for (const [seq, cut] of cuts.entries()) {
				await wearable.measure(seq);
				await happen(cut, wearable, patient.id);
			}
			await wearable.finish(patient.id);
			const sent = cuts.flatMap((_, seq) => frameOf(seq).map(({ recorded_at }) => recorded_at));
			expect(await stored(patient.id, admin.token)).toEqual(sent.toSorted());
		}),
		{ numRuns: 12 },
	);
}, 120_000);

it("a socket that outlives the buffer its frames were in is closed before anything after them is acknowledged", async () => {
	const { patient, device } = await createMonitored();
	const socket = await openSocket(device.token);
	socket.send(1, frameOf(1));
	socket.send(2, frameOf(2));
	await commitWhenBuffered(patient.id, 2);
	await expect.poll(() => socket.acks()).toMatchObject([{ ack: 2 }]);
	socket.send(3, frameOf(3));
	await buffered(patient.id, 1);
	await loseMemory(patient.id);
	socket.send(4, frameOf(4));
	await commit(patient.id);
	await expect.poll(() => socket.closed()?.code).toBe(1012);
	expect(socket.acks()).toHaveLength(1);
});

it("a socket whose frames are all acknowledged goes on after an eviction, counting on", async () => {
	const { patient, device } = await createMonitored();
	const socket = await openSocket(device.token);
	socket.send(7, frameOf(1));
	await commitWhenBuffered(patient.id, 1);
	await expect.poll(() => socket.acks()).toHaveLength(1);
	await evictDurableObject(monitorOf(env, patient.id), { webSockets: "hibernate" });
	socket.send(7, frameOf(2));
	socket.send(8, frameOf(2));
	await commitWhenBuffered(patient.id, 1);
	await expect.poll(() => socket.acks().map(({ ack }) => ack)).toEqual([7, 8]);
	expect(socket.heard).toHaveLength(3);
});
