import { setTimeout as sleep } from "node:timers/promises";
import { sumOf } from "../meter/counts.ts";
import { bpmAt } from "../scene/history.ts";
import { socketWatch } from "../scene/watch.ts";
import type { Running } from "../server/stage.ts";
import { rowsBilled } from "./measuring.ts";

const DEVICES = [901, 902, 903, 904, 905];
const WARM_UP_SECONDS = 10;
const SECONDS = 120;

/** What devices cost that stream at 1 Hz over their sockets, by the machine's own clock. */
export interface Streamed {
	devices: number;
	seconds: number;
	/** Of a device. */
	commitsPer5Seconds: number;
	/** Of a device's object, all that are billed: alarms too, and what goes with the vitals' push. */
	rowsPerSecond: number;
	readings: number;
}

export async function stream({ url, meter }: Running): Promise<Streamed> {
	const sockets = await Promise.all(DEVICES.map((id) => socketWatch(url, id)));
	let stored: Promise<unknown> = Promise.resolve();
	const beat = () => {
		const at = Date.now();
		stored = Promise.all([stored, ...sockets.map((socket) => socket.send([{ at, bpm: bpmAt(at) }]))]);
	};
	const timer = setInterval(beat, 1000);
	await sleep(WARM_UP_SECONDS * 1000);
	await meter.reset();
	await sleep(SECONDS * 1000);
	const tally = await meter.read();
	clearInterval(timer);
	await stored;
	for (const socket of sockets) socket.close();
	return {
		devices: DEVICES.length,
		seconds: SECONDS,
		commitsPer5Seconds: tally.socket.commits / DEVICES.length / (SECONDS / 5),
		rowsPerSecond: rowsBilled(sumOf(tally)) / DEVICES.length / SECONDS,
		readings: tally.socket.invocations,
	};
}
