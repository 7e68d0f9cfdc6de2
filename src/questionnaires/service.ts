import { and, asc, eq, isNull, or } from "drizzle-orm";
import type { UserActor } from "../auth/actor.ts";
import { may, seesEverybody } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import type { Database } from "../db/client.ts";
import { listFrom } from "../db/list.ts";
import { contains, orderBy } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import type { ListTypesQuery } from "./schema.ts";
import { assessmentAnswers, assessmentQuestions, assessmentTypes } from "./table.ts";

const ORDERINGS = { id: assessmentTypes.id, name: assessmentTypes.name, created_at: assessmentTypes.createdAt };

export type AssessmentType = typeof assessmentTypes.$inferSelect;
type Question = typeof assessmentQuestions.$inferSelect;
type Answer = typeof assessmentAnswers.$inferSelect;

export const typeAnswer = (type: AssessmentType) => ({
	id: type.id,
	name: type.name,
	description: type.description,
	bands: type.bands,
	created_by: type.createdBy,
	created_at: type.createdAt.toISOString(),
});

export const questionAnswer = (question: Question) => ({
	...{ id: question.id, assessment_type: question.typeId, text: question.text, flag: question.flag },
});

/** Whoever is assessed must not read which answer is right, nor what it is worth, which tells the same. */
const assesses = (actor: UserActor) => seesEverybody(actor) || may(actor, "assessments.write");

export function answerAnswer(actor: UserActor, answer: Answer) {
	const shown = assesses(actor);
	return {
		...{ id: answer.id, question: answer.questionId, text: answer.text },
		is_correct: shown ? answer.isCorrect : null,
		points: shown ? answer.points : null,
	};
}

/** The questionnaires. */
export function listTypes({ db }: ServiceContext, query: ListTypesQuery) {
	const { search } = query;
	const found = search
		? or(contains(assessmentTypes.name, search), contains(assessmentTypes.description, search))
		: undefined;
	return listFrom(db, {
		query: () => db.select().from(assessmentTypes).$dynamic(),
		where: and(isNull(assessmentTypes.deletedAt), found),
		id: assessmentTypes.id,
		order: orderBy(query.ordering, ORDERINGS, assessmentTypes.id),
		answer: typeAnswer,
	});
}

/** The type, unless it was deleted; else `not_found`. */
export async function existingType(db: Database, id: number): Promise<AssessmentType> {
	const type = await db
		.select()
		.from(assessmentTypes)
		.where(and(eq(assessmentTypes.id, id), isNull(assessmentTypes.deletedAt)))
		.get();
	if (!type) throw problem("not_found");
	return type;
}

/** The question and its type, unless one of them was deleted; else `not_found`. */
export async function existingQuestion(db: Database, id: number) {
	const found = await db
		.select({ question: assessmentQuestions, type: assessmentTypes })
		.from(assessmentQuestions)
		.innerJoin(assessmentTypes, eq(assessmentTypes.id, assessmentQuestions.typeId))
		.where(
			and(eq(assessmentQuestions.id, id), isNull(assessmentQuestions.deletedAt), isNull(assessmentTypes.deletedAt)),
		)
		.get();
	if (!found) throw problem("not_found");
	return found;
}

/** The questions of a type with the answers to choose from, both in the order in which they were written. */
export async function questionsOf(db: Database, typeId: number) {
	const ofType = and(eq(assessmentQuestions.typeId, typeId), isNull(assessmentQuestions.deletedAt));
	const [questions, answers] = await Promise.all([
		db.select().from(assessmentQuestions).where(ofType).orderBy(asc(assessmentQuestions.id)),
		db
			.select({ answer: assessmentAnswers })
			.from(assessmentAnswers)
			.innerJoin(assessmentQuestions, eq(assessmentQuestions.id, assessmentAnswers.questionId))
			.where(and(ofType, isNull(assessmentAnswers.deletedAt)))
			.orderBy(asc(assessmentAnswers.id)),
	]);
	const byQuestion = Map.groupBy(answers, ({ answer }) => answer.questionId);
	return questions.map((question) => ({
		...question,
		answers: (byQuestion.get(question.id) ?? []).map(({ answer }) => answer),
	}));
}

/** A questionnaire with all its questions and answers: one call shows the whole form. */
export async function getWholeType({ db, actor }: ServiceContext, id: number) {
	const type = await existingType(db, id);
	const questions = await questionsOf(db, id);
	return {
		...typeAnswer(type),
		questions: questions.map(({ answers, ...question }) => ({
			...questionAnswer(question),
			answers: answers.map((answer) => answerAnswer(actor, answer)),
		})),
	};
}

/** The questions of a type. Throws `not_found` where it was deleted. */
export async function listQuestions({ db }: ServiceContext, typeId: number) {
	await existingType(db, typeId);
	return listFrom(db, {
		query: () => db.select().from(assessmentQuestions).$dynamic(),
		where: and(eq(assessmentQuestions.typeId, typeId), isNull(assessmentQuestions.deletedAt)),
		id: assessmentQuestions.id,
		order: [asc(assessmentQuestions.id)],
		answer: questionAnswer,
	});
}

/** The answers to a question. Throws `not_found` where it was deleted. */
export async function listAnswers({ db, actor }: ServiceContext, questionId: number) {
	await existingQuestion(db, questionId);
	return listFrom(db, {
		query: () => db.select().from(assessmentAnswers).$dynamic(),
		where: and(eq(assessmentAnswers.questionId, questionId), isNull(assessmentAnswers.deletedAt)),
		id: assessmentAnswers.id,
		order: [asc(assessmentAnswers.id)],
		answer: (answer) => answerAnswer(actor, answer),
	});
}
