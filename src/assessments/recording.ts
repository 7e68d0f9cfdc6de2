import { and, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { sees, visibleId, visiblePatient, visiblePatients } from "../auth/access.ts";
import { patientRight } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, type Database, notNullViolation, type Statement } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { clinicianId } from "../doctors/presence.ts";
import { invalid, Problem, problem } from "../http/problem.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import { patients } from "../patients/table.ts";
import { existingType, questionsOf } from "../questionnaires/service.ts";
import { assessmentTypes } from "../questionnaires/table.ts";
import { mayAssess, mayEditAssessment } from "./rights.ts";
import type { CreateAssessmentBody, EditAssessmentBody } from "./schema.ts";
import { type Result, resultFaults, type Score, type SeverityBand, scoreOf } from "./scoring.ts";
import { getAssessment, raised, visibleAssessment } from "./service.ts";
import { assessmentResults, assessments } from "./table.ts";

const notAssessed = () => invalid("patient", "is not a patient whom you assess");

/** Throws `invalid` on the patient where the actor may not assess them. */
async function assessablePatient({ db, actor }: ServiceContext, id: number): Promise<void> {
	const patient = await visiblePatient(db, actor, id).catch((error) => {
		throw error instanceof Problem ? notAssessed() : error;
	});
	if (!mayAssess(actor, patientRight(actor, patient))) throw notAssessed();
}

/** The score of the results by the questions of today. Throws `invalid` for what is wrong with them. */
async function scored(db: Database, typeId: number, bands: readonly SeverityBand[], results: readonly Result[]) {
	const questionnaire = { bands, questions: await questionsOf(db, typeId) };
	const errors = resultFaults(questionnaire, results);
	if (Object.keys(errors).length > 0) throw problem("invalid", { errors });
	return scoreOf(questionnaire, results);
}

/** The statement that stores results: one parameter, however many they are. */
function resultRows(db: Database, assessmentId: number | SQL<number>, results: readonly Result[]) {
	const pairs = JSON.stringify(results.map(({ question, answer }) => [question, answer]));
	return db
		.insert(assessmentResults)
		.select(sql`select ${assessmentId}, value ->> 0, value ->> 1 from json_each(${pairs})`);
}

/** The statement that tells of an assessment, if what was answered in it calls for attention. */
function flaggedRow({ db, actor }: ServiceContext, id: number | SQL<number>) {
	return outboxRowFrom(
		db,
		sql`select json_object('type', 'assessment.flagged', 'event_id', 'assessment.flagged:' || id || ':' || version,
			'patient_id', patient_id, 'actor_id', ${actor.id}, 'assessment_id', id) as event
			from assessments where id = ${id} and exists (select 1 ${raised})`,
	);
}

/** Throws `invalid` for a day that has not come yet. */
function dayOf(date: string | undefined): Date | undefined {
	if (date === undefined) return undefined;
	const day = new Date(date);
	if (day.getTime() > Date.now()) throw invalid("date", "is in the future");
	return day;
}

/** Records what a questionnaire found, with its score. Throws `invalid` on the field that may not be used. */
export async function createAssessment(context: ServiceContext, body: CreateAssessmentBody) {
	const { db, actor, origin } = context;
	const { patient: patientId, assessment_type: typeId, results } = body;
	await assessablePatient(context, patientId);
	const { bands } = await existingType(db, typeId).catch((error) => {
		throw error instanceof Problem ? invalid("assessment_type", "is not an assessment type") : error;
	});
	const score = await scored(db, typeId, bands, results);
	const assessedAt = dayOf(body.date) ?? new Date();
	const inserted = sql<number>`(select max(id) from assessments where practitioner_id = ${actor.id})`;
	const statements = [
		db
			.insert(assessments)
			.values({
				typeId,
				patientId: visibleId(db, actor, patientId),
				practitionerId: clinicianId(actor),
				assessedAt,
				...score,
			})
			.returning({ id: assessments.id }),
		resultRows(db, inserted, results),
		flaggedRow(context, inserted),
		auditRow(db, {
			...{ actor, origin, action: "assessment.create", entity: "assessment", patientId },
			entityId: sql<string>`${inserted}`,
		}),
	] as const;
	const [[row]] = await db.batch(statements).catch((error) => {
		const refused = ["assessments.patient_id", "assessments.practitioner_id"].includes(notNullViolation(error) ?? "");
		throw refused ? notAssessed() : error;
	});
	if (!row) throw problem("internal");
	return getAssessment(context, row.id);
}

/** The assessment, if the actor wrote it or is an admin; else `not_found` or `forbidden`. */
async function editableAssessment(context: ServiceContext, id: number) {
	const row = await visibleAssessment(context, id);
	if (!mayEditAssessment(context.actor, { practitioner: row.assessment.practitionerId }))
		throw problem("forbidden", { detail: "Only who assessed, or an admin, may change this." });
	return row;
}

const byQuestion = (results: readonly Result[]) =>
	JSON.stringify(
		results.map(({ question, answer }) => [question, answer]).sort(([one = 0], [other = 0]) => one - other),
	);

async function bandsOf(db: Database, typeId: number): Promise<readonly SeverityBand[]> {
	// Also where the type was taken out of use since: what was found with it can still be put right.
	const type = await db.select().from(assessmentTypes).where(eq(assessmentTypes.id, typeId)).get();
	return type?.bands ?? [];
}

interface Change {
	action: "assessment.edit" | "assessment.delete" | "assessment.restore";
	values: Partial<typeof assessments.$inferInsert>;
	fields?: string[];
	expected?: number | undefined;
	also?: Statement[];
}

/** Changes an assessment while the actor sees its patient and, but for a restore, while it is there: else `not_found`. */
async function change(context: ServiceContext, assessment: typeof assessments.$inferSelect, changed: Change) {
	const { db, actor, origin } = context;
	const { id, patientId } = assessment;
	const { action, values, fields = [], expected, also = [] } = changed;
	const isReady = action === "assessment.restore" ? isNotNull(assessments.deletedAt) : isNull(assessments.deletedAt);
	const createdAt = keptWhile(assessments.createdAt, isReady, sees(db, actor, patientId));
	await atomic(db, [
		db
			.update(assessments)
			.set({ ...values, createdAt, version: nextVersion(expected), updatedAt: new Date() })
			.where(eq(assessments.id, id)),
		...also,
		auditRow(db, { actor, origin, action, entity: "assessment", entityId: id, patientId, fields }),
	]).catch((error) => {
		throw staleProblem(goneProblem(error, assessments.createdAt));
	});
}

/**
 * Changes the results, and with them the score by the questions of today, or the day. Throws `not_found`, `forbidden` but
 * for author and admin, `invalid`, and `precondition_failed` off the `expected` version.
 */
export async function editAssessment(context: ServiceContext, id: number, body: EditAssessmentBody, expected?: number) {
	const { db } = context;
	const { assessment, results: known, flags } = await editableAssessment(context, id);
	const { typeId, patientId } = assessment;
	if ((body.assessment_type ?? typeId) !== typeId) throw invalid("assessment_type", "cannot be changed");
	if ((body.patient ?? patientId) !== patientId) throw invalid("patient", "cannot be changed");
	const assessedAt = dayOf(body.date) ?? assessment.assessedAt;
	// Who sends a whole answer back changes only what they changed in it.
	const results = body.results && byQuestion(body.results) !== byQuestion(known) ? body.results : undefined;
	const score: Partial<Score> = results ? await scored(db, typeId, await bandsOf(db, typeId), results) : {};
	const fields = [
		...(results ? ["results"] : []),
		...(assessedAt.getTime() === assessment.assessedAt.getTime() ? [] : ["date"]),
	];
	const also = results
		? [
				db.delete(assessmentResults).where(eq(assessmentResults.assessmentId, id)),
				resultRows(db, id, results),
				...(flags.length === 0 ? [flaggedRow(context, id)] : []),
			]
		: [];
	const values = { ...score, assessedAt };
	await change(context, assessment, { action: "assessment.edit", values, fields, expected, also });
	return getAssessment(context, id);
}

/** Hides an assessment; an admin can restore it. Author and admin only. Throws as `editAssessment`. */
export async function deleteAssessment(context: ServiceContext, id: number, expected?: number): Promise<void> {
	const { assessment } = await editableAssessment(context, id);
	await change(context, assessment, { action: "assessment.delete", values: { deletedAt: new Date() }, expected });
}

/** Brings a deleted assessment back, if its patient is there; else `not_found`. */
export async function restoreAssessment(context: ServiceContext, id: number) {
	const { db, actor } = context;
	const deleted = await db
		.select({ assessment: assessments })
		.from(assessments)
		.innerJoin(patients, eq(patients.id, assessments.patientId))
		.where(and(eq(assessments.id, id), isNotNull(assessments.deletedAt), visiblePatients(db, actor)))
		.get();
	if (!deleted) throw problem("not_found");
	await change(context, deleted.assessment, { action: "assessment.restore", values: { deletedAt: null } });
	return getAssessment(context, id);
}
