import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { createAssessment, deleteAssessment, editAssessment, restoreAssessment } from "./recording.ts";
import { assessmentSchema, createAssessmentBody, editAssessmentBody, listAssessmentsQuery } from "./schema.ts";
import { getAssessment, listAssessments } from "./service.ts";

export const assessmentRoutes = newRouter();
const tags = ["Assessments"];

const list = protectedRoute("assessments.read", {
	method: "get",
	path: "/api/assessments",
	tags,
	summary: "The assessments of the patients whom you may see",
	request: { query: listAssessmentsQuery },
	responses: listOf(assessmentSchema, "AssessmentPage", "A page of assessments"),
});
assessmentRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: assessmentSchema, file: "assessments" }, (query) =>
		listAssessments(serviceContext(c), query),
	),
);

const create = protectedRoute("assessments.write", {
	method: "post",
	path: "/api/assessments",
	tags,
	summary: "Record what a questionnaire found",
	description:
		"For a doctor, of a patient whom they treat. The score is that of the day: later changes to the questionnaire " +
		"leave it alone. An answer that calls for attention, as one on self-harm, notifies the patient's doctors.",
	request: { body: body(createAssessmentBody) },
	responses: { 201: json(assessmentSchema, "The assessment, with its score") },
});
assessmentRoutes.openapi(create, async (c) => {
	const assessment = await createAssessment(serviceContext(c), c.req.valid("json"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(assessment, 201, { ETag: etagOf(assessment) });
});

const read = protectedRoute("assessments.read", {
	method: "get",
	path: "/api/assessments/{id}",
	tags,
	summary: "One assessment",
	request: { params: idParam },
	responses: { 200: json(assessmentSchema, "The assessment") },
	fails: ["not_found"],
});
assessmentRoutes.openapi(read, async (c) => {
	const assessment = await getAssessment(serviceContext(c), c.req.valid("param").id);
	return c.json(assessment, 200, { ETag: etagOf(assessment) });
});

for (const method of ["put", "patch"] as const) {
	const edit = protectedRoute("assessments.write", {
		method,
		path: "/api/assessments/{id}",
		tags,
		summary: "Correct an assessment of yours: its results, or its day",
		request: { params: idParam, body: body(editAssessmentBody) },
		responses: { 200: json(assessmentSchema, "The assessment, scored anew") },
		fails: ["not_found", "precondition_failed"],
	});
	assessmentRoutes.openapi(edit, async (c) => {
		const { id } = c.req.valid("param");
		const assessment = await editAssessment(serviceContext(c), id, c.req.valid("json"), expectedVersion(c));
		c.executionCtx.waitUntil(flushOutbox(c.env));
		return c.json(assessment, 200, { ETag: etagOf(assessment) });
	});
}

const remove = protectedRoute("assessments.write", {
	method: "delete",
	path: "/api/assessments/{id}",
	tags,
	summary: "Delete an assessment of yours; an admin can restore it",
	request: { params: idParam },
	responses: { 204: { description: "Deleted" } },
	fails: ["not_found", "precondition_failed"],
});
assessmentRoutes.openapi(remove, async (c) => {
	await deleteAssessment(serviceContext(c), c.req.valid("param").id, expectedVersion(c));
	return c.body(null, 204);
});

const restore = protectedRoute("assessments.restore", {
	method: "post",
	path: "/api/assessments/{id}/restore",
	tags,
	summary: "Restore a deleted assessment",
	request: { params: idParam },
	responses: { 200: json(assessmentSchema, "The assessment, back again") },
	fails: ["not_found"],
});
assessmentRoutes.openapi(restore, async (c) => {
	const assessment = await restoreAssessment(serviceContext(c), c.req.valid("param").id);
	return c.json(assessment, 200, { ETag: etagOf(assessment) });
});
