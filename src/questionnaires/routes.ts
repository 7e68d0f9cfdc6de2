import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { answerList, listOf } from "../http/listing.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import {
	addAnswer,
	addQuestion,
	createType,
	deleteType,
	removeAnswer,
	removeQuestion,
	restoreType,
} from "./editing.ts";
import {
	answerSchema,
	createAnswerBody,
	createQuestionBody,
	createTypeBody,
	listPartsQuery,
	listTypesQuery,
	questionSchema,
	typeSchema,
	wholeTypeSchema,
} from "./schema.ts";
import { getWholeType, listAnswers, listQuestions, listTypes } from "./service.ts";

export const questionnaireRoutes = newRouter();
const tags = ["Assessment types"];

const list = protectedRoute("assessments.read", {
	method: "get",
	path: "/api/assessments/types",
	tags,
	summary: "The questionnaires; PHQ-9 and GAD-7 come with the system",
	request: { query: listTypesQuery },
	responses: listOf(typeSchema, "AssessmentTypePage", "A page of questionnaires"),
});
questionnaireRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: typeSchema, file: "assessment-types" }, (query) =>
		listTypes(serviceContext(c), query),
	),
);

const create = protectedRoute("assessments.write", {
	method: "post",
	path: "/api/assessments/types",
	tags,
	summary: "Create a questionnaire",
	request: { body: body(createTypeBody) },
	responses: { 201: json(typeSchema, "The new questionnaire, still without questions") },
	fails: ["conflict"],
});
questionnaireRoutes.openapi(create, async (c) => c.json(await createType(serviceContext(c), c.req.valid("json")), 201));

const read = protectedRoute("assessments.read", {
	method: "get",
	path: "/api/assessments/types/{id}",
	tags,
	summary: "One questionnaire, with its questions and answers",
	request: { params: idParam },
	responses: { 200: json(wholeTypeSchema, "The whole form") },
	fails: ["not_found"],
});
questionnaireRoutes.openapi(read, async (c) =>
	c.json(await getWholeType(serviceContext(c), c.req.valid("param").id), 200),
);

const questions = protectedRoute("assessments.read", {
	method: "get",
	path: "/api/assessments/types/{id}/questions",
	tags,
	summary: "The questions of a questionnaire",
	request: { params: idParam, query: listPartsQuery },
	responses: listOf(questionSchema, "AssessmentQuestionPage", "A page of questions"),
	fails: ["not_found"],
});
questionnaireRoutes.openapi(questions, async (c) =>
	answerList(c, c.req.valid("query"), { item: questionSchema, file: "assessment-questions" }, () =>
		listQuestions(serviceContext(c), c.req.valid("param").id),
	),
);

const ask = protectedRoute("assessments.write", {
	method: "post",
	path: "/api/assessments/types/{id}/questions",
	tags,
	summary: "Add a question to a questionnaire of yours",
	request: { params: idParam, body: body(createQuestionBody) },
	responses: { 201: json(questionSchema, "The new question") },
	fails: ["not_found"],
});
questionnaireRoutes.openapi(ask, async (c) =>
	c.json(await addQuestion(serviceContext(c), c.req.valid("param").id, c.req.valid("json")), 201),
);

const answers = protectedRoute("assessments.read", {
	method: "get",
	path: "/api/assessments/questions/{id}/answers",
	tags,
	summary: "The answers to a question",
	request: { params: idParam, query: listPartsQuery },
	responses: listOf(answerSchema, "AssessmentAnswerPage", "A page of answers"),
	fails: ["not_found"],
});
questionnaireRoutes.openapi(answers, async (c) =>
	answerList(c, c.req.valid("query"), { item: answerSchema, file: "assessment-answers" }, () =>
		listAnswers(serviceContext(c), c.req.valid("param").id),
	),
);

const answer = protectedRoute("assessments.write", {
	method: "post",
	path: "/api/assessments/questions/{id}/answers",
	tags,
	summary: "Add an answer to a question of yours",
	request: { params: idParam, body: body(createAnswerBody) },
	responses: { 201: json(answerSchema, "The new answer") },
	fails: ["not_found", "conflict"],
});
questionnaireRoutes.openapi(answer, async (c) =>
	c.json(await addAnswer(serviceContext(c), c.req.valid("param").id, c.req.valid("json")), 201),
);

const REMOVALS = [
	["types", deleteType, "Take a questionnaire of yours out of use; an admin can restore it"],
	["questions", removeQuestion, "Take a question of yours out of use"],
	["answers", removeAnswer, "Take an answer of yours out of use"],
] as const;

for (const [part, remove, summary] of REMOVALS) {
	const removal = protectedRoute("assessments.write", {
		method: "delete",
		path: `/api/assessments/${part}/{id}`,
		tags,
		summary,
		description: "Assessments that used it stay as they are.",
		request: { params: idParam },
		responses: { 204: { description: "Out of use" } },
		fails: ["not_found"],
	});
	questionnaireRoutes.openapi(removal, async (c) => {
		await remove(serviceContext(c), c.req.valid("param").id);
		return c.body(null, 204);
	});
}

const restore = protectedRoute("assessments.restore", {
	method: "post",
	path: "/api/assessments/types/{id}/restore",
	tags,
	summary: "Put a questionnaire back into use",
	request: { params: idParam },
	responses: { 200: json(typeSchema, "The questionnaire") },
	fails: ["not_found", "conflict"],
});
questionnaireRoutes.openapi(restore, async (c) =>
	c.json(await restoreType(serviceContext(c), c.req.valid("param").id), 200),
);
