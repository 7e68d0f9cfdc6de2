import { and, eq, gte, isNotNull, isNull, lte, or, type SQL } from "drizzle-orm";
import { noteAccess } from "../accesses/noting.ts";
import { visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { settings } from "../env.ts";
import { firstOf, lastOf } from "../http/filters.ts";
import { contains, orderBy } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import { patients } from "../patients/table.ts";
import { type RecordRow, recordAnswer, recordColumns } from "./answer.ts";
import type { ListRecordsQuery } from "./schema.ts";
import { records } from "./table.ts";

const ORDERINGS = {
	visit_date: records.visitDate,
	id: records.id,
	title: records.title,
	record_type: records.recordType,
	created_at: records.createdAt,
	updated_at: records.updatedAt,
};

const patientOf = eq(patients.id, records.patientId);

function searched(text: string): SQL | undefined {
	return or(...[records.title, records.description, records.diagnosis].map((column) => contains(column, text)));
}

/** The records of the patients whom the actor sees: the newest visit first. */
export function listRecords(context: ServiceContext, query: ListRecordsQuery) {
	const { db, env, actor } = context;
	if (query.patient) noteAccess(context, query.patient, "records");
	const { clinicTimezone: zone } = settings(env);
	const where = and(
		isNull(records.deletedAt),
		visiblePatients(db, actor),
		query.patient ? eq(records.patientId, query.patient) : undefined,
		query.record_type ? eq(records.recordType, query.record_type) : undefined,
		query.created_by ? eq(records.createdBy, query.created_by) : undefined,
		query.from ? gte(records.visitDate, firstOf(query.from, zone)) : undefined,
		query.to ? lte(records.visitDate, lastOf(query.to, zone)) : undefined,
		query.search ? searched(query.search) : undefined,
	);
	return listFrom(db, {
		query: () => db.select(recordColumns).from(records).innerJoin(patients, patientOf).$dynamic(),
		where,
		id: records.id,
		order: orderBy(query.ordering ?? "-visit_date", ORDERINGS, records.id),
		answer: recordAnswer,
	});
}

async function recordWhere({ db, actor }: ServiceContext, id: number, where: SQL): Promise<RecordRow> {
	const found = await db
		.select(recordColumns)
		.from(records)
		.innerJoin(patients, patientOf)
		.where(and(eq(records.id, id), where, visiblePatients(db, actor)))
		.get();
	if (!found) throw problem("not_found");
	return found;
}

/** The record with its patient, if the actor sees the patient; else `not_found`. */
export function visibleRecord(context: ServiceContext, id: number): Promise<RecordRow> {
	return recordWhere(context, id, isNull(records.deletedAt));
}

/** The same of a record that was deleted. */
export function deletedRecord(context: ServiceContext, id: number): Promise<RecordRow> {
	return recordWhere(context, id, isNotNull(records.deletedAt));
}
