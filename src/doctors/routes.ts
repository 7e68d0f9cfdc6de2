import { openContext, serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { body, idParam, json, openRoute, protectedRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { createDoctor, editDoctor } from "./editing.ts";
import { listDoctors } from "./listing.ts";
import { answerPublicList } from "./public-list.ts";
import { doctorAsSeen, doctorBody, doctorSchema, listDoctorsQuery } from "./schema.ts";
import { deleteDoctor, getDoctor, getOwnDoctor, getPublicDoctor, restoreDoctor } from "./service.ts";

/** Some of these are open to everybody: mount them behind `authenticate`, and before what requires an actor. */
export const doctorRoutes = newRouter();
const tags = ["Doctors"];
const csv = { item: doctorSchema, file: "doctors" };

const available = protectedRoute("doctors.read", {
	method: "get",
	path: "/api/auth/doctors",
	tags,
	summary: "The doctors, with their contact details",
	request: { query: listDoctorsQuery },
	responses: listOf(doctorSchema, "DoctorPage", "A page of doctors"),
});
doctorRoutes.openapi(available, async (c) => {
	const context = serviceContext(c);
	return answerList(c, c.req.valid("query"), csv, (query) => listDoctors(context, query));
});

const pageAsSeen = listOf(doctorAsSeen, "DoctorAsSeenPage", "A page of doctors")[200];

// Seed 2 calls them practitioners.
for (const path of ["/api/doctors", "/api/practitioners"]) {
	const list = openRoute({
		method: "get",
		path,
		tags,
		summary: "The doctors, as you may see them",
		description:
			"Without a token (or with a device's): what everybody may see, with an ETag. With one, contact " +
			"details, licence, credentials and experience too.",
		request: { query: listDoctorsQuery },
		responses: { 200: pageAsSeen, 304: { description: "Nothing has changed since the ETag of If-None-Match" } },
	});
	doctorRoutes.openapi(list, async (c) => {
		const { actor, ...context } = openContext(c);
		if (!actor) return answerPublicList(c, context, c.req.valid("query"));
		return answerList(c, c.req.valid("query"), csv, (query) => listDoctors(context, query));
	});

	const create = protectedRoute("doctors.write", {
		method: "post",
		path,
		tags,
		summary: "Create a doctor",
		description:
			"The record is yours to edit. A doctor completes the profile that came with their own login, once: it is complete " +
			"when it has a specialization.",
		request: { body: body(doctorBody) },
		responses: { 201: json(doctorSchema, "The new doctor") },
		fails: ["conflict"],
	});
	doctorRoutes.openapi(create, async (c) => {
		const doctor = await createDoctor(serviceContext(c), c.req.valid("json"));
		return c.json(doctor, 201, { ETag: etagOf(doctor) });
	});

	// Before the path with an id, which would match it too.
	const own = protectedRoute("doctors.own", {
		method: "get",
		path: `${path}/current`,
		tags,
		summary: "The doctor that you are",
		responses: { 200: json(doctorSchema, "You") },
		fails: ["not_found"],
	});
	doctorRoutes.openapi(own, async (c) => {
		const doctor = await getOwnDoctor(serviceContext(c));
		return c.json(doctor, 200, { ETag: etagOf(doctor) });
	});

	const read = openRoute({
		method: "get",
		path: `${path}/{id}`,
		tags,
		summary: "One doctor, as you may see them",
		request: { params: idParam },
		responses: { 200: json(doctorAsSeen, "The doctor") },
		fails: ["not_found"],
	});
	doctorRoutes.openapi(read, async (c) => {
		const { actor, ...context } = openContext(c);
		const { id } = c.req.valid("param");
		if (!actor) return c.json(await getPublicDoctor(context, id), 200);
		const doctor = await getDoctor(context, id);
		return c.json(doctor, 200, { ETag: etagOf(doctor) });
	});

	// As in the seeds, PUT too leaves alone what the body does not name.
	for (const method of ["put", "patch"] as const) {
		const edit = protectedRoute("doctors.write", {
			method,
			path: `${path}/{id}`,
			tags,
			summary: "Edit a doctor: who created it, the doctor themself, or an admin",
			request: { params: idParam, body: body(doctorBody) },
			responses: { 200: json(doctorSchema, "The doctor as they are now") },
			fails: ["not_found", "conflict", "precondition_failed"],
		});
		doctorRoutes.openapi(edit, async (c) => {
			const { id } = c.req.valid("param");
			const doctor = await editDoctor(serviceContext(c), id, c.req.valid("json"), expectedVersion(c));
			return c.json(doctor, 200, { ETag: etagOf(doctor) });
		});
	}

	const remove = protectedRoute("doctors.write", {
		method: "delete",
		path: `${path}/{id}`,
		tags,
		summary: "Delete a doctor; an admin can restore it",
		description: "The doctor sees no patients any more, and the appointments ahead are cancelled.",
		request: { params: idParam },
		responses: { 204: { description: "Deleted" } },
		fails: ["not_found", "precondition_failed"],
	});
	doctorRoutes.openapi(remove, async (c) => {
		await deleteDoctor(serviceContext(c), c.req.valid("param").id, expectedVersion(c));
		c.executionCtx.waitUntil(flushOutbox(c.env));
		return c.body(null, 204);
	});

	const restore = protectedRoute("doctors.restore", {
		method: "post",
		path: `${path}/{id}/restore`,
		tags,
		summary: "Restore a deleted doctor",
		request: { params: idParam },
		responses: { 200: json(doctorSchema, "The doctor, back again") },
		fails: ["not_found", "conflict"],
	});
	doctorRoutes.openapi(restore, async (c) =>
		c.json(await restoreDoctor(serviceContext(c), c.req.valid("param").id), 200),
	);
}
