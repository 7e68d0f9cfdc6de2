import { and, eq, isNotNull, isNull, or } from "drizzle-orm";
import { noteAccess } from "../accesses/noting.ts";
import { visiblePatient, visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { contains, orderBy } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import { patients } from "../patients/table.ts";
import type { ListItemsQuery } from "./schema.ts";
import { allergies, type ChartTable, medications } from "./table.ts";

/** A list of a patient, and what the audit trail calls its things. */
export interface Chart {
	table: ChartTable;
	entity: "allergy" | "medication";
}

/** Whose list, and which thing on it. */
export interface ItemPath {
	id: number;
	item: number;
}

export const ALLERGIES: Chart = { table: allergies, entity: "allergy" };
export const MEDICATIONS: Chart = { table: medications, entity: "medication" };

export function itemAnswer(item: ChartTable["$inferSelect"]) {
	return {
		id: item.id,
		patient: item.patientId,
		name: item.name,
		description: item.description,
		created_by: item.createdBy,
		created_at: item.createdAt.toISOString(),
		updated_at: item.updatedAt.toISOString(),
		version: item.version,
	};
}

type Presence = "present" | "deleted";

/** What there is, or was, on the list of a patient whom the actor sees. */
function ofPatient({ db, actor }: ServiceContext, { table }: Chart, patientId: number, presence: Presence) {
	const there = presence === "present" ? isNull(table.deletedAt) : isNotNull(table.deletedAt);
	return and(eq(table.patientId, patientId), there, visiblePatients(db, actor));
}

/** A patient's list, or what was taken off it, newest first. Throws `not_found` for a patient out of sight. */
export async function listItems(
	context: ServiceContext,
	chart: Chart,
	patientId: number,
	query: ListItemsQuery,
	presence: Presence = "present",
) {
	const { db, actor } = context;
	const { table } = chart;
	await visiblePatient(db, actor, patientId);
	noteAccess(context, patientId, "chart");
	const { search } = query;
	const found = search ? or(contains(table.name, search), contains(table.description, search)) : undefined;
	const orderings = { id: table.id, name: table.name, created_at: table.createdAt };
	return listFrom(db, {
		query: () =>
			db.select({ item: table }).from(table).innerJoin(patients, eq(patients.id, table.patientId)).$dynamic(),
		where: and(ofPatient(context, chart, patientId, presence), found),
		id: table.id,
		order: orderBy(query.ordering, orderings, table.id),
		answer: ({ item }) => itemAnswer(item),
	});
}

/** One thing that is on a patient's list, or was taken off it, else `not_found`. */
export async function getItem(
	context: ServiceContext,
	chart: Chart,
	{ id: patientId, item: id }: ItemPath,
	presence: Presence = "present",
) {
	const { table } = chart;
	const found = await context.db
		.select({ item: table })
		.from(table)
		.innerJoin(patients, eq(patients.id, table.patientId))
		.where(and(eq(table.id, id), ofPatient(context, chart, patientId, presence)))
		.get();
	if (!found) throw problem("not_found");
	noteAccess(context, patientId, "chart");
	return itemAnswer(found.item);
}
