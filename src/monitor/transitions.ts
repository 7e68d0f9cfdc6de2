import type { WatchedEvent } from "../alert-engine/alert-event.ts";

/** A change of an alert's state, as those who watch live are told of it. */
export interface Transition {
	id: number;
	event: WatchedEvent;
}

/** So many of the last ones are kept for viewers who come back; who was away for longer starts anew. */
export const KEPT_TRANSITIONS = 1_000;

/** The last changes of alerts' states, in order. */
export class TransitionStore {
	private readonly sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.sql = sql;
	}

	/** Keeps an event, as the JSON that it is. Call it within a transaction. */
	add(message: string): void {
		const { id } = this.sql
			.exec<{ id: number }>(`INSERT INTO transitions (message) VALUES (?) RETURNING id`, message)
			.one();
		this.sql.exec(`DELETE FROM transitions WHERE id <= ?`, id - KEPT_TRANSITIONS);
	}

	/** The number of the last one, 0 before the first. */
	end(): number {
		return this.sql.exec<{ end: number }>(`SELECT coalesce(max(id), 0) AS end FROM transitions`).one().end;
	}

	/** Those behind a number, oldest first: all of them, or the first few. */
	behind(id: number, limit = -1): Transition[] {
		return this.sql
			.exec<{ id: number; message: string }>(
				`SELECT id, message FROM transitions WHERE id > ? ORDER BY id LIMIT ?`,
				id,
				limit,
			)
			.toArray()
			.map(({ id, message }) => ({ id, event: JSON.parse(message) }));
	}
}
