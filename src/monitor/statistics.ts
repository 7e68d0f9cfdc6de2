import { type Reading, WINDOW_MS, windowOf, windowStart } from "./chunk.ts";
import type { DayStore } from "./day-store.ts";
import { Histogram, type Statistics } from "./histogram.ts";
import { DAY_MS, type Day, dateOf, firstOfMonth, mondayOf, nextMonth } from "./local-days.ts";
import type { ReadingStore } from "./reading-store.ts";

/** All that statistics are made of. */
export interface History {
	readings: ReadingStore;
	days: DayStore;
	slots: readonly number[];
}

export interface Summary {
	timezone: string;
	today: Statistics | null;
	week: Statistics | null;
	month: Statistics | null;
	all_time: Statistics | null;
	last_24h: Statistics | null;
	last_7d: Statistics | null;
	last_30d: Statistics | null;
}

const ROLLING = { last_24h: DAY_MS, last_7d: 7 * DAY_MS, last_30d: 30 * DAY_MS };

/** The calendar windows of the patient's own days that hold `now` (Unix ms), all time, and the rolling windows. */
export function summarize(history: History, now: number): Summary {
	const { days } = history;
	const today = days.local.dayAt(now);
	const monday = mondayOf(today);
	return {
		timezone: days.local.zoneAt(now),
		today: days.day(today).statistics(),
		week: days.sum(monday, monday + 6).statistics(),
		month: days.sum(firstOfMonth(today), nextMonth(today) - 1).statistics(),
		all_time: days.allTime().statistics(),
		last_24h: since(history, now - ROLLING.last_24h).statistics(),
		last_7d: since(history, now - ROLLING.last_7d).statistics(),
		last_30d: since(history, now - ROLLING.last_30d).statistics(),
	};
}

/** Two summaries of one store of days differ only where their marks do: by a change of readings, the day, or a window's first. */
export function summaryMark(history: History, now: number): string {
	const { days } = history;
	const begins = Object.values(ROLLING).map((ms) => {
		const { start, readings } = edgeAt(history, now - ms);
		return `${start}+${readings.filter(({ at }) => at < now - ms).length}`;
	});
	return [days.revision, days.local.dayAt(now), days.local.zoneAt(now), ...begins].join(" ");
}

/** The window of 15 minutes in which an instant (Unix ms) lies, and its readings. */
function edgeAt({ readings, days, slots }: History, from: number) {
	const start = windowStart(windowOf(from));
	return { start, readings: days.edge(start, () => readings.between(slots, { from: start, to: start + WINDOW_MS })) };
}

/** All readings from an instant on: of its window one by one, and a sum of all later windows that readings keep up to date. */
export function since(history: History, from: number): Histogram {
	const edge = edgeAt(history, from);
	const next = edge.start + WINDOW_MS;
	const later = history.days.since(next, () => gather(history, next));
	const first = edge.readings.filter(({ at }) => at >= from);
	if (first.length === 0) return later;
	const sum = later.copy();
	for (const { bpm } of first) sum.add(bpm);
	return sum;
}

/**
 * All readings from an instant on: the rest of its local day reading by reading, later days as their histograms. Near a
 * change of zone dates can repeat or go backwards (by two days at the most), so there the first days are read singly.
 */
function gather({ readings, days, slots }: History, from: number): Histogram {
	const { local } = days;
	const near = local.periods.some((period, index) => index > 0 && Math.abs(period.from - from) < 4 * DAY_MS);
	const whole = local.dayAt(from) + (near ? 4 : 1);
	const singly = readings
		.between(slots, { from, to: Math.max(local.bounds(whole - 1).end, from) })
		.filter(({ at }) => local.dayAt(windowStart(windowOf(at))) < whole);
	const sum = new Histogram();
	for (const [, histogram] of days.between(whole, Number.MAX_SAFE_INTEGER)) sum.merge(histogram);
	for (const { bpm } of singly) sum.add(bpm);
	return sum;
}

export type Period = "daily" | "weekly" | "monthly";

export interface Bucket extends Statistics {
	/** The first local date and the first one after, `YYYY-MM-DD`. */
	start: string;
	end: string;
}

export interface Buckets {
	period: Period;
	/** Where the patient lives now. */
	timezone: string;
	results: Bucket[];
}

const PERIODS: Record<Period, { first: (day: Day) => Day; next: (first: Day) => Day }> = {
	daily: { first: (day) => day, next: (first) => first + 1 },
	weekly: { first: mondayOf, next: (first) => first + 7 },
	monthly: { first: firstOfMonth, next: nextMonth },
};

/**
 * Statistics by day, week (from Monday) or month that the local days from `from` to `to`, both included, lie in; null
 * for the first or the last day with readings.
 */
export function buckets({ days }: History, period: Period, from: Day | null, to: Day | null): Bucket[] {
	const { first, next } = PERIODS[period];
	const sums = new Map<Day, Histogram>();
	const earliest = from === null ? Number.MIN_SAFE_INTEGER : first(from);
	const latest = to === null ? Number.MAX_SAFE_INTEGER : next(first(to)) - 1;
	for (const [day, histogram] of days.between(earliest, latest)) {
		const start = first(day);
		const sum = sums.get(start);
		if (sum) sum.merge(histogram);
		// The first may be a day's own, which others read: added to is a copy.
		else sums.set(start, period === "daily" ? histogram : histogram.copy());
	}
	return [...sums].flatMap(([start, sum]) => {
		const statistics = sum.statistics();
		return statistics ? [{ start: dateOf(start), end: dateOf(next(start)), ...statistics }] : [];
	});
}

export const RESOLUTIONS = ["1m", "15m", "1h", "1d"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Unix ms and bpm. */
export interface Point {
	at: number;
	min: number;
	avg: number;
	max: number;
	count: number;
}

/** The most points that one answer holds: as many as a wide screen has columns to show them. */
export const MOST_POINTS = 1000;

/**
 * A chart's points: one for each local minute, quarter, hour or day in the range that holds readings, oldest first.
 * One more than `MOST_POINTS` tells the caller that there would be more.
 */
export function series(history: History, resolution: Resolution, from: number, to: number): Point[] {
	if (resolution === "1d") return dailyPoints(history, from, to);
	const bucket = bucketOf(history, resolution);
	const points: (Point & { sum: number })[] = [];
	const span = history.readings.span(history.slots);
	const end = Math.min(to, span.to);
	// In steps of a day: a long range stops reading as soon as there are points enough.
	for (let start = Math.max(from, span.from); start < end && points.length <= MOST_POINTS; start += DAY_MS) {
		for (const reading of history.readings.between(history.slots, { from: start, to: Math.min(start + DAY_MS, end) })) {
			const at = bucket(reading.at);
			const last = points.at(-1);
			if (last?.at === at) addTo(last, reading);
			else points.push({ at, min: reading.bpm, avg: reading.bpm, max: reading.bpm, count: 1, sum: reading.bpm });
		}
	}
	return points.slice(0, MOST_POINTS + 1).map(({ sum, ...point }) => ({ ...point, avg: sum / point.count }));
}

function addTo(point: Point & { sum: number }, { bpm }: Reading): void {
	point.min = Math.min(point.min, bpm);
	point.max = Math.max(point.max, bpm);
	point.count += 1;
	point.sum += bpm;
}

function bucketOf({ days }: History, resolution: "1m" | "15m" | "1h"): (at: number) => number {
	if (resolution === "1h") return hourOf(days);
	const width = resolution === "1m" ? 60_000 : WINDOW_MS;
	return (at) => Math.floor(at / width) * width;
}

/** Asks for the zone's offset once a window: it never changes within one. */
function hourOf({ local }: DayStore): (at: number) => number {
	let window = Number.NaN;
	let hour = 0;
	return (at) => {
		if (windowOf(at) !== window) {
			window = windowOf(at);
			hour = local.hourStart(windowStart(window));
		}
		return hour;
	};
}

function dailyPoints({ days }: History, from: number, to: number): Point[] {
	const { local } = days;
	const rows = days.between(local.dayAt(from), local.dayAt(to - 1));
	// Days whose readings were all erased have rows too.
	const held = rows.filter(([, { count }]) => count > 0).slice(0, MOST_POINTS + 1);
	return held.flatMap(([day, histogram]) => {
		const statistics = histogram.statistics();
		if (!statistics) return [];
		const { min, avg, max, count } = statistics;
		return [{ at: local.bounds(day).start, min, avg, max, count }];
	});
}
