import { datesFrom, instantAt, weekdayOf } from "../clinic/zone.ts";
import type { Hours } from "../doctors/hours.ts";
import { overlap, type Span } from "./times.ts";

const MINUTE_MS = 60_000;

/** What is proposed begins at a time that one can say. */
const STEP_MS = 5 * MINUTE_MS;

/** Who has no hours takes appointments at any time; at these it is proposed to them. */
const USUAL_HOURS: readonly Hours[] = [1, 2, 3, 4, 5].map((weekday) => ({
	...{ weekday, fromMinute: 9 * 60, toMinute: 17 * 60 },
}));

/** When a doctor with these hours takes appointments, from a date on: spans that touch are one. */
export function openSpans(hours: readonly Hours[], from: string, days: number, zone: string): Span[] {
	const open: Span[] = [];
	for (const date of datesFrom(from, days)) {
		const ofDay = (hours.length > 0 ? hours : USUAL_HOURS).filter(({ weekday }) => weekday === weekdayOf(date));
		for (const { fromMinute, toMinute } of ofDay.toSorted((a, b) => a.fromMinute - b.fromMinute)) {
			const span = { start: instantAt(date, fromMinute, zone), end: instantAt(date, toMinute, zone) };
			const last = open.at(-1);
			if (last && last.end >= span.start) last.end = Math.max(last.end, span.end);
			else open.push(span);
		}
	}
	return open;
}

const onStep = (at: number): number => Math.ceil(at / STEP_MS) * STEP_MS;

/** The first time of this length within what is open that is taken by nothing, not before `earliest` (all Unix ms). */
function firstFree(open: readonly Span[], taken: readonly Span[], length: number, earliest: number): Span | undefined {
	for (const { start: from, end: until } of open) {
		let start = onStep(Math.max(from, earliest));
		while (start + length <= until) {
			const span = { start, end: start + length };
			const inTheWay = taken.find((other) => overlap(other, span));
			if (!inTheWay) return span;
			start = onStep(inTheWay.end);
		}
	}
	return undefined;
}

export interface Diaries {
	/** When the doctor takes appointments, in order. */
	open: readonly Span[];
	/** What the doctor has then. */
	ofDoctor: readonly Span[];
	/** What each patient has, by their id. */
	ofPatients: ReadonlyMap<number, readonly Span[]>;
}

/** The first free time for each of the patients in their order; none for whom there is no more room. */
export function propose(
	{ open, ofDoctor, ofPatients }: Diaries,
	patientIds: readonly number[],
	length: number,
	earliest: number,
): Map<number, Span> {
	const found = new Map<number, Span>();
	for (const id of patientIds) {
		const taken = [...ofDoctor, ...found.values(), ...(ofPatients.get(id) ?? [])];
		const span = firstFree(open, taken, length, earliest);
		if (span) found.set(id, span);
	}
	return found;
}
