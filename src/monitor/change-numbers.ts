type Row = { number: number };

/**
 * The changes of a patient's readings are numbered: every commit of readings is one, and so is every removal. The rows of
 * days, which a change writes anyway, keep the number; a removal is kept by itself too, as days may be cut anew after it.
 */
export class ChangeNumbers {
	private readonly sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.sql = sql;
	}

	/** Of the last change, 0 before the first. */
	last(): number {
		const { number } = this.sql.exec<Row>(`SELECT coalesce(max(changed), 0) AS number FROM days`).one();
		return Math.max(number, this.lastRemoval());
	}

	/** Of the last change that took readings away, 0 before the first. */
	lastRemoval(): number {
		return this.sql.exec<Row>(`SELECT coalesce(max(change), 0) AS number FROM removals`).one().number;
	}

	/** Keeps the number of a removal, and the instant of the newest reading that it took (Unix ms). Within its transaction. */
	addRemoval(change: number, newestAt: number): void {
		this.sql.exec(`INSERT INTO removals (change, newest_at) VALUES (?, ?)`, change, newestAt);
	}

	/** The instant of the newest reading that was ever taken away (Unix ms), 0 without any. */
	erasedUpTo(): number {
		return this.sql.exec<Row>(`SELECT coalesce(max(newest_at), 0) AS number FROM removals`).one().number;
	}
}
