import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { database } from "../../src/db/client.ts";
import { monitorOf } from "../../src/monitor/stub.ts";
import { intercept } from "../support/statements.ts";

/**
 * What is written behind a request's back, or because it was refused: who looked, what waits for the Queue and comes out
 * of it, wrong passwords, and what became of them in the audit trail.
 */
const ASIDE = [
	...["patient_accesses", "outbox", "notifications", "mails", "deliveries", "webhook_attempts", "dead_letters"],
	...["failed_sign_ins", "audit", "patient_vitals", "ward_alerts", "d1_migrations"],
];
/** Of a patient's object: the rest is what its alarm is about to do. */
const OF_OBJECT = ["chunks", "days", "devices", "alert_rules", "alert_episodes"];

let writes = 0;

/** Counts from now on what the database is told to write, whether or not it comes to that. Returns how to end it. */
export function countWrites(): () => void {
	const isWrite = (text: string) =>
		!/^\s*select/i.test(text) && !ASIDE.some((table) => text.startsWith(`insert into "${table}"`));
	const count = (texts: readonly string[]) => {
		writes += texts.filter(isWrite).length;
	};
	const { restore } = intercept({
		statement(text, go) {
			count([text]);
			return go();
		},
		transaction(texts, go) {
			count(texts);
			return go();
		},
	});
	return restore;
}

const ofObject = async <T>(patient: number, ask: (sql: SqlStorage) => T): Promise<T> =>
	runInDurableObject(await monitorOf(env, patient), (_, state) => ask(state.storage.sql));

/** A number that changes with each write: in the database, and in a patient's object where one is given. */
export async function writesSoFar(patient: number | undefined): Promise<string> {
	const changes = "select total_changes() changes";
	const inObject = patient === undefined ? 0 : await ofObject(patient, (sql) => sql.exec(changes).one().changes);
	return `${writes} ${inObject}`;
}

interface Column {
	table: string;
	name: string;
}

/** A function takes so many arguments. */
const MOST_ARGUMENTS = 30;

/** What a table holds, in a few numbers: rows, and sums over each column. */
function sums(table: string, columns: readonly string[]): string {
	const all = ["count(*)", ...columns.flatMap((name) => [`total("${name}")`, `total(length("${name}"))`])];
	const parts = Array.from({ length: Math.ceil(all.length / MOST_ARGUMENTS) }, (_, index) =>
		all.slice(index * MOST_ARGUMENTS, (index + 1) * MOST_ARGUMENTS),
	);
	return `(select json_array(${parts.map((part) => `json_array(${part.join(", ")})`).join(", ")}) from "${table}") "${table}"`;
}

const statementOf = (columns: readonly Column[]): string => {
	const tables = Object.entries(Object.groupBy(columns, ({ table }) => table));
	return `select ${tables
		.map(([table, found = []]) =>
			sums(
				table,
				found.map(({ name }) => name),
			),
		)
		.join(", ")}`;
};

const COLUMNS = `select t.name "table", c.name from sqlite_master t join pragma_table_info(t.name) c where t.type = 'table'`;

let statement: Promise<string> | undefined;

async function ofDatabase(): Promise<string> {
	const columns = await database(env).all<Column>(
		sql.raw(`${COLUMNS} and t.name not like '\\_cf%' escape '\\' and t.name not like 'sqlite%'`),
	);
	return statementOf(columns.filter(({ table }) => !ASIDE.includes(table)));
}

/** All that is stored, as far as it must be the same after a refused request. */
export async function stored(patient: number): Promise<unknown[]> {
	statement ??= ofDatabase();
	const inDatabase = await database(env).get(sql.raw(await statement));
	const inObject = await ofObject(patient, (sql) => {
		const columns = OF_OBJECT.flatMap((table) =>
			sql
				.exec<{ name: string }>("select name from pragma_table_info(?)", table)
				.toArray()
				.map(({ name }) => ({ table, name })),
		);
		return sql.exec(statementOf(columns)).one();
	});
	return [inDatabase, inObject];
}
