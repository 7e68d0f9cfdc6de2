import { and, eq, type SQL, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { visibleId, visiblePatient, visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { notNullViolation } from "../db/client.ts";
import { clinicianId } from "../doctors/presence.ts";
import { invalid, Problem, problem } from "../http/problem.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import { patients } from "../patients/table.ts";
import { getRecord } from "./detail.ts";
import { type AuthorRole, writingRole } from "./rights.ts";
import type { CreateOwnRecordBody, CreateRecordBody, RecordFields } from "./schema.ts";
import { records } from "./table.ts";

type NewRecord = RecordFields & Pick<CreateRecordBody, "record_type" | "title" | "visit_date">;

/** Within the batch that inserts it: ids only grow. */
const inserted = sql<number>`(select max(id) from records)`;

/**
 * Writes a record of the patient whom `patientId` finds. Throws `refusal` where it finds nobody, or the actor is a doctor
 * no more.
 */
async function insert(
	context: ServiceContext,
	patientId: SQL<number>,
	{ record_type: recordType, visit_date, ...rest }: NewRecord,
	authorRole: AuthorRole,
	refusal: Problem,
) {
	const { db, actor, origin } = context;
	const event = sql`select json_object('type', 'record.created', 'event_id', 'record.created:' || id,
		'patient_id', patient_id, 'actor_id', created_by, 'record_id', id) as event from records where id = ${inserted}`;
	const createdBy = authorRole === "patient" ? actor.id : clinicianId(actor);
	const values = { ...rest, recordType, visitDate: new Date(visit_date), createdBy, authorRole };
	const [[row]] = await db
		.batch([
			db
				.insert(records)
				.values({ ...values, patientId })
				.returning({ id: records.id }),
			outboxRowFrom(db, event),
			auditRow(db, {
				...{ actor, origin, action: "record.create", entity: "record", entityId: sql<string>`${inserted}` },
				patientId: sql<number>`(select patient_id from records where id = ${inserted})`,
			}),
		])
		.catch((error) => {
			const column = notNullViolation(error) ?? "";
			throw ["records.patient_id", "records.created_by"].includes(column) ? refusal : error;
		});
	if (!row) throw problem("internal");
	return getRecord(context, row.id);
}

/**
 * Writes a record of the patient whom the actor is. Throws `invalid` where the body names another patient, `not_found`
 * where the actor has no profile any more.
 */
export function createOwnRecord(context: ServiceContext, { patient, ...body }: CreateOwnRecordBody) {
	const { db, actor } = context;
	const where = and(
		eq(patients.userId, actor.id),
		visiblePatients(db, actor),
		patient === undefined ? undefined : eq(patients.id, patient),
	);
	const self = sql<number>`${db.select({ id: patients.id }).from(patients).where(where)}`;
	const refusal = patient === undefined ? problem("not_found") : invalid("patient", "can only be you");
	return insert(context, self, body, "patient", refusal);
}

/** Writes a record of a patient whom the actor treats, or any for an admin. Throws `invalid` for another `patient`. */
export async function createRecord(context: ServiceContext, { patient: patientId, ...body }: CreateRecordBody) {
	const { db, actor } = context;
	const refusal = invalid("patient", "is not a patient whom you treat");
	const patient = await visiblePatient(db, actor, patientId).catch((error) => {
		throw error instanceof Problem ? refusal : error;
	});
	const role = writingRole(actor, patient);
	if (!role) throw refusal;
	return insert(context, visibleId(db, actor, patientId), body, role, refusal);
}
