import { DEFAULT_RULES } from "./rules.ts";

/**
 * The schema of a patient's object, one step after the other. Append only: objects that are out there have run the
 * steps above, and refuse to start with a changed past.
 */
export const MIGRATIONS: readonly { id: string; run: (sql: SqlStorage) => void }[] = [
	{
		id: "0001-readings",
		run: (sql) => {
			sql.exec(`CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`);
			// A device keeps its slot for ever: the keys of its chunks and the ids of its readings begin with it.
			sql.exec(`CREATE TABLE devices (
				slot INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, device_id TEXT NOT NULL, token_id TEXT,
				removed INTEGER NOT NULL, version INTEGER NOT NULL)`);
			// key = slot · 2^24 + window: one integer key, so one billed row a write.
			sql.exec(`CREATE TABLE chunks (key INTEGER PRIMARY KEY, data BLOB NOT NULL)`);
			sql.exec(`CREATE TABLE days (day INTEGER PRIMARY KEY, data BLOB NOT NULL)`);
		},
	},
	{
		id: "0002-alerts",
		run: (sql) => {
			sql.exec(`CREATE TABLE rules (
				id INTEGER PRIMARY KEY, kind TEXT NOT NULL, threshold INTEGER NOT NULL, clear_threshold INTEGER NOT NULL,
				sustained_minutes REAL NOT NULL, max_gap_minutes REAL NOT NULL, severity TEXT NOT NULL,
				version INTEGER NOT NULL)`);
			sql.exec(`CREATE TABLE episodes (
				id INTEGER PRIMARY KEY, rule_id INTEGER NOT NULL, rule_version INTEGER NOT NULL, slot INTEGER NOT NULL,
				started_at INTEGER NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER, extreme INTEGER NOT NULL)`);
			sql.exec(`CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL)`);
			for (const rule of DEFAULT_RULES)
				sql.exec(
					`INSERT INTO rules (kind, threshold, clear_threshold, sustained_minutes, max_gap_minutes, severity, version)
					VALUES (?, ?, ?, ?, ?, ?, 1)`,
					rule.kind,
					rule.threshold,
					rule.clearThreshold,
					rule.sustainedMinutes,
					rule.maxGapMinutes,
					rule.severity,
				);
		},
	},
];

/** Brings the schema up to date. Throws where the recorded past is not the beginning of `steps`. */
export function migrate(storage: DurableObjectStorage, steps = MIGRATIONS): void {
	const { sql } = storage;
	sql.exec(`CREATE TABLE IF NOT EXISTS migrations (position INTEGER PRIMARY KEY, id TEXT NOT NULL)`);
	const done = sql.exec<{ id: string }>(`SELECT id FROM migrations ORDER BY position`).toArray();
	for (const [position, { id }] of done.entries()) {
		if (steps[position]?.id !== id) throw new Error(`Monitor migrations: step ${position} was ${id} and must stay so`);
	}
	for (const [position, step] of [...steps.entries()].slice(done.length)) {
		storage.transactionSync(() => {
			step.run(sql);
			sql.exec(`INSERT INTO migrations (position, id) VALUES (?, ?)`, position, step.id);
		});
	}
}
