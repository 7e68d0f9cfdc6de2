import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { beginAgain } from "../http/nearby.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { alertDetailSchema, alertSchema, listAlertsQuery, listPatientAlertsQuery, snoozeBody } from "./schema.ts";
import { acknowledgeAlert, getAlert, listAlerts, listAlertsOf } from "./service.ts";
import { endSnooze, snoozeAlert } from "./snoozes.ts";

export const alertRoutes = newRouter();
const tags = ["Alerts"];
const AS_CSV = { item: alertSchema, file: "alerts" };

const list = protectedRoute("alerts.read", {
	method: "get",
	path: "/api/alerts",
	tags,
	summary: "The alerts of the patients whom you may see, the newest first",
	request: { query: listAlertsQuery },
	responses: listOf(alertSchema, "AlertPage", "A page of alerts"),
});
alertRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), AS_CSV, (query) => listAlerts(serviceContext(c), query)),
);

const listOfPatient = protectedRoute("alerts.read", {
	method: "get",
	path: "/api/patients/{id}/alerts",
	tags,
	summary: "The alerts of one patient, the newest first",
	request: { params: idParam, query: listPatientAlertsQuery },
	responses: listOf(alertSchema, "AlertPage", "A page of alerts"),
	fails: ["not_found"],
});
alertRoutes.openapi(listOfPatient, async (c) =>
	answerList(c, c.req.valid("query"), AS_CSV, (query) =>
		listAlertsOf(serviceContext(c), c.req.valid("param").id, query),
	),
);

const read = protectedRoute("alerts.read", {
	method: "get",
	path: "/api/alerts/{id}",
	tags,
	summary: "One alert, with its rule as it was and the readings that opened it",
	request: { params: idParam },
	responses: { 200: json(alertDetailSchema, "The alert") },
	fails: ["not_found"],
});
alertRoutes.openapi(read, async (c) => {
	const alert = await getAlert(serviceContext(c), c.req.valid("param").id);
	return c.json(alert, 200, { ETag: etagOf(alert) });
});

const acknowledge = protectedRoute("alerts.acknowledge", {
	method: "post",
	path: "/api/alerts/{id}/acknowledge",
	tags,
	summary: "You have seen to it: nobody is called any more, unless it gets worse",
	request: { params: idParam },
	responses: { 200: json(alertDetailSchema, "The alert, and who saw to it first") },
	fails: ["not_found", "conflict"],
});
alertRoutes.openapi(acknowledge, async (c) => {
	const { id } = c.req.valid("param");
	await acknowledgeAlert(serviceContext(c), id);
	beginAgain(c);
	return c.json(await getAlert(serviceContext(c), id), 200);
});

const snooze = protectedRoute("alerts.snooze", {
	method: "post",
	path: "/api/alerts/{id}/snooze",
	tags,
	summary: "Hear nothing of this alert's rule for some minutes, unless it gets worse",
	description: "It concerns you alone: others are told, and the ladder is climbed.",
	request: { params: idParam, body: body(snoozeBody) },
	responses: { 200: json(alertDetailSchema, "The alert, and until when you hear nothing") },
	fails: ["not_found"],
});
alertRoutes.openapi(snooze, async (c) =>
	c.json(await snoozeAlert(serviceContext(c), c.req.valid("param").id, c.req.valid("json").minutes), 200),
);

const wake = protectedRoute("alerts.snooze", {
	method: "delete",
	path: "/api/alerts/{id}/snooze",
	tags,
	summary: "Hear of it again",
	request: { params: idParam },
	responses: { 200: json(alertDetailSchema, "The alert") },
	fails: ["not_found"],
});
alertRoutes.openapi(wake, async (c) => c.json(await endSnooze(serviceContext(c), c.req.valid("param").id), 200));
