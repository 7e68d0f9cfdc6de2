import { existsSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@libsql/client/http";
import { DrizzleQueryError } from "drizzle-orm/errors";
import { drizzle } from "drizzle-orm/libsql/http";
import { migrate } from "drizzle-orm/libsql/migrator";
import { type LibsqlAddress, readLibsqlAddress } from "../db/libsql-address.ts";
import { Failure, messageOf, misuse } from "./failure.ts";
import type { SqlTarget } from "./sql-target.ts";
import { PROJECT } from "./wrangler.ts";

/** The database that the environment names, or else `.dev.vars`. Throws misuse where neither does. */
export function tursoAddress(): LibsqlAddress {
	const devVars = join(PROJECT, ".dev.vars");
	if (existsSync(devVars)) process.loadEnvFile(devVars);
	const { TURSO_DATABASE_URL: url, TURSO_AUTH_TOKEN: authToken } = process.env;
	if (!url) throw misuse("set TURSO_DATABASE_URL and TURSO_AUTH_TOKEN, in the environment or in .dev.vars");
	const address = readLibsqlAddress(url, authToken);
	if ("fault" in address) throw misuse(`${address.variable} ${address.fault}`);
	return address;
}

/** Drizzle's own message is the statement; the reason is below it. */
function failed(error: unknown): never {
	const reason = error instanceof DrizzleQueryError ? error.cause : error;
	throw new Failure(`the database at Turso says: ${messageOf(reason)}`);
}

/** Brings a libSQL database to the newest migration: all that it lacks in one transaction. */
export async function migrateLibsql({ url, authToken }: LibsqlAddress): Promise<void> {
	const database = drizzle(createClient({ url, authToken }));
	await migrate(database, { migrationsFolder: join(PROJECT, "migrations") }).catch(failed);
}

export function libsqlTarget({ url, authToken }: LibsqlAddress): SqlTarget {
	const client = createClient({ url, authToken });
	return {
		name: "the database at Turso",
		migrating: "npm run migrate:turso",
		async select(sql) {
			const { rows, columns } = await client.execute(sql).catch(failed);
			return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
		},
		async execute(sql) {
			// What is not committed when the stream ends is undone.
			await client.executeMultiple(`begin immediate;\n${sql}\ncommit;`).catch(failed);
		},
	};
}
