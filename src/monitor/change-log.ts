import { type Cursor, unsent, WHOLE } from "../streams/cursor.ts";
import { DAY_MS } from "./local-days.ts";
import { readingId } from "./reading-page.ts";
import type { ReadingStore, SlotReading } from "./reading-store.ts";

export interface Transition {
	id: number;
	/** The event as it went to the queue. */
	event: unknown;
}

/** Who has missed more readings than that starts anew: reading them as a list is cheaper for everybody. */
export const MOST_REPLAYED = 20_000;

/** A local date begins and ends at most so long before or after the same date of UTC, in every zone there is. */
const ZONES_MS = 16 * 60 * 60 * 1000;

/** What has changed since a cursor, found in what is stored: no row is written for it. */
export class ChangeLog {
	private readonly sql: SqlStorage;
	private readonly readings: ReadingStore;

	constructor(sql: SqlStorage, readings: ReadingStore) {
		this.sql = sql;
		this.readings = readings;
	}

	/** Behind everything there is. */
	end(): Cursor {
		const query = `SELECT coalesce((SELECT max(changed) FROM days), 0) AS change,
			coalesce((SELECT max(id) FROM transitions), 0) AS transition`;
		return { ...this.sql.exec<{ change: number; transition: number }>(query).one(), reading: WHOLE };
	}

	/** The readings behind the cursor, in the order of sending, or undefined where there are too many. */
	readingsSince(slots: readonly number[], cursor: Cursor): (SlotReading & { id: number })[] | undefined {
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
		const rows = this.sql
			.exec<{ id: number; message: string }>(`SELECT id, message FROM transitions WHERE id > ? ORDER BY id`, transition)
			.toArray();
		const [first] = rows;
		if (first && first.id !== transition + 1) return undefined;
		return rows.map(({ id, message }) => ({ id, event: JSON.parse(message) }));
	}
}
