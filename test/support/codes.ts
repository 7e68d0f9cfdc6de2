import { env } from "cloudflare:workers";
import { desc, eq } from "drizzle-orm";
import { readCode } from "../../src/credentials/codes.ts";
import { oneTimeCodes } from "../../src/credentials/table.ts";
import { database } from "../../src/db/client.ts";
import { settings } from "../../src/env.ts";

/** The codes that went out to an address, newest first: what its mailbox would show. */
export async function codesFor(email: string): Promise<string[]> {
	const rows = await database(env)
		.select()
		.from(oneTimeCodes)
		.where(eq(oneTimeCodes.email, email.toLowerCase()))
		.orderBy(desc(oneTimeCodes.createdAt));
	return rows.flatMap((row) => readCode(settings(env), row) ?? []);
}
