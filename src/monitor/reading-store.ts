import {
	chunkChange,
	chunkCount,
	decodeChunk,
	encodeChunk,
	type Fate,
	mergeReadings,
	type Reading,
	windowOf,
	windowStart,
} from "./chunk.ts";
import type { DayStore } from "./day-store.ts";
import { RecentReadings } from "./recent-readings.ts";

/** A reading with the slot of its device. */
export interface SlotReading extends Reading {
	slot: number;
}

/** Leaves room for windows until the year 2448. */
const WINDOWS = 2 ** 24;

const keyOf = (slot: number, window: number): number => slot * WINDOWS + window;

interface Range {
	/** Unix ms, included. */
	from?: number | undefined;
	/** Unix ms, not included. */
	to?: number | undefined;
}

/** Readings of one device that were taken away. Unix ms. */
interface Removed {
	count: number;
	/** The newest of them. */
	to: number;
	/** Where to go on; null where no more of the range is left. */
	next: number | null;
}

/** So many windows, ten days of them, are emptied at once: a fifth of a second at 1 Hz (measured). */
const MOST_REMOVED = 1_000;

type ChunkRow = { key: number; data: ArrayBuffer };

/** The readings of one patient, packed into chunks. */
export class ReadingStore {
	private readonly sql: SqlStorage;
	private readonly recent = new RecentReadings();

	constructor(sql: SqlStorage) {
		this.sql = sql;
	}

	/**
	 * Stores readings of one device, one row a window, and counts them in their days; flush `days` at the end. Call it
	 * within a transaction. The fates are in the order of the readings.
	 */
	insert(slot: number, readings: readonly Reading[], days: DayStore): Fate[] {
		const fates: Fate[] = new Array(readings.length);
		for (const [window, indexes] of byWindow(readings)) {
			const incoming = indexes.flatMap((index) => readings[index] ?? []);
			const merged = mergeReadings(this.chunk(slot, window), incoming);
			merged.fates.forEach((fate, position) => {
				const index = indexes[position];
				if (index !== undefined) fates[index] = fate;
			});
			if (merged.fates.every((fate) => fate.status === "duplicate")) continue;
			this.write(keyOf(slot, window), merged.readings);
			days.count(windowStart(window), incoming, merged.fates);
			this.recent.stored(slot, merged.fates);
		}
		return fates;
	}

	/**
	 * Takes a device's readings of a range away, the first windows of it, and counts them in their days no more; flush
	 * `days` at the end. Call it within a transaction. Undefined where there are none.
	 */
	remove(slot: number, { from, to }: Required<Range>, days: DayStore, change: number): Removed | undefined {
		let found: Removed | undefined;
		let start = from;
		for (let windows = 0; windows < MOST_REMOVED; windows++) {
			const [row] = this.chunks(slot, { from: start, to }, "ASC", "LIMIT 1");
			if (!row) return found && { ...found, next: null };
			const window = row.key % WINDOWS;
			start = windowStart(window + 1);
			const readings = decodeChunk(window, row.data);
			const removed = inRange(readings, from, to);
			const last = removed.at(-1);
			if (!last) continue;
			found = { count: (found?.count ?? 0) + removed.length, to: last.at, next: start };
			days.discount(windowStart(window), removed, change);
			const left = readings.filter(({ at }) => at < from || at >= to);
			this.write(row.key, left);
			this.recent.forget();
		}
		return found;
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.recent.forget();
	}

	/** Readings of these devices, which must be all, newest first; the first ones from memory. */
	*latest(slots: readonly number[]): Generator<SlotReading> {
		const recent = this.recent.of(this.newestFirst(slots, {}));
		yield* recent;
		const oldest = recent.at(-1);
		if (oldest) yield* this.newestFirst(slots, { to: oldest.at });
	}

	/** Readings of these devices in the range, oldest first. */
	between(slots: readonly number[], { from, to }: Range): SlotReading[] {
		const readings = slots.flatMap((slot) =>
			[...this.chunks(slot, { from, to }, "ASC")].flatMap((row) => inRange(unpack(slot, row), from, to)),
		);
		return slots.length > 1 ? readings.sort((a, b) => a.at - b.at) : readings;
	}

	/** Readings of a device from an instant on, oldest first; unpacks a chunk only when it is reached. */
	*oldestFirst(slot: number, from: number): Generator<SlotReading> {
		for (let start = from; ; ) {
			const [row] = this.chunks(slot, { from: start }, "ASC", "LIMIT 1");
			if (!row) return;
			yield* inRange(unpack(slot, row), from);
			start = windowStart((row.key % WINDOWS) + 1);
		}
	}

	/** Readings of these devices in the range, newest first; unpacks a chunk only when it is reached. */
	*newestFirst(slots: readonly number[], range: Range): Generator<SlotReading> {
		const sources = slots.map((slot) => this.backwards(slot, range));
		const heads = sources.map((source) => source.next().value);
		for (;;) {
			let newest = -1;
			for (const [index, head] of heads.entries()) {
				if (head && (newest < 0 || head.at > (heads[newest]?.at ?? 0))) newest = index;
			}
			const head = heads[newest];
			if (!head) return;
			yield head;
			heads[newest] = sources[newest]?.next().value;
		}
	}

	/** How many readings of these devices lie in the range; whole chunks are not unpacked. */
	countIn(slots: readonly number[], { from, to }: Range): number {
		let total = 0;
		for (const slot of slots) {
			for (const row of this.chunks(slot, { from, to }, "ASC")) {
				const window = row.key % WINDOWS;
				const whole = (from ?? 0) <= windowStart(window) && windowStart(window + 1) <= (to ?? Number.MAX_SAFE_INTEGER);
				total += whole ? chunkCount(row.data) : inRange(unpack(slot, row), from, to).length;
			}
		}
		return total;
	}

	/** The newest reading of a device. */
	newest(slot: number): SlotReading | undefined {
		return this.backwards(slot, {}).next().value;
	}

	/** Where the readings of these devices lie, to the window: Unix ms, the end not included; empty without any. */
	span(slots: readonly number[]): { from: number; to: number } {
		const windows = slots.flatMap((slot) =>
			(["ASC", "DESC"] as const).flatMap((order) =>
				[...this.chunks(slot, {}, order, "LIMIT 1")].map(({ key }) => key % WINDOWS),
			),
		);
		if (windows.length === 0) return { from: 0, to: 0 };
		return { from: windowStart(Math.min(...windows)), to: windowStart(Math.max(...windows) + 1) };
	}

	/** The chunks from an instant on, one by one, for whoever derives something from all of them. */
	*windows(slots: readonly number[], from: number): Generator<{ start: number; readings: SlotReading[] }> {
		for (const slot of slots) {
			for (const row of this.chunks(slot, { from: Math.max(0, from) }, "ASC")) {
				yield { start: windowStart(row.key % WINDOWS), readings: unpack(slot, row) };
			}
		}
	}

	/** The readings of chunks between two instants of which some were written by this change or a later one. */
	*changed(slots: readonly number[], range: Range, change: number): Generator<SlotReading> {
		for (const slot of slots) {
			for (const row of this.chunks(slot, range, "ASC")) {
				if (chunkChange(row.data) >= change) yield* unpack(slot, row);
			}
		}
	}

	/** Keeps a window's readings; without any it has no row. */
	private write(key: number, readings: readonly Reading[]): void {
		if (readings.length === 0) this.sql.exec(`DELETE FROM chunks WHERE key = ?`, key);
		else {
			const data = encodeChunk(key % WINDOWS, readings);
			this.sql.exec(`INSERT OR REPLACE INTO chunks (key, data) VALUES (?, ?)`, key, data);
		}
	}

	private chunk(slot: number, window: number): Reading[] {
		const row = this.sql.exec<ChunkRow>(`SELECT key, data FROM chunks WHERE key = ?`, keyOf(slot, window)).toArray()[0];
		return row ? decodeChunk(window, row.data) : [];
	}

	/**
	 * The chunks of a range, or the first of them. How many is written into the query: with a parameter for its limit SQLite
	 * would plan it anew each time, which takes three times as long as to answer it (measured: 45 µs instead of 12).
	 */
	private chunks(slot: number, { from = 0, to }: Range, order: "ASC" | "DESC", limit: "" | "LIMIT 1" | "LIMIT 2" = "") {
		// Windows beyond these would be keys of other slots.
		const first = keyOf(slot, Math.min(Math.max(0, windowOf(from)), WINDOWS - 1));
		const last = keyOf(slot, to === undefined ? WINDOWS - 1 : Math.min(windowOf(to - 1), WINDOWS - 1));
		const query = `SELECT key, data FROM chunks WHERE key BETWEEN ? AND ? ORDER BY key ${order} ${limit}`;
		return this.sql.exec<ChunkRow>(query, first, last);
	}

	private *backwards(slot: number, { from, to }: Range): Generator<SlotReading, undefined> {
		for (let end = to; ; ) {
			const rows = this.chunks(slot, { from, to: end }, "DESC", "LIMIT 2").toArray();
			for (const row of rows) {
				yield* inRange(unpack(slot, row), from, end).reverse();
				end = windowStart(row.key % WINDOWS);
			}
			if (rows.length < 2 || (from !== undefined && end !== undefined && end <= from)) return;
		}
	}
}

function byWindow(readings: readonly Reading[]): Map<number, number[]> {
	const groups = new Map<number, number[]>();
	for (const [index, { at }] of readings.entries()) {
		const window = windowOf(at);
		const group = groups.get(window);
		if (group) group.push(index);
		else groups.set(window, [index]);
	}
	return groups;
}

function unpack(slot: number, { key, data }: ChunkRow): SlotReading[] {
	return decodeChunk(key % WINDOWS, data).map((reading) => ({ ...reading, slot }));
}

function inRange<R extends Reading>(readings: R[], from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER): R[] {
	return readings.filter(({ at }) => at >= from && at < to);
}
