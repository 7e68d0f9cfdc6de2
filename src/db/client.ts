import type { BatchItem } from "drizzle-orm/batch";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";

/** The relational database, as every service gets it. */
export type Database = DrizzleD1Database;

// Of each binding: it holds no connection, and making one takes as long as a small query.
const databases = new WeakMap<D1Database, Database>();

export function database({ DB }: Env): Database {
	const db = databases.get(DB) ?? drizzle(DB);
	databases.set(DB, db);
	return db;
}

export type Statement = BatchItem<"sqlite">;

/** Runs the statements as one transaction: all of them or none. D1 has no other kind. */
export async function atomic(db: Database, statements: [Statement, ...Statement[]]): Promise<void> {
	await db.batch(statements);
}

/** The column whose NOT NULL refused a write (`sessions.user_id`), or undefined for any other failure. */
export const notNullViolation = (error: unknown) => violation(error, /NOT NULL constraint failed: ([\w.]+)/);

/** The column of a UNIQUE constraint that refused a write (`patients.email`), or undefined for any other failure. */
export const uniqueViolation = (error: unknown) => violation(error, /UNIQUE constraint failed: (?:index ')?([\w.]+)/);

function violation(error: unknown, pattern: RegExp): string | undefined {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		const [, column] = pattern.exec(cause.message) ?? [];
		if (column) return column;
	}
	return undefined;
}
