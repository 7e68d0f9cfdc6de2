import { execute, type Place, select } from "./wrangler.ts";

/** A database that a program reads and writes by SQL. */
export interface SqlTarget {
	/** As people call it. */
	name: string;
	/** What brings it to the newest migration. */
	migrating: string;
	/** The rows that one SELECT gives. */
	select(sql: string): Promise<Record<string, unknown>[]>;
	/** Runs the statements as one transaction. */
	execute(sql: string): Promise<void>;
}

/** D1, by wrangler. */
export function d1Target(place: Place): SqlTarget {
	return {
		name: place.remote ? "the deployed database" : "the local database",
		migrating: place.remote ? "npx wrangler d1 migrations apply edgeward --remote" : "npm start",
		select: (sql) => select(sql, place),
		execute: async (sql) => {
			await execute(sql, place);
		},
	};
}
