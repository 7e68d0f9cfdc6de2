import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { createPatient } from "./creation.ts";
import { editPatient } from "./editing.ts";
import { createPatientBody, editPatientBody, listPatientsQuery, patientSchema } from "./schema.ts";
import { deletePatient, getOwnPatient, getPatient, listPatients, restorePatient } from "./service.ts";

export const patientRoutes = newRouter();
const tags = ["Patients"];

const list = protectedRoute("patients.read", {
	method: "get",
	path: "/api/patients",
	tags,
	summary: "The patients whom you may see",
	request: { query: listPatientsQuery },
	responses: listOf(patientSchema, "PatientPage", "A page of patients", { isPrinted: true }),
});
patientRoutes.openapi(list, async (c) => {
	const context = serviceContext(c);
	return answerList(
		c,
		c.req.valid("query"),
		{ item: patientSchema, file: "patients" },
		(query) => listPatients(context, query),
		async (pages, query) => (await import("../exports/patient-list.ts")).patientListPdf(context, pages, query),
	);
});

const create = protectedRoute("patients.create", {
	method: "post",
	path: "/api/patients",
	tags,
	summary: "Create a patient",
	description:
		"With `username`, an admin creates the patient's login too. A patient completes their own profile, once. " +
		"Everybody else creates a record that they own.",
	request: { body: body(createPatientBody) },
	responses: { 201: json(patientSchema, "The new patient") },
	fails: ["conflict"],
});
patientRoutes.openapi(create, async (c) => {
	const patient = await createPatient(serviceContext(c), c.req.valid("json"));
	return c.json(patient, 201, { ETag: etagOf(patient) });
});

const own = protectedRoute("patients.own", {
	method: "get",
	path: "/api/patients/me",
	tags,
	summary: "Your own profile",
	responses: { 200: json(patientSchema, "You") },
	fails: ["not_found"],
});
patientRoutes.openapi(own, async (c) => {
	const patient = await getOwnPatient(serviceContext(c));
	return c.json(patient, 200, { ETag: etagOf(patient) });
});

const read = protectedRoute("patients.read", {
	method: "get",
	path: "/api/patients/{id}",
	tags,
	summary: "One patient",
	request: { params: idParam },
	responses: { 200: json(patientSchema, "The patient") },
	fails: ["not_found"],
});
patientRoutes.openapi(read, async (c) => {
	const patient = await getPatient(serviceContext(c), c.req.valid("param").id);
	return c.json(patient, 200, { ETag: etagOf(patient) });
});

// As in the seeds, PUT too leaves alone what the body does not name.
for (const method of ["put", "patch"] as const) {
	// Before the path with an id, which would match it too.
	const editOwn = protectedRoute("patients.own", {
		method,
		path: "/api/patients/me",
		tags,
		summary: "Edit your own profile",
		request: { body: body(editPatientBody) },
		responses: { 200: json(patientSchema, "You as you are now") },
		fails: ["not_found", "conflict", "precondition_failed"],
	});
	patientRoutes.openapi(editOwn, async (c) => {
		const context = serviceContext(c);
		const { id } = await getOwnPatient(context);
		const patient = await editPatient(context, id, c.req.valid("json"), expectedVersion(c));
		return c.json(patient, 200, { ETag: etagOf(patient) });
	});

	const edit = protectedRoute("patients.edit", {
		method,
		path: "/api/patients/{id}",
		tags,
		summary: "Edit a patient",
		request: { params: idParam, body: body(editPatientBody) },
		responses: { 200: json(patientSchema, "The patient as it is now") },
		fails: ["not_found", "conflict", "precondition_failed"],
	});
	patientRoutes.openapi(edit, async (c) => {
		const { id } = c.req.valid("param");
		const patient = await editPatient(serviceContext(c), id, c.req.valid("json"), expectedVersion(c));
		return c.json(patient, 200, { ETag: etagOf(patient) });
	});
}

const remove = protectedRoute("patients.delete", {
	method: "delete",
	path: "/api/patients/{id}",
	tags,
	summary: "Delete a patient; an admin can restore it",
	request: { params: idParam },
	responses: { 204: { description: "Deleted" } },
	fails: ["not_found", "precondition_failed"],
});
patientRoutes.openapi(remove, async (c) => {
	await deletePatient(serviceContext(c), c.req.valid("param").id, expectedVersion(c));
	return c.body(null, 204);
});

const restore = protectedRoute("patients.restore", {
	method: "post",
	path: "/api/patients/{id}/restore",
	tags,
	summary: "Restore a deleted patient",
	request: { params: idParam },
	responses: { 200: json(patientSchema, "The patient, back again") },
	fails: ["not_found", "conflict"],
});
patientRoutes.openapi(restore, async (c) =>
	c.json(await restorePatient(serviceContext(c), c.req.valid("param").id), 200),
);
