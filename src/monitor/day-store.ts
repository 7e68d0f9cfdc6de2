import type { Fate, Reading } from "./chunk.ts";
import { Histogram } from "./histogram.ts";
import type { Day, LocalDays } from "./local-days.ts";

type DayRow = { day: number; data: ArrayBuffer };

/** One histogram for each of the patient's local days, and their sum. What is in memory only mirrors the rows. */
export class DayStore {
	private readonly sql: SqlStorage;
	days: LocalDays;
	private readonly loaded = new Map<Day, Histogram>();
	private total: Histogram | undefined;

	constructor(sql: SqlStorage, days: LocalDays) {
		this.sql = sql;
		this.days = days;
	}

	/** Counts the readings of one window, as their merge turned out, in the day that the window belongs to. */
	count(start: number, readings: readonly Reading[], fates: readonly Fate[]): void {
		const day = this.days.dayAt(start);
		const histogram = this.day(day);
		const targets = this.total ? [histogram, this.total] : [histogram];
		for (const [index, { bpm }] of readings.entries()) {
			const fate = fates[index];
			if (!fate || fate.status === "duplicate") continue;
			for (const target of targets) {
				target.add(bpm);
				if (fate.status === "updated") target.add(fate.was, -1);
			}
		}
		this.write(day, histogram);
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.loaded.clear();
		this.total = undefined;
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
			.exec<{ day: number }>(`SELECT day FROM days WHERE day BETWEEN ? AND ? ORDER BY day`, first, last)
			.toArray()
			.map(({ day }) => [day, this.day(day)]);
	}

	sum(first: Day, last: Day): Histogram {
		const sum = new Histogram();
		for (const [, histogram] of this.between(first, last)) sum.merge(histogram);
		return sum;
	}

	allTime(): Histogram {
		this.total ??= this.sum(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
		return this.total;
	}

	/** Cuts all days anew, from every window's readings. Call it within a transaction. */
	rebuild(days: LocalDays, windows: Iterable<{ start: number; readings: readonly Reading[] }>): void {
		this.days = days;
		this.forget();
		this.sql.exec(`DELETE FROM days`);
		for (const { start, readings } of windows) {
			const histogram = this.day(days.dayAt(start));
			for (const { bpm } of readings) histogram.add(bpm);
		}
		for (const [day, histogram] of this.loaded) this.write(day, histogram);
	}

	private write(day: Day, histogram: Histogram): void {
		this.sql.exec(`INSERT OR REPLACE INTO days (day, data) VALUES (?, ?)`, day, histogram.encode());
	}
}
