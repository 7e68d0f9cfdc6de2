import { and, eq, gte, isNull, lt, type SQL, sql } from "drizzle-orm";
import { noteAccess } from "../accesses/noting.ts";
import { visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { settings } from "../env.ts";
import { endOf, firstOf } from "../http/filters.ts";
import { orderBy } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import { patients } from "../patients/table.ts";
import { assessmentTypes } from "../questionnaires/table.ts";
import type { ListAssessmentsQuery } from "./schema.ts";
import { assessments } from "./table.ts";

const ORDERINGS = {
	id: assessments.id,
	date: assessments.assessedAt,
	final_score: assessments.finalScore,
	points: assessments.points,
	created_at: assessments.createdAt,
};

interface ResultAnswer {
	question: number;
	question_text: string;
	answer: number;
	answer_text: string;
}

// The two casts name what the SQL beside them builds.
const resultList = (text: string) => JSON.parse(text) as ResultAnswer[];
const flagList = (text: string) => JSON.parse(text) as string[];

/** The results of each assessment, by the questions' order; what was taken out of use since is still named. */
const results = sql<string>`(
	select json_group_array(json_object('question', q.id, 'question_text', q.text, 'answer', a.id, 'answer_text', a.text)
		order by q.id)
	from assessment_results r
	join assessment_questions q on q.id = r.question_id
	join assessment_answers a on a.id = r.answer_id
	where r.assessment_id = ${assessments.id})`.mapWith(resultList);

/** The flags of its questions whose chosen answer has points: what stands behind a `select` from `assessments`. */
export const raised = sql`
	from assessment_results r
	join assessment_questions q on q.id = r.question_id
	join assessment_answers a on a.id = r.answer_id
	where r.assessment_id = ${assessments.id} and q.flag is not null and a.points > 0`;
const flags = sql<string>`(select json_group_array(distinct q.flag) ${raised})`.mapWith(flagList);

const columns = { assessment: assessments, typeName: assessmentTypes.name, results, flags };

interface AssessmentRow {
	assessment: typeof assessments.$inferSelect;
	typeName: string;
	results: ResultAnswer[];
	flags: string[];
}

export const assessmentAnswer = ({ assessment, typeName, results, flags }: AssessmentRow) => ({
	id: assessment.id,
	assessment_type: assessment.typeId,
	assessment_type_name: typeName,
	patient: assessment.patientId,
	practitioner: assessment.practitionerId,
	date: assessment.assessedAt.toISOString(),
	final_score: assessment.finalScore,
	points: assessment.points,
	severity: assessment.severity,
	flags,
	results,
	created_at: assessment.createdAt.toISOString(),
	updated_at: assessment.updatedAt.toISOString(),
	version: assessment.version,
});

function matching({ env }: ServiceContext, query: ListAssessmentsQuery): (SQL | undefined)[] {
	const { clinicTimezone: zone } = settings(env);
	const { patient, assessment_type, severity, flag, from, to } = query;
	return [
		patient === undefined ? undefined : eq(assessments.patientId, patient),
		assessment_type === undefined ? undefined : eq(assessments.typeId, assessment_type),
		severity === undefined ? undefined : eq(assessments.severity, severity),
		flag === undefined ? undefined : sql`exists (select 1 ${raised} and q.flag = ${flag})`,
		from === undefined ? undefined : gte(assessments.assessedAt, firstOf(from, zone)),
		to === undefined ? undefined : lt(assessments.assessedAt, endOf(to, zone)),
	];
}

/** The assessments of the patients whom the actor sees. */
export function listAssessments(context: ServiceContext, query: ListAssessmentsQuery) {
	const { db, actor } = context;
	if (query.patient !== undefined) noteAccess(context, query.patient, "assessments");
	return listFrom(db, {
		query: () =>
			db
				.select(columns)
				.from(assessments)
				.innerJoin(patients, eq(patients.id, assessments.patientId))
				.innerJoin(assessmentTypes, eq(assessmentTypes.id, assessments.typeId))
				.$dynamic(),
		where: and(isNull(assessments.deletedAt), visiblePatients(db, actor), ...matching(context, query)),
		id: assessments.id,
		order: orderBy(query.ordering ?? "-date", ORDERINGS, assessments.id),
		answer: assessmentAnswer,
	});
}

/** The assessment's row with all that its answer shows, if the actor sees its patient; else `not_found`. */
export async function visibleAssessment({ db, actor }: ServiceContext, id: number): Promise<AssessmentRow> {
	const found = await db
		.select(columns)
		.from(assessments)
		.innerJoin(patients, eq(patients.id, assessments.patientId))
		.innerJoin(assessmentTypes, eq(assessmentTypes.id, assessments.typeId))
		.where(and(eq(assessments.id, id), isNull(assessments.deletedAt), visiblePatients(db, actor)))
		.get();
	if (!found) throw problem("not_found");
	return found;
}

/** One assessment of a patient whom the actor sees, else `not_found`. */
export async function getAssessment(context: ServiceContext, id: number) {
	const row = await visibleAssessment(context, id);
	noteAccess(context, row.assessment.patientId, "assessments");
	return assessmentAnswer(row);
}
