import { eq, isNotNull, isNull } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { sees } from "../auth/access.ts";
import { isAdmin } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { practises } from "../doctors/presence.ts";
import { invalid, problem } from "../http/problem.ts";
import { getRecord } from "./detail.ts";
import { mayEditRecord } from "./rights.ts";
import type { EditRecordBody } from "./schema.ts";
import { deletedRecord, visibleRecord } from "./service.ts";
import { records } from "./table.ts";

/** The record, if the actor may change it; else `not_found` or `forbidden`. */
async function editableRecord(context: ServiceContext, id: number) {
	const { record } = await visibleRecord(context, id);
	const detail = "Only its author and an admin may change a record. You may comment on it.";
	if (!mayEditRecord(context.actor, record)) throw problem("forbidden", { detail });
	return record;
}

interface Change {
	action: "record.edit" | "record.delete" | "record.restore";
	values: Partial<typeof records.$inferInsert>;
	fields?: string[];
	expected?: number | undefined;
}

/**
 * Changes a record while the actor sees its patient, is a doctor still who wrote it as one and, but for a restore, while
 * it is there: else `not_found`.
 */
async function change(context: ServiceContext, record: typeof records.$inferSelect, changed: Change): Promise<void> {
	const { db, actor, origin } = context;
	const { id, patientId, authorRole } = record;
	const { action, values, fields = [], expected } = changed;
	const isReady = action === "record.restore" ? isNotNull(records.deletedAt) : isNull(records.deletedAt);
	const isStill = isAdmin(actor) || authorRole !== "doctor" ? undefined : practises(actor);
	const createdAt = keptWhile(records.createdAt, isReady, isStill, sees(db, actor, patientId));
	await atomic(db, [
		db
			.update(records)
			.set({ ...values, createdAt, version: nextVersion(expected), updatedAt: new Date() })
			.where(eq(records.id, id)),
		auditRow(db, { actor, origin, action, entity: "record", entityId: id, patientId, fields }),
	]).catch((error) => {
		throw staleProblem(goneProblem(error, records.createdAt));
	});
}

/**
 * Changes what the body names of a record that the actor wrote, or of any for an admin. Whose record it is does not
 * change. Throws `not_found`, `forbidden`, `invalid`, `precondition_failed` off the `expected` version.
 */
export async function editRecord(context: ServiceContext, id: number, body: EditRecordBody, expected?: number) {
	const record = await editableRecord(context, id);
	const { patient, record_type: recordType, visit_date, ...rest } = body;
	if (patient !== undefined && patient !== record.patientId) throw invalid("patient", "cannot be changed");
	const visitDate = visit_date === undefined ? undefined : new Date(visit_date);
	const fields = Object.keys(body).filter((field) => field !== "patient");
	const values = { ...rest, recordType, visitDate };
	await change(context, record, { action: "record.edit", values, fields, expected });
	return getRecord(context, id);
}

/** Hides a record from everybody; an admin can restore it. Throws as `editRecord`. */
export async function deleteRecord(context: ServiceContext, id: number, expected?: number): Promise<void> {
	const record = await editableRecord(context, id);
	await change(context, record, { action: "record.delete", values: { deletedAt: new Date() }, expected });
}

/** Brings a deleted record back, with its comments. Throws `not_found` for one that is not deleted. */
export async function restoreRecord(context: ServiceContext, id: number) {
	const { record } = await deletedRecord(context, id);
	await change(context, record, { action: "record.restore", values: { deletedAt: null } });
	return getRecord(context, id);
}
