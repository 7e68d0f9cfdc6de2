import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { bookAppointment } from "./booking.ts";
import { bookAppointments } from "./bulk.ts";
import { editAppointment } from "./editing.ts";
import { listAppointments } from "./listing.ts";
import { proposeAppointments } from "./proposals.ts";
import {
	appointmentSchema,
	bulkAppointmentsBody,
	bulkAppointmentsSchema,
	createAppointmentBody,
	editAppointmentBody,
	listAppointmentsQuery,
	proposeAppointmentsBody,
	proposedAppointmentsSchema,
} from "./schema.ts";
import { deleteAppointment, getAppointment, restoreAppointment } from "./service.ts";

export const appointmentRoutes = newRouter();
const path = "/api/appointments";
const tags = ["Appointments"];

const list = protectedRoute("appointments.read", {
	method: "get",
	path,
	tags,
	summary: "The appointments that you may see",
	request: { query: listAppointmentsQuery },
	responses: listOf(appointmentSchema, "AppointmentPage", "A page of appointments", { isPrinted: true }),
});
appointmentRoutes.openapi(list, async (c) => {
	const context = serviceContext(c);
	return answerList(
		c,
		c.req.valid("query"),
		{ item: appointmentSchema, file: "appointments" },
		(query) => listAppointments(context, query),
		async (pages, query) =>
			(await import("../exports/appointment-schedule.ts")).appointmentSchedulePdf(context, pages, query),
	);
});

const book = protectedRoute("appointments.write", {
	method: "post",
	path,
	tags,
	summary: "Book an appointment",
	description: "With any doctor, for a patient whom you see. Patient and doctor hear of it.",
	request: { body: body(createAppointmentBody) },
	responses: { 201: json(appointmentSchema, "The new appointment") },
	fails: ["conflict"],
});
appointmentRoutes.openapi(book, async (c) => {
	const appointment = await bookAppointment(serviceContext(c), c.req.valid("json"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(appointment, 201, { ETag: etagOf(appointment) });
});

const bookMany = protectedRoute("appointments.bulk", {
	method: "post",
	path: `${path}/bulk`,
	tags,
	summary: "Book many appointments",
	description:
		"Each as if it were booked alone, in their order, with a verdict of its own: one that is rejected holds up no " +
		"other. Sending the same again is harmless.",
	request: { body: body(bulkAppointmentsBody) },
	responses: { 200: json(bulkAppointmentsSchema, "A verdict for each appointment, in their order") },
});
appointmentRoutes.openapi(bookMany, async (c) => {
	const verdicts = await bookAppointments(serviceContext(c), c.req.valid("json"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(verdicts, 200);
});

const proposal = protectedRoute("appointments.bulk", {
	method: "post",
	path: `${path}/proposals`,
	tags,
	summary: "Find free times of a doctor for many patients",
	description:
		"The first ones within the doctor's hours (Monday to Friday from 9 to 17 for who has none), in the order of the " +
		"patients, past what any of them has then. Nothing is booked or kept free: book what you like of it with `bulk`.",
	request: { body: body(proposeAppointmentsBody) },
	responses: { 200: json(proposedAppointmentsSchema, "What can be booked") },
});
appointmentRoutes.openapi(proposal, async (c) =>
	c.json(await proposeAppointments(serviceContext(c), c.req.valid("json")), 200),
);

const read = protectedRoute("appointments.read", {
	method: "get",
	path: `${path}/{id}`,
	tags,
	summary: "One appointment",
	request: { params: idParam },
	responses: { 200: json(appointmentSchema, "The appointment") },
	fails: ["not_found"],
});
appointmentRoutes.openapi(read, async (c) => {
	const appointment = await getAppointment(serviceContext(c), c.req.valid("param").id);
	return c.json(appointment, 200, { ETag: etagOf(appointment) });
});

// As in the seeds, PUT too leaves alone what the body does not name.
for (const method of ["put", "patch"] as const) {
	const edit = protectedRoute("appointments.write", {
		method,
		path: `${path}/{id}`,
		tags,
		summary: "Move an appointment, cancel it, or note how it ended",
		description:
			"With another `start` alone it stays as long as it was. It can be `cancelled`; once it has begun, `completed` or " +
			"`no_show` (not by the patient). These are final, but an admin can make it `scheduled` again.",
		request: { params: idParam, body: body(editAppointmentBody) },
		responses: { 200: json(appointmentSchema, "The appointment as it is now") },
		fails: ["not_found", "conflict", "precondition_failed"],
	});
	appointmentRoutes.openapi(edit, async (c) => {
		const { id } = c.req.valid("param");
		const appointment = await editAppointment(serviceContext(c), id, c.req.valid("json"), expectedVersion(c));
		c.executionCtx.waitUntil(flushOutbox(c.env));
		return c.json(appointment, 200, { ETag: etagOf(appointment) });
	});
}

const remove = protectedRoute("appointments.write", {
	method: "delete",
	path: `${path}/{id}`,
	tags,
	summary: "Delete an appointment; an admin can restore it",
	description:
		"One that is ahead is thereby cancelled. What took place, or was missed, only an admin may " +
		"delete; what has begun, only the practice.",
	request: { params: idParam },
	responses: { 204: { description: "Deleted" } },
	fails: ["not_found", "conflict", "precondition_failed"],
});
appointmentRoutes.openapi(remove, async (c) => {
	await deleteAppointment(serviceContext(c), c.req.valid("param").id, expectedVersion(c));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.body(null, 204);
});

const restore = protectedRoute("appointments.restore", {
	method: "post",
	path: `${path}/{id}/restore`,
	tags,
	summary: "Restore a deleted appointment, where its time is still free",
	request: { params: idParam },
	responses: { 200: json(appointmentSchema, "The appointment, back again") },
	fails: ["not_found", "conflict"],
});
appointmentRoutes.openapi(restore, async (c) => {
	const appointment = await restoreAppointment(serviceContext(c), c.req.valid("param").id);
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(appointment, 200, { ETag: etagOf(appointment) });
});
