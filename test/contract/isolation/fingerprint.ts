import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { database } from "../../../src/db/client.ts";
import { get } from "../../support/client.ts";
import type { Group } from "./group.ts";

/** What is written of everybody who asks: refusals, and who looked at what. */
const TRAILS = ["audit", "patient_accesses"];

/** Where another group may have to do with a doctor whom everybody may know, and the doctor then hears of it. */
const CARE = ["mappings", "appointments", "notifications", "deliveries", "outbox", "mails", "webhook_attempts"];

async function columnsOf(table: string): Promise<string[]> {
	const rows = await database(env).all<{ name: string }>(sql`select name from pragma_table_info(${table})`);
	return rows.map(({ name }) => name);
}

async function tables(): Promise<string[]> {
	const rows = await database(env).all<{ name: string }>(
		sql`select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\' and name not like 'sqlite%'`,
	);
	return rows.map(({ name }) => name).filter((name) => !TRAILS.includes(name));
}

/** Every row of the database in which any of the numbers stands, as `<table> <row>`. */
async function rowsWith(numbers: readonly number[]): Promise<string[]> {
	const found: string[] = [];
	for (const table of await tables()) {
		const among = sql`(select value from json_each(${JSON.stringify(numbers)}))`;
		const names = (await columnsOf(table)).map((column) => sql`${sql.identifier(column)} in ${among}`);
		const where = sql.join(names, sql` or `);
		const rows = await database(env).all(sql`select * from ${sql.identifier(table)} where ${where}`);
		found.push(...rows.map((row) => `${table} ${JSON.stringify(row)}`));
	}
	return found.sort();
}

/** What the object of the group's patient says to the owner, whose token it is. */
async function heartOf({ scenes }: Group, token: string) {
	const path = `/api/patients/${scenes.user.patient}`;
	const lists = [`/api/heart-rate/?patient=${scenes.user.patient}`, `${path}/alert-rules/`, `${path}/alerts/`];
	const answers = await Promise.all(lists.map(async (list) => (await get(list, token)).body.results));
	const { all_time } = (await get(`${path}/heart-rate-stats/`, token)).body;
	return [...answers, all_time];
}

/** All that there is of a group; the token is its user's. */
export async function fingerprintOf(group: Group, token: string) {
	return { rows: await rowsWith([...group.marks.all(), ...group.known]), heart: await heartOf(group, token) };
}
type Fingerprint = Awaited<ReturnType<typeof fingerprintOf>>;

/** What is not as it was, but for rows that tie others to the doctors whom everybody may know. */
export function changesOf({ marks }: Group, before: Fingerprint, after: Fingerprint): string[] {
	const gone = before.rows.filter((row) => !after.rows.includes(row));
	const come = after.rows.filter((row) => !before.rows.includes(row));
	const isOthersCare = (row: string) => CARE.includes(row.split(" ")[0] ?? "") && marks.foundIn(row).length === 0;
	return [
		...gone.map((row) => `gone: ${row}`),
		...come.filter((row) => !isOthersCare(row)).map((row) => `new: ${row}`),
	];
}
