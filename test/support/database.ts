import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type Client, createClient, type InStatement } from "@libsql/client/http";

/** What tests do to the database by SQL goes by D1's interface, whichever engine there is. */
export interface SqlDatabase {
	prepare(sql: string): SqlStatement;
	batch(statements: SqlStatement[]): Promise<unknown>;
	exec(sql: string): Promise<unknown>;
}

export interface SqlStatement {
	bind(...values: unknown[]): SqlStatement;
	first<T = unknown>(column: string): Promise<T | null>;
	first<T = Record<string, unknown>>(): Promise<T | null>;
	all<T = Record<string, unknown>>(): Promise<{ results: T[] }>;
	run(): Promise<{ meta: { changes: number } }>;
}

/** A statement for libSQL. The casts: its values are SQLite's, and its rows are whatever the test asked for. */
class LibsqlStatement implements SqlStatement {
	private readonly client: Client;
	private readonly sql: string;
	private readonly values: unknown[];

	constructor(client: Client, sql: string, values: unknown[] = []) {
		this.client = client;
		this.sql = sql;
		this.values = values;
	}

	get sent(): InStatement {
		return { sql: this.sql, args: this.values.map((value) => value ?? null) } as InStatement;
	}

	bind(...values: unknown[]) {
		return new LibsqlStatement(this.client, this.sql, values);
	}

	async all<T>() {
		const { rows, columns } = await this.client.execute(this.sent);
		const results = rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])) as T);
		return { results };
	}

	async first<T>(column?: string) {
		const [row] = (await this.all<Record<string, unknown>>()).results;
		return ((column === undefined ? row : row?.[column]) ?? null) as T | null;
	}

	async run() {
		const { rowsAffected } = await this.client.execute(this.sent);
		return { meta: { changes: rowsAffected } };
	}
}

function overLibsql(client: Client): SqlDatabase {
	return {
		prepare: (sql) => new LibsqlStatement(client, sql),
		batch: (statements) =>
			client.batch(
				statements.map((statement) => (statement as LibsqlStatement).sent),
				"write",
			),
		exec: (sql) => client.executeMultiple(sql),
	};
}

const { TURSO_DATABASE_URL: url, TURSO_AUTH_TOKEN: authToken } = env;
const client = url ? createClient({ url, authToken }) : undefined;

export const ENGINE = client ? "libsql" : "d1";

/** The database, for what no request does to it. */
export const DB: SqlDatabase = client ? overLibsql(client) : env.DB;

/** Gives D1 today's tables; libSQL's databases begin with them. */
export async function migrate(): Promise<void> {
	if (ENGINE === "d1") await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
}
