import type { AuditNote } from "../audit/service.ts";

type Row = { id: number; note: string };

/**
 * What the audit trail is to say of changes in the object. A note is written in the same transaction as the change, and
 * deleted only after the trail has it.
 */
export class AuditNotes {
	private readonly sql: SqlStorage;
	private empty: boolean | undefined;

	constructor(sql: SqlStorage) {
		this.sql = sql;
	}

	/** Call it within the transaction of the change. */
	add(note: AuditNote): void {
		this.sql.exec(`INSERT INTO audit_notes (note) VALUES (?)`, JSON.stringify(note));
		this.empty = false;
	}

	isEmpty(): boolean {
		this.empty ??= this.sql.exec(`SELECT 1 FROM audit_notes LIMIT 1`).toArray().length === 0;
		return this.empty;
	}

	/** The oldest of them, with their numbers. */
	first(limit: number): { id: number; note: AuditNote }[] {
		const rows = this.sql.exec<Row>(`SELECT id, note FROM audit_notes ORDER BY id LIMIT ?`, limit).toArray();
		return rows.map(({ id, note }) => ({ id, note: JSON.parse(note) }));
	}

	/** Forgets those up to a number. */
	drop(upTo: number): void {
		this.sql.exec(`DELETE FROM audit_notes WHERE id <= ?`, upTo);
		this.forget();
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.empty = undefined;
	}
}
