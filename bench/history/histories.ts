import { DAY_MS } from "../../src/monitor/local-days.ts";
import type { Stretch } from "../scene/history.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** What there is of one patient's heart. */
export interface History {
	name: string;
	patientId: number;
	readings: number;
	/** Up to an instant (Unix ms). */
	stretch: (now: number) => Stretch;
}

const history = (name: string, patientId: number, days: number, stepMs: number): History => ({
	name,
	patientId,
	readings: (days * DAY_MS) / stepMs,
	stretch: (now) => ({ from: now - days * DAY_MS, to: now, stepMs }),
});

/** At one reading a minute, if nothing else is said; the first is what the others are compared with. */
export const HISTORIES = [
	history("1 day", 1, 1, MINUTE),
	history("1 month", 2, 30, MINUTE),
	history("1 year", 3, 365, MINUTE),
	history("5 years", 4, 5 * 365, MINUTE),
	history("1 week at 1 Hz", 5, 7, SECOND),
] as const satisfies History[];
