import { MINUTE_MS, type Step } from "./rules.ts";

/** The steps that are due, and when the next one is (Unix ms): null where none is left. */
export interface Climb {
	due: Step[];
	next: number;
	nextAt: number | null;
}

/**
 * Climbs a ladder: `step` is the next one, `since` when people were first told (Unix ms). After an outage all that are
 * overdue are due at once: the people on the higher steps must not wait for the lower ones again.
 */
export function climb(ladder: readonly Step[], step: number, since: number, now: number): Climb {
	const dueAt = (index: number) => {
		const rung = ladder[index];
		return rung ? since + rung.afterMinutes * MINUTE_MS : null;
	};
	let next = step;
	for (let at = dueAt(next); at !== null && at <= now; at = dueAt(next)) next += 1;
	return { due: ladder.slice(step, next), next, nextAt: dueAt(next) };
}
