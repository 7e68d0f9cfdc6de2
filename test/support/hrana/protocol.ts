// Hrana 2 over HTTP, as much of it as libSQL's client speaks: docs/HTTP_V2_SPEC.md and docs/HRANA_2_SPEC.md of
// https://github.com/tursodatabase/libsql

export type Value =
	| { type: "null" }
	| { type: "integer"; value: string }
	| { type: "float"; value: number }
	| { type: "text"; value: string }
	| { type: "blob"; base64: string };

export interface Statement {
	sql?: string;
	sql_id?: number;
	args?: Value[];
}

export interface Result {
	cols: { name: string; decltype: string | null }[];
	rows: Value[][];
	affected_row_count: number;
	last_insert_rowid: string | null;
}

export type Condition =
	| { type: "ok"; step: number }
	| { type: "error"; step: number }
	| { type: "not"; cond: Condition }
	| { type: "and" | "or"; conds: Condition[] }
	| { type: "is_autocommit" };

export interface Step {
	stmt: Statement;
	condition?: Condition | null;
}

export type Request =
	| { type: "execute"; stmt: Statement }
	| { type: "batch"; batch: { steps: Step[] } }
	| { type: "sequence"; sql?: string; sql_id?: number }
	| { type: "store_sql"; sql_id: number; sql: string }
	| { type: "close_sql"; sql_id: number }
	| { type: "close" };

export interface Pipeline {
	/** Of the stream that it goes on with; none begins a new one. */
	baton?: string | null;
	requests: Request[];
}
