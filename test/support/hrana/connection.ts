import Sqlite from "libsql";
import type { Condition, Result, Statement, Step, Value } from "./protocol.ts";

const fromWire = (value: Value): unknown => {
	if (value.type === "null") return null;
	if (value.type === "integer") return BigInt(value.value);
	return value.type === "blob" ? Buffer.from(value.base64, "base64") : value.value;
};

function toWire(value: unknown): Value {
	if (value === null) return { type: "null" };
	if (typeof value === "bigint") return { type: "integer", value: String(value) };
	if (typeof value === "number") return { type: "float", value };
	if (typeof value === "string") return { type: "text", value };
	if (value instanceof Uint8Array) return { type: "blob", base64: Buffer.from(value).toString("base64") };
	throw new TypeError(`no SQLite value: ${typeof value}`);
}

/** As libSQL's server puts the failure of a statement. */
export interface SqlFailure {
	message: string;
	code: string;
}

export function failureOf(error: unknown): SqlFailure {
	const code = error instanceof Error && "code" in error ? String(error.code) : "SQLITE_ERROR";
	return { message: `SQLite error: ${error instanceof Error ? error.message : error}`, code };
}

/** One connection, and the texts that its client has stored. */
export class Connection {
	private readonly sqlite: Sqlite.Database;
	readonly texts = new Map<number, string>();

	constructor(path: string) {
		this.sqlite = new Sqlite(path);
		this.sqlite.exec("pragma journal_mode = memory; pragma synchronous = off; pragma foreign_keys = on");
		this.sqlite.defaultSafeIntegers(true);
	}

	text({ sql, sql_id }: Pick<Statement, "sql" | "sql_id">): string {
		const text = sql ?? (sql_id === undefined ? undefined : this.texts.get(sql_id));
		if (text === undefined) throw new Error("no SQL text");
		return text;
	}

	execute(statement: Statement): Result {
		const prepared = this.sqlite.prepare(this.text(statement));
		const args = (statement.args ?? []).map(fromWire);
		if (!prepared.reader) {
			const { changes, lastInsertRowid } = prepared.run(args);
			return { cols: [], rows: [], affected_row_count: Number(changes), last_insert_rowid: String(lastInsertRowid) };
		}
		const cols = prepared.columns().map(({ name, type }) => ({ name, decltype: type }));
		const rows = prepared
			.raw()
			.all(args)
			.map((row) => (row as unknown[]).map(toWire)); // The cast: raw rows are arrays.
		return { cols, rows, affected_row_count: 0, last_insert_rowid: null };
	}

	/** Each step whose condition holds, and what became of it. */
	batch(steps: readonly Step[]) {
		const results: (Result | null)[] = [];
		const errors: (SqlFailure | null)[] = [];
		const holds = (condition: Condition | null | undefined): boolean => {
			if (!condition) return true;
			if (condition.type === "ok") return results[condition.step] != null;
			if (condition.type === "error") return errors[condition.step] != null;
			if (condition.type === "not") return !holds(condition.cond);
			if (condition.type === "is_autocommit") return !this.sqlite.inTransaction;
			return condition.type === "and" ? condition.conds.every(holds) : condition.conds.some(holds);
		};
		for (const [index, { stmt, condition }] of steps.entries()) {
			results[index] = null;
			errors[index] = null;
			if (!holds(condition)) continue;
			try {
				results[index] = this.execute(stmt);
			} catch (error) {
				errors[index] = failureOf(error);
			}
		}
		return { step_results: results, step_errors: errors };
	}

	sequence(sql: string): void {
		this.sqlite.exec(sql);
	}

	/** Makes it fit for another client. */
	reset(): void {
		if (this.sqlite.inTransaction) this.sqlite.exec("rollback");
		this.texts.clear();
	}

	close(): void {
		this.sqlite.close();
	}
}
