import { type Cursor, unsent, WHOLE } from "../streams/cursor.ts";
import { ChangeNumbers } from "./change-numbers.ts";
import { DAY_MS } from "./local-days.ts";
import { readingId } from "./reading-id.ts";
import type { ReadingStore, SlotReading } from "./reading-store.ts";
import { type Transition, TransitionStore } from "./transitions.ts";

/** Who has missed more readings than that starts anew: reading them as a list is cheaper for everybody. */
export const MOST_REPLAYED = 20_000;

/** A local date begins and ends at most so long before or after the same date of UTC, in every zone there is. */
const ZONES_MS = 16 * 60 * 60 * 1000;

/** What has changed since a cursor, found in what is stored: no row is written for it. */
export class ChangeLog {
	private readonly sql: SqlStorage;
	private readonly readings: ReadingStore;
	private readonly transitions: TransitionStore;
	private readonly changes: ChangeNumbers;

	constructor(sql: SqlStorage, readings: ReadingStore) {
		this.sql = sql;
		this.readings = readings;
		this.transitions = new TransitionStore(sql);
		this.changes = new ChangeNumbers(sql);
	}

	/** Behind everything there is. */
	end(): Cursor {
		return { change: this.changes.last(), reading: WHOLE, transition: this.transitions.end() };
	}

	/**
	 * The readings behind the cursor, in the order of sending; or undefined where there are too many, or where some were
	 * taken away since: of those that are no more nothing can be sent.
	 */
	readingsSince(slots: readonly number[], cursor: Cursor): (SlotReading & { id: number })[] | undefined {
		if (cursor.change < this.changes.lastRemoval()) return undefined;
		const days = this.sql
			.exec<{ day: number }>(`SELECT day FROM days WHERE changed >= ? ORDER BY day`, cursor.change)
			.toArray();
		const found = new Map<number, SlotReading & { id: number }>();
		for (const { day } of days) {
			const range = { from: day * DAY_MS - ZONES_MS, to: (day + 1) * DAY_MS + ZONES_MS };
			for (const reading of this.readings.changed(slots, range, cursor.change)) {
				const id = readingId(reading);
				if (reading.change >= cursor.change) found.set(id, { ...reading, id });
				// Of the cursor's own change, a commit's readings may have been sent already.
				if (found.size > 2 * MOST_REPLAYED) return undefined;
			}
		}
		const missed = unsent(found.values(), cursor);
		return missed.length > MOST_REPLAYED ? undefined : missed;
	}

	/** The alert transitions behind the cursor, or undefined where some of them are not kept any more. */
	transitionsSince({ transition }: Cursor): Transition[] | undefined {
		const found = this.transitions.behind(transition);
		const [first] = found;
		return first && first.id !== transition + 1 ? undefined : found;
	}
}
