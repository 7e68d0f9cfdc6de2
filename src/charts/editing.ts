import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { sees, visibleId, visiblePatient } from "../auth/access.ts";
import { patientRight } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, notNullViolation, uniqueViolation } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { problem } from "../http/problem.ts";
import { namedTwice, nameErrors, nameKey } from "./names.ts";
import type { EditedItem, NewItem } from "./schema.ts";
import { type Chart, getItem, type ItemPath, itemAnswer } from "./service.ts";

/** The patient, if the actor may write into their chart: all who see the patient may, but for those who only look on. */
export async function writablePatient({ db, actor }: ServiceContext, id: number) {
	const patient = await visiblePatient(db, actor, id);
	if (patientRight(actor, patient) === "none") throw problem("forbidden");
	return patient;
}

/** What the database refused: a patient out of sight by now, a version gone by, a name that is taken. */
async function refusal(
	{ db }: ServiceContext,
	{ table }: Chart,
	error: unknown,
	{ patientId, keys, isList }: { patientId: number; keys: string[]; isList: boolean },
): Promise<unknown> {
	if (notNullViolation(error)?.endsWith(".patient_id")) return problem("not_found", { cause: error });
	if (uniqueViolation(error) === undefined) return staleProblem(goneProblem(error, table.createdAt));
	const same = and(eq(table.patientId, patientId), inArray(table.nameKey, keys), isNull(table.deletedAt));
	const rows = await db.select({ key: table.nameKey }).from(table).where(same);
	const known = new Set(rows.map(({ key }) => key));
	return problem("conflict", { errors: nameErrors(keys, isList, "is on the list already", (key) => known.has(key)) });
}

/**
 * Adds to a patient's list, all of it or nothing. Throws `not_found` for a patient out of sight, `forbidden` for who only
 * looks on, `invalid` for what the body names twice, `conflict` for names that are on the list: by their places in the
 * body where it `isList`.
 */
async function add(context: ServiceContext, chart: Chart, patientId: number, items: NewItem[], isList: boolean) {
	const { db, actor, origin } = context;
	const { table, entity } = chart;
	await writablePatient(context, patientId);
	const keyed = items.map((item) => ({ ...item, key: nameKey(item.name) }));
	const keys = keyed.map(({ key }) => key);
	const twice = namedTwice(keys);
	if (Object.keys(twice).length > 0) throw problem("invalid", { errors: twice });
	const now = Date.now();
	// One JSON parameter: a statement takes a hundred. In the order of the table's columns.
	const inserted = db
		.insert(table)
		.select(
			sql`select null, ${visibleId(db, actor, patientId)}, value ->> 'name', value ->> 'key', value ->> 'description',
				${actor.id}, 1, ${now}, ${now}, null from json_each(${JSON.stringify(keyed)})`,
		)
		.returning();
	const audited = keys.map((key) => {
		const named = and(eq(table.patientId, patientId), eq(table.nameKey, key), isNull(table.deletedAt));
		const entityId = sql<string>`${db.select({ id: table.id }).from(table).where(named)}`;
		return auditRow(db, { actor, origin, action: `${entity}.create`, entity, entityId, patientId });
	});
	const [rows] = await db.batch([inserted, ...audited]).catch(async (error) => {
		throw await refusal(context, chart, error, { patientId, keys, isList });
	});
	return rows.toSorted((a, b) => a.id - b.id).map(itemAnswer);
}

/** Adds one thing or several to a patient's list; answers as it was asked. Throws as `add`. */
export async function addItems(context: ServiceContext, chart: Chart, patientId: number, body: NewItem | NewItem[]) {
	if (Array.isArray(body)) return add(context, chart, patientId, body, true);
	const [item] = await add(context, chart, patientId, [body], false);
	if (!item) throw problem("internal");
	return item;
}

interface Change {
	action: "edit" | "delete" | "restore";
	values: Partial<Chart["table"]["$inferInsert"]>;
	fields?: string[];
	expected?: number | undefined;
}

/**
 * Changes one thing on a patient's list while it is there, or to restore it while it is not, and the actor sees the
 * patient. Throws as `editItem`.
 */
async function change(context: ServiceContext, chart: Chart, path: ItemPath, changed: Change) {
	const { db, actor, origin } = context;
	const { table, entity } = chart;
	const { action, values, fields = [], expected } = changed;
	const { id: patientId, item: id } = path;
	await writablePatient(context, patientId);
	const { name } = await getItem(context, chart, path, action === "restore" ? "deleted" : "present");
	const isReady = action === "restore" ? isNotNull(table.deletedAt) : isNull(table.deletedAt);
	const createdAt = keptWhile(table.createdAt, isReady, sees(db, actor, patientId));
	const guarded = { ...values, createdAt, version: nextVersion(expected), updatedAt: new Date() };
	await atomic(db, [
		db.update(table).set(guarded).where(eq(table.id, id)),
		auditRow(db, { actor, origin, action: `${entity}.${action}`, entity, entityId: id, patientId, fields }),
	]).catch(async (error) => {
		const keys = [values.nameKey ?? nameKey(name)];
		throw await refusal(context, chart, error, { patientId, keys, isList: false });
	});
}

/**
 * Changes what the body names. Throws `not_found`, `forbidden` for who only looks on, `conflict` for a name that is taken,
 * `precondition_failed` off the `expected` version.
 */
export async function editItem(
	context: ServiceContext,
	chart: Chart,
	path: ItemPath,
	body: EditedItem,
	expected?: number,
) {
	const { name, description } = body;
	const values = { description, ...(name !== undefined && { name, nameKey: nameKey(name) }) };
	await change(context, chart, path, { action: "edit", values, fields: Object.keys(body), expected });
	return getItem(context, chart, path);
}

/** Takes one thing off a patient's list; what it was stays in the database. Throws as `editItem`. */
export async function deleteItem(context: ServiceContext, chart: Chart, path: ItemPath, expected?: number) {
	await change(context, chart, path, { action: "delete", values: { deletedAt: new Date() }, expected });
}

/** Puts back on the list what was taken off it. Throws as `editItem`, `not_found` for what is there. */
export async function restoreItem(context: ServiceContext, chart: Chart, path: ItemPath) {
	await change(context, chart, path, { action: "restore", values: { deletedAt: null } });
	return getItem(context, chart, path);
}
