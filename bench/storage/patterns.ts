import { seededRandom } from "../../src/cli/random.ts";
import { bpmAt } from "../scene/history.ts";
import type { Beat, Post } from "../scene/watch.ts";
import type { Recorded } from "./recordings.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How a device measures and sends. */
export interface Pattern {
	name: string;
	via: "post" | "socket";
	/** What it sends, from an instant on (Unix ms). */
	posts: (begin: number) => Post[];
}

/** A device that measures at a pace for a while, and sends so many readings at once. */
function steady(name: string, how: { every: number; atOnce: number; long: number; jitter?: number }): Pattern {
	const { every, atOnce, long, jitter = 0 } = how;
	return {
		name,
		via: "post",
		posts(begin) {
			const random = seededRandom(1);
			return Array.from({ length: Math.floor(long / (every * atOnce)) }, (_, post) => {
				const start = begin + post * every * atOnce;
				const beats = Array.from({ length: atOnce }, (_, index) => {
					const at = start + index * every + Math.round((random() - 0.5) * 2 * jitter);
					return { at, bpm: bpmAt(at) };
				});
				return { at: start + atOnce * every, beats };
			});
		},
	};
}

/** The same on a socket, whose object stores every five seconds or so what came meanwhile. */
const streamed = (name: string, how: Parameters<typeof steady>[1]): Pattern => ({
	...steady(name, how),
	via: "socket",
});

export const PATTERNS: readonly Pattern[] = [
	steady("1 Hz, 60 a POST", { every: SECOND, atOnce: 60, long: 12 * HOUR }),
	steady("1 Hz ± 50 ms, 60 a POST", { every: SECOND, atOnce: 60, long: 12 * HOUR, jitter: 50 }),
	steady("1 Hz, 1 a POST", { every: SECOND, atOnce: 1, long: 12 * HOUR }),
	streamed("1 Hz, socket", { every: SECOND, atOnce: 6, long: 12 * HOUR }),
	steady("1 a minute, 1 a POST", { every: MINUTE, atOnce: 1, long: 4 * DAY }),
	steady("1 a minute, 15 a POST", { every: MINUTE, atOnce: 15, long: 20 * DAY }),
];

/** A recording, sent as a phone does: every quarter of an hour, what its watch has measured in it. */
export function replayed({ name, beats }: Recorded): Pattern {
	const first = beats[0]?.at ?? 0;
	return {
		name,
		via: "post",
		posts(begin) {
			const shift = Math.ceil(begin / QUARTER) * QUARTER - Math.floor(first / QUARTER) * QUARTER;
			const quarters = Map.groupBy(beats, ({ at }) => Math.floor(at / QUARTER));
			return [...quarters].map(([quarter, found]): Post => {
				const moved = found.map(({ at, bpm }): Beat => ({ at: at + shift, bpm }));
				return { at: (quarter + 1) * QUARTER + shift, beats: moved };
			});
		},
	};
}
