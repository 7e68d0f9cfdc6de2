import { type SQL, sql } from "drizzle-orm";
import { problem } from "../http/problem.ts";
import { notNullViolation } from "./client.ts";

/**
 * The next value of a row's `version`. Where the row is not at the version that an edit was made on any more it is null,
 * which the column refuses, and with it the whole batch.
 */
export function nextVersion(expected: number | undefined): SQL<number> {
	if (expected === undefined) return sql<number>`version + 1`;
	// What a form sent that is no number is the version of nothing, and no value that a database takes.
	const known = Number.isSafeInteger(expected) ? expected : null;
	return sql<number>`case when version = ${known} then version + 1 end`;
}

/** `precondition_failed` where `nextVersion` refused the write, else the error as it is. */
export function staleProblem(error: unknown): unknown {
	return notNullViolation(error)?.endsWith(".version") ? problem("precondition_failed", { cause: error }) : error;
}
