import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../report/median.ts";
import { bpmAt } from "../scene/history.ts";
import { socketWatch } from "../scene/watch.ts";

const OPENED_AT_ONCE = 20;

export interface Streamed {
	devices: number;
	seconds: number;
	/** Stored and acknowledged. */
	readings: number;
	/** From sending to the acknowledgement, in ms: the median. */
	acknowledgedMs: number;
	/** Of the server; null where the machine does not say. */
	cpuSeconds: number | null;
}

/**
 * Streams one reading a second from each device over a socket of its own, spread over the second, and waits until all is
 * acknowledged. Throws where one is not.
 */
export async function loadSockets(
	url: string,
	devices: readonly number[],
	seconds: number,
	cpuSeconds: () => number | null,
): Promise<Streamed> {
	const sockets: Awaited<ReturnType<typeof socketWatch>>[] = [];
	for (let from = 0; from < devices.length; from += OPENED_AT_ONCE)
		sockets.push(...(await Promise.all(devices.slice(from, from + OPENED_AT_ONCE).map((id) => socketWatch(url, id)))));
	const before = cpuSeconds();
	const waits: number[] = [];
	const stream = async (socket: (typeof sockets)[number], index: number) => {
		await sleep((1000 * index) / sockets.length);
		const stored: Promise<unknown>[] = [];
		for (let beat = 0; beat < seconds; beat++) {
			const at = Date.now();
			stored.push(socket.send([{ at, bpm: bpmAt(at) }]).then(() => waits.push(Date.now() - at)));
			await sleep(1000);
		}
		await Promise.all(stored);
	};
	await Promise.all(sockets.map(stream));
	const after = cpuSeconds();
	for (const socket of sockets) socket.close();
	return {
		...{ devices: devices.length, seconds, readings: waits.length, acknowledgedMs: median(waits) },
		cpuSeconds: before === null || after === null ? null : after - before,
	};
}
