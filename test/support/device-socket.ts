import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { vi } from "vitest";
import type { DeviceSockets } from "../../src/device-sockets/sockets.ts";
import type { PatientMonitor } from "../../src/monitor/patient-monitor.ts";
import { monitorOf } from "./monitor.ts";

export interface Ack {
	ack: number;
	created: number;
	duplicates: number;
	updated: number;
	rejected: { seq: number; index: number; field: string; reason: string }[];
}

/** A device's end of its socket. */
export interface DeviceSocket {
	send: (seq: number, readings: readonly unknown[]) => void;
	sendText: (text: string) => void;
	/** Everything that came, read. */
	heard: unknown[];
	acks: () => Ack[];
	closed: () => { code: number; reason: string } | undefined;
	close: () => void;
}

/** The answer to a device that asks for a socket. */
export const knockFor = (headers: Record<string, string>) =>
	exports.default.fetch("https://edgeward.test/api/devices/socket/", { headers: { Upgrade: "websocket", ...headers } });

/** Opens a device's socket at the front door. */
export async function openSocket(token: string): Promise<DeviceSocket> {
	const { status, webSocket } = await knockFor({ Authorization: `Bearer ${token}` });
	if (!webSocket) throw new Error(`expected a socket: ${status}`);
	const heard: unknown[] = [];
	let closed: { code: number; reason: string } | undefined;
	webSocket.addEventListener("message", ({ data }) => heard.push(data === "pong" ? data : JSON.parse(String(data))));
	webSocket.addEventListener("close", ({ code, reason }) => {
		closed = { code, reason };
	});
	webSocket.accept();
	return {
		send: (seq, readings) => webSocket.send(JSON.stringify({ seq, readings })),
		sendText: (text) => webSocket.send(text),
		heard,
		// What is no acknowledgement has no number of its own.
		acks: () => heard.filter((frame): frame is Ack => typeof frame === "object" && frame !== null && "ack" in frame),
		closed: () => closed,
		close: () => webSocket.close(1000),
	};
}

const socketsOf = (instance: PatientMonitor): DeviceSockets => Reflect.get(Reflect.get(instance, "live"), "devices");

/** Has the patient's object store what it has buffered, as it would some seconds later. */
export const commit = (patientId: number) =>
	runInDurableObject(monitorOf(env, patientId), (instance: PatientMonitor) => socketsOf(instance).commit());

/** Waits until so many frames of a device have reached the object's buffer. */
export function buffered(patientId: number, frames: number): Promise<void> {
	return vi.waitFor(async () => {
		const waiting = await runInDurableObject(monitorOf(env, patientId), (instance: PatientMonitor) => {
			const buffer: object = Reflect.get(socketsOf(instance), "buffer");
			return Reflect.get(buffer, "frames").length;
		});
		if (waiting < frames) throw new Error(`${waiting} of ${frames} frames arrived`);
	});
}

/** The same, and has it store them. */
export async function commitWhenBuffered(patientId: number, frames: number): Promise<void> {
	await buffered(patientId, frames);
	await commit(patientId);
}

/** Kills the patient's object, as a crash would: its memory is gone, and its sockets are cut. */
export async function kill(patientId: number): Promise<void> {
	await runInDurableObject(monitorOf(env, patientId), (_, state) => state.abort("killed by a test")).catch(() => {});
}

/**
 * Takes the memory of the patient's object and leaves its sockets open: the worst case. A graceful eviction would wait
 * for the buffer's timer, so what is buffered is taken first.
 */
export async function loseMemory(patientId: number): Promise<void> {
	const stub = monitorOf(env, patientId);
	await runInDurableObject(stub, (instance: PatientMonitor) => {
		const sockets = socketsOf(instance);
		const [buffer, timer] = [Reflect.get(sockets, "buffer"), Reflect.get(sockets, "timer")];
		buffer.take();
		clearTimeout(timer?.id);
	});
	await evictDurableObject(stub, { webSockets: "hibernate" });
}
