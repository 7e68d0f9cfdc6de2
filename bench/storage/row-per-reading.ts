import { DatabaseSync } from "node:sqlite";
import { type Usage, usage } from "../cost/model.ts";
import { nothing } from "../meter/counts.ts";

const ROWS = 100_000;

/** What the readings are where each is a row of the database, and its index makes create-if-absent exact: bytes each. */
export function bytesOfRow(): number {
	const database = new DatabaseSync(":memory:");
	try {
		database.exec(`CREATE TABLE readings (
			id INTEGER PRIMARY KEY, patient_id INTEGER NOT NULL, device_id INTEGER NOT NULL, heart_rate INTEGER NOT NULL,
			recorded_at INTEGER NOT NULL, created_at INTEGER NOT NULL)`);
		database.exec(`CREATE UNIQUE INDEX readings_identity ON readings (patient_id, device_id, recorded_at)`);
		const start = Date.UTC(2026, 0, 1);
		database
			.prepare(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
				INSERT INTO readings (patient_id, device_id, heart_rate, recorded_at, created_at)
				SELECT 1 + i % 1000, 1 + i % 1000, 60 + i % 40, ? + (i / 1000) * 1000, ? + (i / 1000) * 1000 FROM n`)
			.run(ROWS - 1, start, start);
		const { bytes } =
			database.prepare(`SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size`).get() ?? {};
		return Number(bytes) / ROWS;
	} finally {
		database.close();
	}
}

/** What one reading uses of the platform that way, with so many in a POST, kept for so many months. */
export function usageOfRow(bytes: number, readingsPerPost: number, monthsKept: number): Usage {
	return usage({
		counts: { ...nothing(), databaseQueries: 1 / readingsPerPost, databaseRowsRead: 1, databaseRowsWritten: 2 },
		workerRequests: 1 / readingsPerPost,
		alarms: 0,
		messages: 0,
		objectBytes: 0,
		databaseBytes: bytes * monthsKept,
		awakeSeconds: 0,
	});
}
