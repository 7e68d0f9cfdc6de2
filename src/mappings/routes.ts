import { z } from "@hono/zod-openapi";
import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { createMappings } from "./bulk.ts";
import { acceptMapping, declineMapping, editMapping, endMapping } from "./changes.ts";
import { getMapping, listMappings, listMappingsOf } from "./listing.ts";
import {
	assignDoctorBody,
	assignedSchema,
	bulkMappingBody,
	bulkMappingSchema,
	createMappingBody,
	editMappingBody,
	listMappingsQuery,
	mappingSchema,
	readMappingQuery,
} from "./schema.ts";
import { assignDoctor, createMapping } from "./service.ts";

export const mappingRoutes = newRouter();
const tags = ["Mappings"];
const AS_CSV = { item: mappingSchema, file: "mappings" };

const list = protectedRoute("mappings.read", {
	method: "get",
	path: "/api/mappings",
	tags,
	summary: "Which doctors treat the patients whom you may see",
	request: { query: listMappingsQuery },
	responses: listOf(mappingSchema, "MappingPage", "A page of mappings"),
});
mappingRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), AS_CSV, (query) => listMappings(serviceContext(c), query)),
);

const create = protectedRoute("mappings.write", {
	method: "post",
	path: "/api/mappings",
	tags,
	summary: "Map a doctor to a patient",
	description:
		"At once where you speak for the patient (as the patient, the owner or an admin), or are a verified doctor and map " +
		"yourself for the first time; else it is `pending` until somebody who speaks for the patient accepts. What was " +
		"declined may be asked for again after 30 days.",
	request: { body: body(createMappingBody) },
	responses: { 201: json(mappingSchema, "The mapping, active or pending") },
	fails: ["conflict"],
});
mappingRoutes.openapi(create, async (c) => {
	const mapping = await createMapping(serviceContext(c), c.req.valid("json"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(mapping, 201, { ETag: etagOf(mapping) });
});

const createMany = protectedRoute("mappings.bulk", {
	method: "post",
	path: "/api/mappings/bulk",
	tags,
	summary: "Map a doctor to many patients",
	description:
		"Each as if it were mapped alone, with a verdict of its own: one that is rejected holds up no other. Sending the " +
		"same again is harmless.",
	request: { body: body(bulkMappingBody) },
	responses: { 200: json(bulkMappingSchema, "A verdict for each patient, in their order") },
});
mappingRoutes.openapi(createMany, async (c) => {
	const verdicts = await createMappings(serviceContext(c), c.req.valid("json"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(verdicts, 200);
});

const page = listOf(mappingSchema, "MappingPage", "The doctors of the patient, or the one mapping")[200];
const read = protectedRoute("mappings.read", {
	method: "get",
	path: "/api/mappings/{id}",
	tags,
	summary: "The doctors of one patient; with `?by=mapping` one mapping",
	request: { params: idParam, query: readMappingQuery },
	responses: {
		200: {
			description: page.description,
			content: {
				...page.content,
				"application/json": { schema: z.union([page.content["application/json"].schema, mappingSchema]) },
			},
		},
	},
	fails: ["not_found"],
});
mappingRoutes.openapi(read, async (c) => {
	const { id } = c.req.valid("param");
	const { by, ...query } = c.req.valid("query");
	if (by === "patient") return answerList(c, query, AS_CSV, (wanted) => listMappingsOf(serviceContext(c), id, wanted));
	const mapping = await getMapping(serviceContext(c), id);
	return c.json(mapping, 200, { ETag: etagOf(mapping) });
});

for (const method of ["put", "patch"] as const) {
	const edit = protectedRoute("mappings.write", {
		method,
		path: "/api/mappings/{id}",
		tags,
		summary: "Edit what is noted of the care",
		request: { params: idParam, body: body(editMappingBody) },
		responses: { 200: json(mappingSchema, "The mapping as it is now") },
		fails: ["not_found", "precondition_failed"],
	});
	mappingRoutes.openapi(edit, async (c) => {
		const { id } = c.req.valid("param");
		const mapping = await editMapping(serviceContext(c), id, c.req.valid("json"), expectedVersion(c));
		return c.json(mapping, 200, { ETag: etagOf(mapping) });
	});
}

const end = protectedRoute("mappings.write", {
	method: "delete",
	path: "/api/mappings/{id}",
	tags,
	summary: "End the care: the doctor no longer sees the patient",
	request: { params: idParam },
	responses: { 204: { description: "Ended" } },
	fails: ["not_found", "conflict", "precondition_failed"],
});
mappingRoutes.openapi(end, async (c) => {
	await endMapping(serviceContext(c), c.req.valid("param").id, expectedVersion(c));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.body(null, 204);
});

const DECISIONS = [
	["accept", acceptMapping, "Accept a doctor who has asked to treat the patient"],
	["decline", declineMapping, "Decline a doctor who has asked to treat the patient"],
] as const;

for (const [name, decide, summary] of DECISIONS) {
	const decision = protectedRoute("mappings.write", {
		method: "post",
		path: `/api/mappings/{id}/${name}`,
		tags,
		summary,
		request: { params: idParam },
		responses: { 200: json(mappingSchema, "The mapping as it is now") },
		fails: ["not_found", "conflict"],
	});
	mappingRoutes.openapi(decision, async (c) => {
		const mapping = await decide(serviceContext(c), c.req.valid("param").id);
		c.executionCtx.waitUntil(flushOutbox(c.env));
		return c.json(mapping, 200, { ETag: etagOf(mapping) });
	});
}

const assign = protectedRoute("mappings.assign", {
	method: "post",
	path: "/api/auth/assign-doctor",
	tags,
	summary: "Put a doctor in charge of a patient, in place of the one who was",
	request: { body: body(assignDoctorBody) },
	responses: {
		200: json(assignedSchema, "Assigned"),
		202: json(assignedSchema, "Waits for the consent of the patient, the owner or an admin"),
	},
	fails: ["conflict"],
});
mappingRoutes.openapi(assign, async (c) => {
	const { patient_id, doctor_id } = c.req.valid("json");
	const assigned = await assignDoctor(serviceContext(c), patient_id, doctor_id);
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(assigned, assigned.patient ? 200 : 202);
});
