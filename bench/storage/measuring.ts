import { COMMIT_MS } from "../../src/device-sockets/frame-buffer.ts";
import { SECONDS_PER_MONTH, timesUsage, type Usage, usage } from "../cost/model.ts";
import { type Counts, sumOf, type Tally } from "../meter/counts.ts";
import { bpmAt } from "../scene/history.ts";
import { type Beat, socketWatch, watch } from "../scene/watch.ts";
import type { Running } from "../server/stage.ts";
import type { Pattern } from "./patterns.ts";

const MINUTE = 60_000;

/** What a pattern took, in all. */
export interface Measured {
	name: string;
	readings: number;
	posts: number;
	tally: Tally;
	/** Growth of the object's database, and what it was before. */
	bytes: number;
	emptyBytes: number;
	/** From the first reading to the last, in seconds. */
	seconds: number;
	/** Simulated Unix ms. */
	end: number;
	isSocket: boolean;
}

/** Has a patient's device do as the pattern says from an instant on (simulated Unix ms), after a first reading and its push. */
export async function measure(
	{ url, meter }: Running,
	pattern: Pattern,
	patientId: number,
	begin: number,
): Promise<Measured> {
	const post = await watch(url, patientId);
	await post([{ at: begin - 1000, bpm: bpmAt(begin) }], begin);
	const start = begin + 15 * MINUTE;
	await meter.passUntil(start - MINUTE);
	const emptyBytes = await meter.size(patientId);
	const posts = pattern.posts(start);
	// Not sooner: an object that is idle for long leaves the memory, and the meter does not keep its sockets.
	await meter.passUntil(start);
	const socket = pattern.via === "socket" ? await socketWatch(url, patientId) : undefined;
	await meter.reset();
	for (const next of posts) {
		if (!socket) await post(next.beats, next.at);
		else {
			await meter.passUntil(next.at);
			await socket.send(next.beats);
		}
	}
	socket?.close();
	const end = (posts.at(-1)?.at ?? start) + 2 * MINUTE;
	await meter.passUntil(end);
	const beats: Beat[] = posts.flatMap((one) => [...one.beats]);
	return {
		...{ name: pattern.name, posts: posts.length, emptyBytes, end, isSocket: socket !== undefined },
		readings: beats.length,
		tally: await meter.read(),
		bytes: (await meter.size(patientId)) - emptyBytes,
		seconds: ((beats.at(-1)?.at ?? 0) - (beats[0]?.at ?? 0)) / 1000,
	};
}

/** A database grows by pages: of less than some, what one reading takes cannot be said. */
const FEWEST_BYTES = 4 * 4096;

/** Null where there are too few readings to say. */
export const bytesPerReading = ({ bytes, readings }: Measured): number | null =>
	bytes < FEWEST_BYTES ? null : bytes / readings;

/** Rows as they are billed. */
export const rowsBilled = ({ objectRowsWritten, alarmsSet }: Counts): number => objectRowsWritten + alarmsSet;

/** What one reading uses of the platform, where it is kept for so many months. */
export function usagePerReading({ tally, readings, bytes, posts, isSocket }: Measured, monthsKept: number): Usage {
	const used = usage({
		counts: sumOf(tally),
		workerRequests: tally.request.invocations,
		alarms: tally.alarm.invocations,
		messages: tally.socket.invocations,
		objectBytes: bytes * monthsKept,
		databaseBytes: 0,
		awakeSeconds: isSocket ? (posts * COMMIT_MS) / 1000 : 0,
	});
	return timesUsage(used, 1 / readings);
}

/** Readings that a patient has in a month who goes on like that. */
export const readingsPerMonth = ({ readings, seconds }: Measured): number => (readings / seconds) * SECONDS_PER_MONTH;
