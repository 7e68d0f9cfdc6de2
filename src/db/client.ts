import type { BatchItem } from "drizzle-orm/batch";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import { settings } from "../env.ts";
import { libsqlDatabase } from "./libsql.ts";

/** The relational database, as every service gets it, whichever there is. What a write answers is the engine's own affair. */
export interface Database extends BaseSQLiteDatabase<"async", unknown> {
	/** Runs the statements as one transaction: all of them or none. */
	batch: DrizzleD1Database["batch"];
}

/** The database for one run of a handler: what it reads is what was last written. */
export function database(env: Env): Database {
	const { libsql } = settings(env);
	return libsql ? libsqlDatabase(libsql) : drizzle(env.DB);
}

export type Statement = BatchItem<"sqlite">;

/** Runs the statements as one transaction: all of them or none. D1 has no other kind, and no way to look in between. */
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
