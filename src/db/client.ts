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

/** The database for one request. */
export interface Session {
	db: Database;
	/** What makes a later session no older than this one; null where there is nothing to be older than. */
	bookmark(): string | null;
}

/**
 * Begins at D1's primary, or at a copy near by that is no older than the bookmark; all further reads of the session may be
 * of copies that are no older than what it has seen and written. libSQL answers from its primary alone.
 */
export function openSession(env: Env, from = "first-primary"): Session {
	const { libsql } = settings(env);
	if (libsql) return { db: libsqlDatabase(libsql), bookmark: () => null };
	const session = env.DB.withSession(from);
	// The cast: a session is all of D1 that Drizzle asks for, which its type does not know.
	return { db: drizzle(session as unknown as D1Database), bookmark: () => session.getBookmark() };
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
