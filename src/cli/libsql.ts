import { join } from "node:path";
import { createClient } from "@libsql/client/http";
import { drizzle } from "drizzle-orm/libsql/http";
import { migrate } from "drizzle-orm/libsql/migrator";
import type { LibsqlAddress } from "../db/libsql.ts";

const MIGRATIONS = join(import.meta.dirname, "../../migrations");

/** Brings a libSQL database to the newest migration: all that it lacks in one transaction. */
export async function migrateLibsql({ url, authToken }: LibsqlAddress): Promise<void> {
	await migrate(drizzle(createClient({ url, authToken })), { migrationsFolder: MIGRATIONS });
}
