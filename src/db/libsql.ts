import { createClient } from "@libsql/client/http";
import { drizzle } from "drizzle-orm/libsql/http";
import type { Database } from "./client.ts";
import type { LibsqlAddress } from "./libsql-address.ts";

/** As long as D1 takes at most. */
const PATIENCE_MS = 30_000;

/** How many connections a request may have open at once. */
const CONNECTIONS = 6;

/** The runtime's own: whatever stands in for it later, for a call of something else, is not meant for the database. */
const { fetch } = globalThis;

/** Gives up in time, and leaves no timer behind, which would keep an object from its sleep. */
async function patientFetch(request: Request): Promise<Response> {
	const patience = new AbortController();
	const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
	try {
		const response = await fetch(request, { signal: patience.signal });
		return new Response(await response.arrayBuffer(), response);
	} finally {
		clearTimeout(timer);
	}
}

/**
 * The database at Turso, or any that speaks Hrana 2 over HTTP: what a client has begun in one request must not be ended in
 * another, so each request gets a client of its own. It holds no connection.
 */
export function libsqlDatabase({ url, authToken }: LibsqlAddress): Database {
	const client = createClient({ url, authToken, concurrency: CONNECTIONS, fetch: patientFetch });
	const batch = client.batch.bind(client);
	// Drizzle names no mode, and a transaction that takes the write lock only when it comes to write may be refused it.
	const writing = { batch: (statements: Parameters<typeof batch>[0]) => batch(statements, "write") };
	return drizzle(Object.assign(client, writing));
}
