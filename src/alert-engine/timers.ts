type Row = { name: string; due_at: number };

/**
 * What the object has to do at a certain time, though nobody calls it; its one alarm is set for the earliest. A timer
 * that readings push further and further away is not written with each of them: it stays as it is, and whoever finds it
 * due looks at the readings first.
 */
export class Timers {
	private readonly sql: SqlStorage;
	private known: Map<string, number> | undefined;

	constructor(sql: SqlStorage) {
		this.sql = sql;
	}

	/** Unix ms; null for none. */
	dueAt(name: string): number | null {
		return this.all().get(name) ?? null;
	}

	set(name: string, dueAt: number): void {
		if (this.all().get(name) === dueAt) return;
		this.sql.exec(`INSERT OR REPLACE INTO timers (name, due_at) VALUES (?, ?)`, name, dueAt);
		this.all().set(name, dueAt);
	}

	drop(name: string): void {
		if (!this.all().has(name)) return;
		this.sql.exec(`DELETE FROM timers WHERE name = ?`, name);
		this.all().delete(name);
	}

	/** The names of those that are due, the earliest first. */
	due(now: number): string[] {
		const due = [...this.all()].filter(([, at]) => at <= now);
		return due.sort(([, one], [, other]) => one - other).map(([name]) => name);
	}

	/** When the next one is due (Unix ms), or null. */
	next(): number | null {
		const all = [...this.all().values()];
		return all.length === 0 ? null : Math.min(...all);
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.known = undefined;
	}

	private all(): Map<string, number> {
		this.known ??= new Map(
			this.sql
				.exec<Row>(`SELECT name, due_at FROM timers`)
				.toArray()
				.map(({ name, due_at }) => [name, due_at]),
		);
		return this.known;
	}
}
