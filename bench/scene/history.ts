import { DAY_MS } from "../../src/monitor/local-days.ts";
import { type Beat, watch } from "./watch.ts";

/** As many as one request may hold. */
const MOST = 5_000;
const AT_ONCE = 4;

/** Readings of one patient, a step apart, from an instant to another (Unix ms, the end not included). */
export interface Stretch {
	from: number;
	to: number;
	stepMs: number;
}

/** A year of it: one a minute in the last eight days, and one in a quarter of an hour before. */
export function yearOf(now: number): Stretch[] {
	const recent = now - 8 * DAY_MS;
	return [
		{ from: now - 365 * DAY_MS, to: recent, stepMs: 15 * 60_000 },
		{ from: recent, to: now, stepMs: 60_000 },
	];
}

/** A heart that goes up and down with the hour and never leaves the range that alerts nobody: bpm at an instant. */
export const bpmAt = (at: number): number => Math.round(72 + 12 * Math.sin(at / 3_600_000) + ((at / 60_000) % 7) - 3);

function* batchesOf({ from, to, stepMs }: Stretch): Generator<Beat[]> {
	for (let start = from; start < to; start += MOST * stepMs) {
		const count = Math.min(MOST, Math.ceil((to - start) / stepMs));
		yield Array.from({ length: count }, (_, index) => {
			const at = start + index * stepMs;
			return { at, bpm: bpmAt(at) };
		});
	}
}

/** Posts these readings for each of the patients, as their watches would. Throws where one is not created. */
export async function postHistory(url: string, patientIds: readonly number[], stretches: readonly Stretch[]) {
	const waiting = [...patientIds];
	const work = async () => {
		for (let patientId = waiting.pop(); patientId !== undefined; patientId = waiting.pop()) {
			const post = await watch(url, patientId);
			for (const stretch of stretches) for (const beats of batchesOf(stretch)) await post(beats);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
}
