import { and, asc, gt, type SQL } from "drizzle-orm";
import type { SQLiteColumn, SQLiteSelect, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Database } from "./client.ts";

type Id = number | string;

/** What a list reads. */
interface Source<Q extends SQLiteSelect, T extends { id: Id }> {
	/** A new `select` with its joins, one row for each id, and no condition: each page puts its own. */
	query: () => Q;
	where: SQL | undefined;
	/** Where the condition asks nothing of what is joined: the table to count, without the joins. */
	counted?: SQLiteTable | undefined;
	/** The column of the answers' `id`. */
	id: SQLiteColumn;
	order: SQL[];
	answer: (row: Q["_"]["result"][number]) => T;
}

/** A list that a service has found: nothing of it is read before it is asked for. */
export interface List<T extends { id: Id }> {
	/** One page in the list's own order, and how many match in all. */
	page(part: { limit: number; offset: number }): Promise<{ count: number; results: T[] }>;
	/** The next rows behind an id, by their ids: what others insert or delete meanwhile neither hides nor doubles a row. */
	behind(id: T["id"] | null, limit: number): Promise<T[]>;
}

/** The list of what is at hand anyway, in this order: a few things that no database can be asked for. */
export function listOfAll<T extends { id: Id }>(all: readonly T[]): List<T> {
	return {
		page: async ({ limit, offset }) => ({ count: all.length, results: all.slice(offset, offset + limit) }),
		behind: async (last) => (last === null ? [...all] : []),
	};
}

/** The list of what the query finds where the condition holds. */
export function listFrom<Q extends SQLiteSelect, T extends { id: Id }>(db: Database, source: Source<Q, T>): List<T> {
	const { query, where, counted, id, order } = source;
	const answers = (rows: Q["_"]["result"]) => rows.map((row) => source.answer(row));
	return {
		async page({ limit, offset }) {
			const ordered = query()
				.where(where)
				.orderBy(...order);
			const [rows, count] = await Promise.all([
				ordered.limit(limit).offset(offset).execute(),
				counted ? db.$count(counted, where) : db.$count(query().where(where)),
			]);
			return { count, results: answers(rows) };
		},
		async behind(last, limit) {
			const rest = and(where, last === null ? undefined : gt(id, last));
			return answers(await query().where(rest).orderBy(asc(id)).limit(limit).execute());
		},
	};
}

/** How many rows the first query for all of a list reads, while nobody knows how wide they are, and how many any reads. */
const FIRST_ROWS = 100;
const MOST_ROWS = 1_000;

/** About what the rows of one query may hold: a Worker has 128 MB for all that it does at once. */
const MOST_CHARACTERS = 4_000_000;

/** How many rows like these one query may read. */
function rowsLike(rows: readonly object[]): number {
	const width = JSON.stringify(rows).length / rows.length;
	return Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_CHARACTERS / width)));
}

/** All rows of a list, by their ids, a query at a time. */
export async function* everyRow<T extends { id: Id }>(list: List<T>): AsyncGenerator<T[], void> {
	let last: T | undefined;
	for (let limit = FIRST_ROWS; ; ) {
		const rows = await list.behind(last?.id ?? null, limit);
		yield rows;
		if (rows.length < limit) return;
		limit = rowsLike(rows);
		last = rows.at(-1);
	}
}
