import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { POINTS_PER_CORRECT } from "../assessments/scoring.ts";
import { auditRow } from "../audit/service.ts";
import type { UserActor } from "../auth/actor.ts";
import { isAdmin } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, uniqueViolation } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { problem, taken } from "../http/problem.ts";
import type { CreateAnswerBody, CreateQuestionBody, CreateTypeBody } from "./schema.ts";
import {
	type AssessmentType,
	answerAnswer,
	existingQuestion,
	existingType,
	questionAnswer,
	typeAnswer,
} from "./service.ts";
import { assessmentAnswers, assessmentQuestions, assessmentTypes } from "./table.ts";

/** Throws `forbidden` unless the actor made the type or is an admin. What comes with the system is nobody's to edit. */
function mustBeEditable(actor: UserActor, type: AssessmentType): void {
	if (type.createdBy === null)
		throw problem("forbidden", { detail: "This questionnaire comes with the system: nobody edits it." });
	if (type.createdBy !== actor.id && !isAdmin(actor))
		throw problem("forbidden", { detail: "Only who made this questionnaire, or an admin, may change it." });
}

const nameTaken = (error: unknown) => (uniqueViolation(error) === "assessment_types_name" ? taken("name") : error);

/** Throws `conflict` where there is a type of this name already. */
export async function createType({ db, actor, origin }: ServiceContext, body: CreateTypeBody) {
	const inserted = sql<string>`(select max(id) from assessment_types where created_by = ${actor.id})`;
	const [[type]] = await db
		.batch([
			db
				.insert(assessmentTypes)
				.values({ ...body, createdBy: actor.id })
				.returning(),
			auditRow(db, {
				...{ actor, origin, action: "assessment-type.create", entity: "assessment-type" },
				entityId: inserted,
			}),
		])
		.catch((error) => {
			throw nameTaken(error);
		});
	if (!type) throw problem("internal");
	return typeAnswer(type);
}

/** Takes a questionnaire out of use. What was found with it stays as it is. */
export async function deleteType({ db, actor, origin }: ServiceContext, id: number): Promise<void> {
	mustBeEditable(actor, await existingType(db, id));
	const createdAt = keptWhile(assessmentTypes.createdAt, isNull(assessmentTypes.deletedAt));
	await atomic(db, [
		db.update(assessmentTypes).set({ deletedAt: new Date(), createdAt }).where(eq(assessmentTypes.id, id)),
		auditRow(db, {
			...{ actor, origin, action: "assessment-type.delete", entity: "assessment-type", entityId: id },
		}),
	]).catch((error) => {
		throw goneProblem(error, assessmentTypes.createdAt);
	});
}

/** Puts a questionnaire back into use. Throws `not_found` for one in use, `conflict` where another has its name. */
export async function restoreType({ db, actor, origin }: ServiceContext, id: number) {
	const type = await db
		.select()
		.from(assessmentTypes)
		.where(and(eq(assessmentTypes.id, id), isNotNull(assessmentTypes.deletedAt)))
		.get();
	if (!type) throw problem("not_found");
	const createdAt = keptWhile(assessmentTypes.createdAt, isNotNull(assessmentTypes.deletedAt));
	await atomic(db, [
		db.update(assessmentTypes).set({ deletedAt: null, createdAt }).where(eq(assessmentTypes.id, id)),
		auditRow(db, {
			...{ actor, origin, action: "assessment-type.restore", entity: "assessment-type", entityId: id },
		}),
	]).catch((error) => {
		throw goneProblem(nameTaken(error), assessmentTypes.createdAt);
	});
	return typeAnswer(type);
}

/** The audit row of a change to what a questionnaire asks: `fields` names the part. */
function partRow(
	{ db, actor, origin }: ServiceContext,
	{ id }: AssessmentType,
	done: "add" | "remove",
	part: "question" | "answer",
) {
	return auditRow(db, {
		...{ actor, origin, action: `assessment-type.${done}-${part}`, entity: "assessment-type", entityId: id },
	});
}

export async function addQuestion(context: ServiceContext, typeId: number, body: CreateQuestionBody) {
	const { db, actor } = context;
	const type = await existingType(db, typeId);
	mustBeEditable(actor, type);
	const [[question]] = await db.batch([
		db
			.insert(assessmentQuestions)
			.values({ typeId, text: body.text, flag: body.flag ?? null })
			.returning(),
		partRow(context, type, "add", "question"),
	]);
	if (!question) throw problem("internal");
	return questionAnswer(question);
}

/** Takes a question out of use: for a mistake in it, as what was answered to one must never read otherwise later. */
export async function removeQuestion(context: ServiceContext, id: number): Promise<void> {
	const { db, actor } = context;
	const { type } = await existingQuestion(db, id);
	mustBeEditable(actor, type);
	const text = keptWhile(assessmentQuestions.text, isNull(assessmentQuestions.deletedAt));
	await atomic(db, [
		db.update(assessmentQuestions).set({ deletedAt: new Date(), text }).where(eq(assessmentQuestions.id, id)),
		partRow(context, type, "remove", "question"),
	]).catch((error) => {
		throw goneProblem(error, assessmentQuestions.text);
	});
}

const SECOND = "is true of another answer of this question";

/** Throws `conflict` where the question has its right answer already. */
export async function addAnswer(context: ServiceContext, questionId: number, body: CreateAnswerBody) {
	const { db, actor } = context;
	const { type } = await existingQuestion(db, questionId);
	mustBeEditable(actor, type);
	const { text, is_correct: isCorrect, points = isCorrect ? POINTS_PER_CORRECT : 0 } = body;
	const [[answer]] = await db
		.batch([
			db.insert(assessmentAnswers).values({ questionId, text, isCorrect, points }).returning(),
			partRow(context, type, "add", "answer"),
		])
		.catch((error) => {
			const second = uniqueViolation(error) === "assessment_answers.question_id";
			throw second ? problem("conflict", { errors: { is_correct: [SECOND] } }) : error;
		});
	if (!answer) throw problem("internal");
	return answerAnswer(actor, answer);
}

/** Takes an answer out of use, as `removeQuestion` does. */
export async function removeAnswer(context: ServiceContext, id: number): Promise<void> {
	const { db, actor } = context;
	const answer = await db
		.select({ questionId: assessmentAnswers.questionId })
		.from(assessmentAnswers)
		.where(and(eq(assessmentAnswers.id, id), isNull(assessmentAnswers.deletedAt)))
		.get();
	if (!answer) throw problem("not_found");
	const { type } = await existingQuestion(db, answer.questionId);
	mustBeEditable(actor, type);
	const text = keptWhile(assessmentAnswers.text, isNull(assessmentAnswers.deletedAt));
	await atomic(db, [
		db.update(assessmentAnswers).set({ deletedAt: new Date(), text }).where(eq(assessmentAnswers.id, id)),
		partRow(context, type, "remove", "answer"),
	]).catch((error) => {
		throw goneProblem(error, assessmentAnswers.text);
	});
}
