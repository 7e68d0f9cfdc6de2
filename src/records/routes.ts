import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { pageQuery } from "../http/paging.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { addComment, listComments } from "./comments.ts";
import { createOwnRecord, createRecord } from "./creation.ts";
import { getRecord } from "./detail.ts";
import { deleteRecord, editRecord, restoreRecord } from "./editing.ts";
import { listMyPatients } from "./my-patients.ts";
import {
	commentSchema,
	createCommentBody,
	createOwnRecordBody,
	createRecordBody,
	editRecordBody,
	listMyPatientsQuery,
	listRecordsQuery,
	myPatientSchema,
	recordDetailSchema,
	recordSchema,
} from "./schema.ts";
import { listRecords } from "./service.ts";

export const recordRoutes = newRouter();

/** One table, two doors: patients write for themselves at one, who treats them at the other. All read all they may. */
const DOORS: { name: "health-records" | "records"; tags: string[]; writers: string }[] = [
	{ name: "health-records", tags: ["Health records"], writers: "the patient who wrote it" },
	{ name: "records", tags: ["Records"], writers: "the doctor who wrote it, or an admin" },
];

const myPatients = protectedRoute("health-records.patients", {
	method: "get",
	// Before the path with an id, which would match it too.
	path: "/api/health-records/my-patients",
	tags: ["Health records"],
	summary: "The patients who are mapped to you, with the sum of their records",
	request: { query: listMyPatientsQuery },
	responses: listOf(myPatientSchema, "MyPatientPage", "A page of your patients"),
});
recordRoutes.openapi(myPatients, async (c) =>
	answerList(c, c.req.valid("query"), { item: myPatientSchema, file: "my-patients" }, (query) =>
		listMyPatients(serviceContext(c), query),
	),
);

const createOwn = protectedRoute("health-records.write", {
	method: "post",
	path: "/api/health-records",
	tags: ["Health records"],
	summary: "Write a health record of your own",
	request: { body: body(createOwnRecordBody) },
	responses: { 201: json(recordDetailSchema, "The new record") },
	fails: ["not_found"],
});
recordRoutes.openapi(createOwn, async (c) => {
	const record = await createOwnRecord(serviceContext(c), c.req.valid("json"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(record, 201, { ETag: etagOf(record) });
});

const create = protectedRoute("records.write", {
	method: "post",
	path: "/api/records",
	tags: ["Records"],
	summary: "Write a record of a patient whom you treat",
	request: { body: body(createRecordBody) },
	responses: { 201: json(recordDetailSchema, "The new record") },
});
recordRoutes.openapi(create, async (c) => {
	const record = await createRecord(serviceContext(c), c.req.valid("json"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(record, 201, { ETag: etagOf(record) });
});

for (const { name, tags, writers } of DOORS) {
	const path = `/api/${name}` as const;

	const list = protectedRoute(`${name}.read`, {
		method: "get",
		path,
		tags,
		summary: "The records of the patients whom you may see, newest visit first",
		request: { query: listRecordsQuery },
		responses: listOf(recordSchema, "HealthRecordPage", "A page of records"),
	});
	recordRoutes.openapi(list, async (c) =>
		answerList(c, c.req.valid("query"), { item: recordSchema, file: name }, (query) =>
			listRecords(serviceContext(c), query),
		),
	);

	const read = protectedRoute(`${name}.read`, {
		method: "get",
		path: `${path}/{id}`,
		tags,
		summary: "One record, with the comments that you may see",
		request: { params: idParam },
		responses: { 200: json(recordDetailSchema, "The record") },
		fails: ["not_found"],
	});
	recordRoutes.openapi(read, async (c) => {
		const record = await getRecord(serviceContext(c), c.req.valid("param").id);
		return c.json(record, 200, { ETag: etagOf(record) });
	});

	// As in the seeds, PUT too leaves alone what the body does not name.
	for (const method of ["put", "patch"] as const) {
		const edit = protectedRoute(`${name}.write`, {
			method,
			path: `${path}/{id}`,
			tags,
			summary: `Edit a record; for ${writers}`,
			request: { params: idParam, body: body(editRecordBody) },
			responses: { 200: json(recordDetailSchema, "The record as it is now") },
			fails: ["not_found", "precondition_failed"],
		});
		recordRoutes.openapi(edit, async (c) => {
			const { id } = c.req.valid("param");
			const record = await editRecord(serviceContext(c), id, c.req.valid("json"), expectedVersion(c));
			return c.json(record, 200, { ETag: etagOf(record) });
		});
	}

	const remove = protectedRoute(`${name}.write`, {
		method: "delete",
		path: `${path}/{id}`,
		tags,
		summary: `Delete a record; for ${writers}. An admin can restore it`,
		request: { params: idParam },
		responses: { 204: { description: "Deleted" } },
		fails: ["not_found", "precondition_failed"],
	});
	recordRoutes.openapi(remove, async (c) => {
		await deleteRecord(serviceContext(c), c.req.valid("param").id, expectedVersion(c));
		return c.body(null, 204);
	});
}

const restore = protectedRoute("records.restore", {
	method: "post",
	path: "/api/records/{id}/restore",
	tags: ["Records"],
	summary: "Restore a deleted record",
	request: { params: idParam },
	responses: { 200: json(recordDetailSchema, "The record, back again") },
	fails: ["not_found"],
});
recordRoutes.openapi(restore, async (c) => {
	const record = await restoreRecord(serviceContext(c), c.req.valid("param").id);
	return c.json(record, 200, { ETag: etagOf(record) });
});

const comments = protectedRoute("health-records.read", {
	method: "get",
	path: "/api/health-records/{id}/comments",
	tags: ["Health records"],
	summary: "The comments on a record that you may see, newest first",
	request: { params: idParam, query: pageQuery },
	responses: listOf(commentSchema, "DoctorCommentPage", "A page of comments"),
	fails: ["not_found"],
});
recordRoutes.openapi(comments, async (c) =>
	answerList(c, c.req.valid("query"), { item: commentSchema, file: "comments" }, () =>
		listComments(serviceContext(c), c.req.valid("param").id),
	),
);

const comment = protectedRoute("health-records.comment", {
	method: "post",
	path: "/api/health-records/{id}/comments",
	tags: ["Health records"],
	summary: "Comment on a record of a patient whom you treat",
	description: "The patient hears of it, unless it is private.",
	request: { params: idParam, body: body(createCommentBody) },
	responses: { 201: json(commentSchema, "The new comment") },
	fails: ["not_found"],
});
recordRoutes.openapi(comment, async (c) => {
	const answer = await addComment(serviceContext(c), c.req.valid("param").id, c.req.valid("json"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(answer, 201);
});
