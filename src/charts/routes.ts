import { z } from "@hono/zod-openapi";
import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { getOwnPatient } from "../patients/service.ts";
import { addItems, deleteItem, editItem, restoreItem } from "./editing.ts";
import { getContact, setContact } from "./emergency-contact.ts";
import { allergySchemas, contactBody, contactSchema, itemParam, listItemsQuery, medicationSchemas } from "./schema.ts";
import { ALLERGIES, getItem, listItems, MEDICATIONS } from "./service.ts";

export const chartRoutes = newRouter();
const tags = ["Charts"];

const LISTS = [
	{ chart: ALLERGIES, name: "allergies", schemas: allergySchemas },
	{ chart: MEDICATIONS, name: "medications", schemas: medicationSchemas },
] as const;

for (const { chart, name, schemas } of LISTS) {
	const path = `/api/patients/{id}/${name}` as const;
	const created = json(z.union([schemas.item, z.array(schemas.item)]), "What was added: one, or all of the list");

	const list = protectedRoute("charts.read", {
		method: "get",
		path,
		tags,
		summary: `The ${name} of a patient`,
		request: { params: idParam, query: listItemsQuery },
		responses: listOf(schemas.item, schemas.page, `A page of ${name}`),
		fails: ["not_found"],
	});
	chartRoutes.openapi(list, async (c) =>
		answerList(c, c.req.valid("query"), { item: schemas.item, file: name }, (query) =>
			listItems(serviceContext(c), chart, c.req.valid("param").id, query),
		),
	);

	const add = protectedRoute("charts.write", {
		method: "post",
		path,
		tags,
		summary: `Add one or several ${name}`,
		description: "Each name once a patient, in any case. A list is added whole or not at all.",
		request: { params: idParam, body: body(schemas.create) },
		responses: { 201: created },
		fails: ["not_found", "conflict"],
	});
	chartRoutes.openapi(add, async (c) =>
		c.json(await addItems(serviceContext(c), chart, c.req.valid("param").id, c.req.valid("json")), 201),
	);

	const addOwn = protectedRoute("patients.own", {
		method: "post",
		path: `/api/v1/patients/${name}`,
		tags,
		summary: `Add one or several of your own ${name} (seed 2)`,
		request: { body: body(schemas.create) },
		responses: { 201: created },
		fails: ["not_found", "conflict"],
	});
	chartRoutes.openapi(addOwn, async (c) => {
		const context = serviceContext(c);
		const { id } = await getOwnPatient(context);
		return c.json(await addItems(context, chart, id, c.req.valid("json")), 201);
	});

	const read = protectedRoute("charts.read", {
		method: "get",
		path: `${path}/{item}`,
		tags,
		summary: `One of the ${name} of a patient`,
		request: { params: itemParam },
		responses: { 200: json(schemas.item, "As it is now") },
		fails: ["not_found"],
	});
	chartRoutes.openapi(read, async (c) => {
		const answer = await getItem(serviceContext(c), chart, c.req.valid("param"));
		return c.json(answer, 200, { ETag: etagOf(answer) });
	});

	// As in the seeds, PUT too leaves alone what the body does not name.
	for (const method of ["put", "patch"] as const) {
		const edit = protectedRoute("charts.write", {
			method,
			path: `${path}/{item}`,
			tags,
			summary: `Edit one of the ${name} of a patient`,
			request: { params: itemParam, body: body(schemas.edit) },
			responses: { 200: json(schemas.item, "As it is now") },
			fails: ["not_found", "conflict", "precondition_failed"],
		});
		chartRoutes.openapi(edit, async (c) => {
			const edited = c.req.valid("json");
			const answer = await editItem(serviceContext(c), chart, c.req.valid("param"), edited, expectedVersion(c));
			return c.json(answer, 200, { ETag: etagOf(answer) });
		});
	}

	const remove = protectedRoute("charts.write", {
		method: "delete",
		path: `${path}/{item}`,
		tags,
		summary: `Take one of the ${name} off the list of a patient; an admin can restore it`,
		request: { params: itemParam },
		responses: { 204: { description: "Off the list" } },
		fails: ["not_found", "precondition_failed"],
	});
	chartRoutes.openapi(remove, async (c) => {
		await deleteItem(serviceContext(c), chart, c.req.valid("param"), expectedVersion(c));
		return c.body(null, 204);
	});

	const restore = protectedRoute("charts.restore", {
		method: "post",
		path: `${path}/{item}/restore`,
		tags,
		summary: `Put one of the ${name} back on the list of a patient`,
		request: { params: itemParam },
		responses: { 200: json(schemas.item, "On the list again") },
		fails: ["not_found", "conflict"],
	});
	chartRoutes.openapi(restore, async (c) => {
		const answer = await restoreItem(serviceContext(c), chart, c.req.valid("param"));
		return c.json(answer, 200, { ETag: etagOf(answer) });
	});
}

const readContact = protectedRoute("charts.read", {
	method: "get",
	path: "/api/patients/{id}/emergency-contact",
	tags,
	summary: "Whom to call for a patient",
	request: { params: idParam },
	responses: { 200: json(contactSchema, "Nulls where nobody is known") },
	fails: ["not_found"],
});
chartRoutes.openapi(readContact, async (c) => {
	const contact = await getContact(serviceContext(c), c.req.valid("param").id);
	return c.json(contact, 200, { ETag: etagOf(contact) });
});

const replaceContact = protectedRoute("charts.write", {
	method: "put",
	path: "/api/patients/{id}/emergency-contact",
	tags,
	summary: "Say whom to call for a patient",
	request: { params: idParam, body: body(contactBody) },
	responses: { 200: json(contactSchema, "Whom to call now") },
	fails: ["not_found", "precondition_failed"],
});
chartRoutes.openapi(replaceContact, async (c) => {
	const { id } = c.req.valid("param");
	const contact = await setContact(serviceContext(c), id, c.req.valid("json"), expectedVersion(c));
	return c.json(contact, 200, { ETag: etagOf(contact) });
});

const replaceOwnContact = protectedRoute("patients.own", {
	method: "post",
	path: "/api/v1/patients/emergency-contact",
	tags,
	summary: "Say whom to call for you (seed 2)",
	request: { body: body(contactBody) },
	responses: { 201: json(contactSchema, "Whom to call now") },
	fails: ["not_found"],
});
chartRoutes.openapi(replaceOwnContact, async (c) => {
	const context = serviceContext(c);
	const { id } = await getOwnPatient(context);
	const contact = await setContact(context, id, c.req.valid("json"));
	return c.json(contact, 201, { ETag: etagOf(contact) });
});
