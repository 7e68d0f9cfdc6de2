import { bpmAt } from "../scene/history.ts";
import type { Post } from "../scene/watch.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The clock goes on by that much, and whatever lies in between is done at its end. */
export const TICK_MS = 15 * SECOND;
const TICKS_PER_MINUTE = MINUTE / TICK_MS;

/** A kind of device: how often it measures, and how often it sends. */
interface Kind {
	name: string;
	/** Of the patients. */
	percent: number;
	everyMs: number;
	atOnce: number;
}

/** Most wear a watch whose phone may wake no sooner; some a watch with a line of its own; a few lie at a monitor. */
export const KINDS: readonly Kind[] = [
	{ name: "a watch behind a phone: 15 readings each quarter of an hour", percent: 50, everyMs: MINUTE, atOnce: 15 },
	{ name: "a watch: a reading each minute", percent: 20, everyMs: MINUTE, atOnce: 1 },
	{ name: "a watch in sport mode: 12 readings each minute", percent: 20, everyMs: 5 * SECOND, atOnce: 12 },
	{ name: "a bedside monitor: 60 readings each minute", percent: 10, everyMs: SECOND, atOnce: 60 },
];

/** The people who look, and how often. */
export const PEOPLE = {
	/** Patients for each screen that shows the board; it asks every minute. */
	patientsPerBoard: 50,
	/** Minutes until the staff opens a patient's page again: statistics, the day's chart, the newest 20. */
	staffEveryMinutes: 60,
	/** Minutes until a patient opens their own again: statistics, the week's chart. */
	patientEveryMinutes: 6 * 60,
	/** Minutes until a patient has an alert: seven minutes above the threshold that all begin with. */
	alertEveryMinutes: 24 * 60,
} as const;

const kindOf = (patientId: number): Kind => {
	// Spread over the ids, by the last two digits.
	let left = (patientId * 37) % 100;
	for (const kind of KINDS) {
		if (left < kind.percent) return kind;
		left -= kind.percent;
	}
	throw new RangeError("the shares of the kinds do not make up all patients");
};

/** Whether it is the turn of one of many who do something every so many ticks, each at another one. */
const isTurn = (id: number, tick: number, every: number): boolean => (tick + id * 7) % every === 0;

/** Whether a patient's heart races in this simulation: those do whose day's alert falls into these minutes. */
const hasAlert = (patientId: number, minutes: number): boolean =>
	kindOf(patientId).atOnce * kindOf(patientId).everyMs === MINUTE &&
	patientId % Math.round(PEOPLE.alertEveryMinutes / minutes / 2) === 0;

/** What a patient's device sends at this tick of a simulation that began at an instant (Unix ms), if it does. */
export function sentBy(patientId: number, tick: number, begin: number, minutes: number): Post | undefined {
	const { everyMs, atOnce } = kindOf(patientId);
	const period = everyMs * atOnce;
	if (!isTurn(patientId, tick, period / TICK_MS)) return undefined;
	const at = begin + tick * TICK_MS;
	const beats = Array.from({ length: atOnce }, (_, index) => {
		const instant = at - period + index * everyMs;
		const passed = (instant - begin) / MINUTE;
		const races = hasAlert(patientId, minutes) && passed >= 0 && passed < 7;
		return { at: instant, bpm: races ? 135 : bpmAt(instant) };
	});
	return { at, beats };
}

/** The screens that ask for the board at this tick. */
export const boardsAt = (patients: number, tick: number): number =>
	Array.from({ length: patients / PEOPLE.patientsPerBoard }, (_, screen) => screen).filter((screen) =>
		isTurn(screen, tick, TICKS_PER_MINUTE),
	).length;

export const isSeenByStaff = (patientId: number, tick: number): boolean =>
	isTurn(patientId, tick, PEOPLE.staffEveryMinutes * TICKS_PER_MINUTE);

export const looksAtOwn = (patientId: number, tick: number): boolean =>
	isTurn(patientId, tick, PEOPLE.patientEveryMinutes * TICKS_PER_MINUTE);

export const isMinute = (tick: number): boolean => tick % TICKS_PER_MINUTE === 0;
