import { and, getTableName, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { problem } from "../http/problem.ts";
import { notNullViolation } from "./client.ts";

/**
 * The column as it is while all the conditions hold, else null: a NOT NULL column that an update sets to it refuses the
 * write, and with it the whole batch, from the moment on in which a right has ended or a thing has gone.
 */
export function keptWhile<C extends SQLiteColumn>(column: C, ...conditions: (SQL | undefined)[]): SQL<C["_"]["data"]> {
	return sql<C["_"]["data"]>`case when ${and(...conditions)} then ${column} end`;
}

/** `not_found` where `keptWhile` of this column refused the write, else the error as it is. */
export function goneProblem(error: unknown, column: SQLiteColumn): unknown {
	const refused = `${getTableName(column.table)}.${column.name}`;
	return notNullViolation(error) === refused ? problem("not_found", { cause: error }) : error;
}
