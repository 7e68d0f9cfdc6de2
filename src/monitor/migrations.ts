import { type BeatDefinition, DEFAULT_RULES } from "../alert-engine/rules.ts";

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
		},
	},
	{
		id: "0003-rule-versions",
		run: (sql) => {
			// No object has rules of its own yet: nobody could write any.
			sql.exec(`DROP TABLE rules`);
			sql.exec(`CREATE TABLE alert_rules (
				id INTEGER NOT NULL, version INTEGER NOT NULL, definition TEXT NOT NULL, since INTEGER NOT NULL, author INTEGER,
				at INTEGER NOT NULL, removed INTEGER NOT NULL, PRIMARY KEY (id, version)) WITHOUT ROWID`);
			for (const [index, rule] of DEFAULT_RULES.entries())
				sql.exec(
					`INSERT INTO alert_rules (id, version, definition, since, at, removed) VALUES (?, 1, ?, 0, ?, 0)`,
					index + 1,
					JSON.stringify(rule satisfies BeatDefinition),
					Date.now(),
				);
			sql.exec(`CREATE TABLE alert_episodes (
				id INTEGER PRIMARY KEY AUTOINCREMENT, rule_id INTEGER NOT NULL, rule_version INTEGER NOT NULL, slot INTEGER,
				started_at INTEGER NOT NULL, opened_at INTEGER NOT NULL, raised_at INTEGER, closed_at INTEGER, ended_by TEXT,
				extreme INTEGER, told TEXT NOT NULL, told_at INTEGER, step INTEGER NOT NULL, news INTEGER NOT NULL,
				acknowledged_by INTEGER, acknowledged_at INTEGER, version INTEGER NOT NULL DEFAULT 1,
				published INTEGER NOT NULL DEFAULT 0)`);
			sql.exec(`CREATE INDEX alert_episodes_of_rule ON alert_episodes (rule_id, slot, started_at)`);
			sql.exec(`CREATE INDEX alert_episodes_open ON alert_episodes (id) WHERE closed_at IS NULL`);
			sql.exec(`CREATE INDEX alert_episodes_unpublished ON alert_episodes (id) WHERE published < version`);
			// Those of the first rules, which keep their numbers.
			sql.exec(`INSERT INTO alert_episodes (
				id, rule_id, rule_version, slot, started_at, opened_at, closed_at, ended_by, extreme, told, told_at, step, news)
				SELECT id, rule_id, rule_version, slot, started_at, opened_at, closed_at,
				CASE WHEN closed_at IS NULL THEN NULL ELSE 'calm' END, extreme,
				CASE WHEN closed_at IS NULL THEN 'opened' ELSE 'closed' END, opened_at, 0, 2 FROM episodes`);
			sql.exec(`DROP TABLE episodes`);
			sql.exec(`CREATE TABLE timers (name TEXT PRIMARY KEY, due_at INTEGER NOT NULL) WITHOUT ROWID`);
		},
	},
	{
		id: "0004-changes",
		run: (sql) => {
			// The newest change of a day's readings: the rows that changed are found by it, and each change writes it anyway.
			sql.exec(`ALTER TABLE days ADD COLUMN changed INTEGER NOT NULL DEFAULT 0`);
			sql.exec(`CREATE TABLE transitions (id INTEGER PRIMARY KEY, message TEXT NOT NULL)`);
		},
	},
	{
		id: "0005-audit-notes",
		run: (sql) => {
			// No number twice: whoever has recorded some must not forget others that came meanwhile.
			sql.exec(`CREATE TABLE audit_notes (id INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT NOT NULL)`);
		},
	},
	{
		id: "0006-shown-transitions",
		run: (sql) => {
			// The ward has been told of those before by the consumer of the queue.
			sql.exec(`INSERT INTO settings (name, value)
				SELECT 'shown_transition', CAST(coalesce(max(id), 0) AS TEXT) FROM transitions`);
		},
	},
	{
		id: "0007-removals",
		run: (sql) => {
			sql.exec(`CREATE TABLE removals (change INTEGER PRIMARY KEY, newest_at INTEGER NOT NULL)`);
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
