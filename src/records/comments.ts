import { and, desc, eq, isNull, or, sql } from "drizzle-orm";
import { noteAccess } from "../accesses/noting.ts";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import { visibleId, visiblePatient, visiblePatients } from "../auth/access.ts";
import type { UserActor } from "../auth/actor.ts";
import { seesEverybody } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { notNullViolation } from "../db/client.ts";
import { listFrom } from "../db/list.ts";
import { clinicianId, practises } from "../doctors/presence.ts";
import { doctors } from "../doctors/table.ts";
import { problem } from "../http/problem.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import { patients } from "../patients/table.ts";
import type { RecordRow } from "./answer.ts";
import { seesPrivateComments, writingRole } from "./rights.ts";
import { type CreateCommentBody, SHOWN_COMMENTS } from "./schema.ts";
import { visibleRecord } from "./service.ts";
import { recordComments, records } from "./table.ts";

interface CommentRow {
	comment: typeof recordComments.$inferSelect;
	author: Pick<typeof users.$inferSelect, "username" | "firstName" | "lastName">;
	doctor: typeof doctors.$inferSelect | null;
}

function commentAnswer({ comment, author, doctor }: CommentRow) {
	const { firstName, lastName } = doctor ?? author;
	return {
		id: comment.id,
		record: comment.recordId,
		author: comment.authorId,
		doctor: doctor?.id ?? null,
		author_name: `${firstName} ${lastName}`.trim() || author.username,
		comment: comment.comment,
		is_private: comment.isPrivate,
		created_at: comment.createdAt.toISOString(),
		updated_at: comment.updatedAt.toISOString(),
	};
}

/** The comments on a patient's records that the actor may see. */
function readable({ db, actor }: ServiceContext, patient: RecordRow["patient"]) {
	return and(
		eq(records.patientId, patient.id),
		isNull(records.deletedAt),
		visiblePatients(db, actor),
		shown(actor, patient),
	);
}

const on = ({ record }: RecordRow) => eq(recordComments.recordId, record.id);

/** Not the private ones, but to whom they are for. */
function shown(actor: UserActor, patient: RecordRow["patient"]) {
	const open = eq(recordComments.isPrivate, false);
	if (!seesPrivateComments(actor, patient)) return open;
	return seesEverybody(actor) ? undefined : or(open, practises(actor));
}

function commentQuery({ db }: ServiceContext) {
	const { username, firstName, lastName } = users;
	return db
		.select({ comment: recordComments, author: { username, firstName, lastName }, doctor: doctors })
		.from(recordComments)
		.innerJoin(records, eq(records.id, recordComments.recordId))
		.innerJoin(patients, eq(patients.id, records.patientId))
		.innerJoin(users, eq(users.id, recordComments.authorId))
		.leftJoin(doctors, eq(doctors.userId, recordComments.authorId));
}

/** The newest comments on a record that the actor may see. */
export async function newestComments(context: ServiceContext, row: RecordRow) {
	const newest = commentQuery(context)
		.where(and(on(row), readable(context, row.patient)))
		.orderBy(desc(recordComments.id));
	return (await newest.limit(SHOWN_COMMENTS)).map(commentAnswer);
}

/** The comments on a record that the actor may see, newest first. Throws `not_found` for a record out of sight. */
export async function listComments(context: ServiceContext, recordId: number) {
	const row = await visibleRecord(context, recordId);
	noteAccess(context, row.patient.id, "records");
	return listFrom(context.db, {
		query: () => commentQuery(context).$dynamic(),
		where: and(on(row), readable(context, row.patient)),
		id: recordComments.id,
		order: [desc(recordComments.id)],
		answer: commentAnswer,
	});
}

/** The comments on all records of a patient that the actor may see. Throws `not_found` for a patient out of sight. */
export async function listCommentsOf(context: ServiceContext, patientId: number) {
	const patient = await visiblePatient(context.db, context.actor, patientId);
	noteAccess(context, patientId, "records");
	return listFrom(context.db, {
		query: () => commentQuery(context).$dynamic(),
		where: readable(context, patient),
		id: recordComments.id,
		order: [desc(recordComments.id)],
		answer: commentAnswer,
	});
}

/** Within the batch that inserts it: ids only grow. */
const inserted = sql<number>`(select max(id) from record_comments)`;

/**
 * Comments on a record of a patient whom the actor treats, and tells the patient unless it is private. Throws
 * `not_found` for a record out of sight, `forbidden` for who does not treat the patient; also where the right ends at this
 * very moment.
 */
export async function addComment(context: ServiceContext, recordId: number, body: CreateCommentBody) {
	const { db, actor, origin } = context;
	const { patient, record } = await visibleRecord(context, recordId);
	if (!writingRole(actor, patient)) throw problem("forbidden");
	const stillThere = db
		.select({ id: records.id })
		.from(records)
		.where(
			and(
				eq(records.id, record.id),
				isNull(records.deletedAt),
				eq(records.patientId, visibleId(db, actor, patient.id)),
			),
		);
	const { comment, is_private: isPrivate } = body;
	const event = sql`select json_object('type', 'comment.added', 'event_id', 'comment.added:' || comment.id,
		'patient_id', record.patient_id, 'actor_id', comment.author_id, 'record_id', record.id) as event
		from record_comments comment join records record on record.id = comment.record_id
		where comment.id = ${inserted} and not comment.is_private`;
	const [[row]] = await db
		.batch([
			db
				.insert(recordComments)
				.values({ recordId: sql<number>`${stillThere}`, authorId: clinicianId(actor), comment, isPrivate })
				.returning({ id: recordComments.id }),
			outboxRowFrom(db, event),
			auditRow(db, {
				...{ actor, origin, action: "comment.create", entity: "comment", entityId: sql<string>`${inserted}` },
				patientId: patient.id,
			}),
		])
		.catch((error) => {
			const column = notNullViolation(error);
			if (column === "record_comments.author_id") throw problem("forbidden", { cause: error });
			throw column === "record_comments.record_id" ? problem("not_found", { cause: error }) : error;
		});
	if (!row) throw problem("internal");
	const written = await commentQuery(context)
		.where(and(eq(recordComments.id, row.id), visiblePatients(db, actor)))
		.get();
	if (!written) throw problem("not_found");
	return commentAnswer(written);
}
