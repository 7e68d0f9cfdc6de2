import { ChangeNumbers } from "./change-numbers.ts";
import type { Fate, Reading } from "./chunk.ts";
import { Histogram } from "./histogram.ts";
import { DAY_MS, type Day, type LocalDays } from "./local-days.ts";
import type { ReadingStore } from "./reading-store.ts";

type DayRow = { day: number; data: ArrayBuffer };

/** A sum that was asked for, kept up to date from then on. */
interface Kept {
	/** Whether a window of this day and beginning (Unix ms) belongs to it. */
	holds: (day: Day, start: number) => boolean;
	sum: Histogram;
}

/** Days that stay in memory, a kilobyte each: many objects share an isolate. */
const MOST_LOADED = 8;
/** Sums that are asked for over and over: the week's, the month's, all time's, the rolling ones. */
const MOST_KEPT = 12;
/** A rolling sum has one. */
const MOST_EDGES = 4;

const newestOf = (readings: readonly Reading[]) => readings.reduce((newest, { change }) => Math.max(newest, change), 0);

/** One histogram for each of the patient's local days, and their sum. What is in memory only mirrors the rows. */
export class DayStore {
	private readonly sql: SqlStorage;
	private readonly changes: ChangeNumbers;
	local: LocalDays;
	private readonly loaded = new Map<Day, Histogram>();
	/** The days to write, and the newest change of the readings of each. */
	private readonly dirty = new Map<Day, number>();
	private newest: number | undefined;
	/** Differs from what it was where anything here may: of this very store, in memory alone. */
	revision = 0;
	/** By their names, the last one that was asked for at the end. */
	private readonly kept = new Map<string, Kept>();
	/** The readings of windows in which a rolling sum begins, by the beginning of the window (Unix ms). */
	private readonly edges = new Map<number, readonly Reading[]>();

	constructor(sql: SqlStorage, local: LocalDays) {
		this.sql = sql;
		this.changes = new ChangeNumbers(sql);
		this.local = local;
	}

	/** Counts the readings of one window, as their merge turned out, in the window's day; `flush` writes it. */
	count(start: number, readings: readonly Reading[], fates: readonly Fate[]): void {
		const day = this.local.dayAt(start);
		const targets = this.sumsWith(day, start);
		for (const [index, { bpm }] of readings.entries()) {
			const fate = fates[index];
			if (!fate || fate.status === "duplicate") continue;
			for (const target of targets) {
				target.add(bpm);
				if (fate.status === "updated") target.add(fate.was, -1);
			}
		}
		this.touch(day, newestOf(readings));
	}

	/** Counts readings of one window no more, by a change of this number; `flush` writes it. */
	discount(start: number, readings: readonly Reading[], change: number): void {
		const day = this.local.dayAt(start);
		for (const target of this.sumsWith(day, start)) for (const { bpm } of readings) target.add(bpm, -1);
		this.touch(day, change);
	}

	/** The number of the last change of any reading. */
	lastChange(): number {
		this.newest ??= this.changes.last();
		return this.newest;
	}

	/** Writes the days that `count` and `discount` have changed, each once. */
	flush(): void {
		for (const [day, change] of this.dirty) this.write(day, this.day(day), change);
		this.dirty.clear();
		if (this.loaded.size > MOST_LOADED) this.loaded.clear();
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.loaded.clear();
		this.dirty.clear();
		this.kept.clear();
		this.edges.clear();
		this.newest = undefined;
		this.revision += 1;
	}

	day(day: Day): Histogram {
		const known = this.loaded.get(day);
		if (known) return known;
		const [row] = this.sql.exec<DayRow>(`SELECT day, data FROM days WHERE day = ?`, day).toArray();
		const histogram = row ? Histogram.decode(row.data) : new Histogram();
		this.loaded.set(day, histogram);
		return histogram;
	}

	/** The days from `first` to `last`, both included, that hold readings, in order. */
	between(first: Day, last: Day): [Day, Histogram][] {
		return this.sql
			.exec<DayRow>(`SELECT day, data FROM days WHERE day BETWEEN ? AND ? ORDER BY day`, first, last)
			.toArray()
			.map(({ day, data }) => [day, this.loaded.get(day) ?? Histogram.decode(data)]);
	}

	/** The days from `first` to `last`, both included, as one. Only to be read. */
	sum(first: Day, last: Day): Histogram {
		return this.keep(
			`${first} to ${last}`,
			(day) => day >= first && day <= last,
			() => {
				const sum = new Histogram();
				for (const [, histogram] of this.between(first, last)) sum.merge(histogram);
				return sum;
			},
		);
	}

	/** All readings of the windows that begin at this instant (Unix ms) or later; `gather` sums them up. Only to be read. */
	since(start: number, gather: () => Histogram): Histogram {
		return this.keep(`since ${start}`, (_, other) => other >= start, gather);
	}

	/** The readings of the window that begins at this instant (Unix ms), which `read` looks up. */
	edge(start: number, read: () => readonly Reading[]): readonly Reading[] {
		const readings = this.edges.get(start) ?? read();
		if (this.edges.size >= MOST_EDGES) this.edges.clear();
		this.edges.set(start, readings);
		return readings;
	}

	allTime(): Histogram {
		return this.sum(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
	}

	/** Every sum in which the window of a day that begins at `start` is counted; its readings are no edge any more. */
	private sumsWith(day: Day, start: number): Histogram[] {
		this.edges.delete(start);
		const kept = [...this.kept.values()].filter(({ holds }) => holds(day, start));
		return [this.day(day), ...kept.map(({ sum }) => sum)];
	}

	private keep(name: string, holds: Kept["holds"], gather: () => Histogram): Histogram {
		const kept = this.kept.get(name) ?? { holds, sum: gather() };
		this.kept.delete(name);
		this.kept.set(name, kept);
		const [oldest] = this.kept.size > MOST_KEPT ? this.kept.keys() : [];
		if (oldest !== undefined) this.kept.delete(oldest);
		return kept.sum;
	}

	/**
	 * Cuts the days around and after an instant (Unix ms) anew, after a change of zone there: dates of two zones are at
	 * most two apart. Call it within a transaction.
	 */
	recut(local: LocalDays, from: number, readings: ReadingStore, slots: readonly number[]): void {
		const first = Math.min(this.local.dayAt(from), local.dayAt(from)) - 3;
		this.local = local;
		this.forget();
		this.sql.exec(`DELETE FROM days WHERE day >= ?`, first);
		for (const { start, readings: found } of readings.windows(slots, from - 8 * DAY_MS)) {
			const day = local.dayAt(start);
			if (day < first) continue;
			const histogram = this.day(day);
			for (const { bpm } of found) histogram.add(bpm);
			this.touch(day, newestOf(found));
		}
		this.flush();
	}

	private touch(day: Day, change: number): void {
		this.revision += 1;
		this.dirty.set(day, Math.max(this.dirty.get(day) ?? 0, change));
	}

	private write(day: Day, histogram: Histogram, change: number): void {
		this.newest = Math.max(this.lastChange(), change);
		const query = `INSERT OR REPLACE INTO days (day, data, changed) VALUES (?, ?, ?)`;
		this.sql.exec(query, day, histogram.encode(), change);
	}
}
