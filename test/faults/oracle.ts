import type { Reading } from "./ledger.ts";

/** Of the ward's rule: above 120 bpm for so long, critical above 150 for as long, over at 110. */
export const SUSTAINED_MINUTES = 0.5;
const [THRESHOLD, CRITICAL, CLEAR] = [120, 150, 110];
const SUSTAINED_MS = SUSTAINED_MINUTES * 60_000;

/**
 * What people are to be told of one device's readings, which are in order and never far apart: a list for each alert.
 * Written from the README, with nothing of Edgeward's own.
 */
export function newsOf(readings: readonly Reading[]): string[][] {
	const alerts: string[][] = [];
	let open: string[] | null = null;
	let above: number | null = null;
	let critical: number | null = null;
	for (const { at, bpm } of readings) {
		if (bpm <= CLEAR) {
			open?.push("ALERT_CLOSED");
			open = null;
		}
		above = bpm > THRESHOLD ? (above ?? at) : null;
		critical = bpm > CRITICAL ? (critical ?? at) : null;
		if (!open && above !== null && at - above >= SUSTAINED_MS) {
			open = ["ALERT_OPENED"];
			alerts.push(open);
		}
		const isRaised = critical !== null && at - critical >= SUSTAINED_MS;
		if (open && isRaised && !open.includes("ALERT_RAISED")) open.push("ALERT_RAISED");
	}
	return alerts;
}
