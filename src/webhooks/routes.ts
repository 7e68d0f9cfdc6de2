import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { pageQuery } from "../http/paging.ts";
import { body, idParam, json, messageSchema, protectedRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { listAttempts, replayAttempt, testWebhook } from "./attempts.ts";
import { createWebhook, deleteWebhook, editWebhook, rotateSecret } from "./editing.ts";
import {
	attemptParam,
	attemptSchema,
	createWebhookBody,
	editWebhookBody,
	listWebhooksQuery,
	webhookSchema,
	webhookWithSecretSchema,
} from "./schema.ts";
import { getWebhook, listWebhooks } from "./service.ts";

export const webhookRoutes = newRouter();
const path = "/api/webhooks";
const tags = ["Webhooks"];

const list = protectedRoute("webhooks.own", {
	method: "get",
	path,
	tags,
	summary: "Your webhooks, newest first; for an admin everybody's",
	request: { query: listWebhooksQuery },
	responses: listOf(webhookSchema, "WebhookPage", "A page of webhooks"),
});
webhookRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: webhookSchema, file: "webhooks" }, (query) =>
		listWebhooks(serviceContext(c), query),
	),
);

const create = protectedRoute("webhooks.own", {
	method: "post",
	path,
	tags,
	summary: "Have an address called when something happens",
	description:
		"By Standard Webhooks 1.0: `{type, timestamp, data}` with ids alone, signed in `webhook-signature` (HMAC-SHA256 over " +
		"`webhook-id.webhook-timestamp.body`, with the secret's bytes). 2xx is delivered; else it is tried ten times within " +
		"about three days, then the webhook is switched off and its owner told; 410 switches it off at once. An answer is " +
		"awaited for 15 s. The same `webhook-id` may come twice.",
	request: { body: body(createWebhookBody) },
	responses: { 201: json(webhookWithSecretSchema, "The webhook, with its secret") },
	fails: ["conflict"],
});
webhookRoutes.openapi(create, async (c) => {
	const webhook = await createWebhook(serviceContext(c), c.req.valid("json"));
	return c.json(webhook, 201, { ETag: etagOf(webhook) });
});

const read = protectedRoute("webhooks.own", {
	method: "get",
	path: `${path}/{id}`,
	tags,
	summary: "One webhook",
	request: { params: idParam },
	responses: { 200: json(webhookSchema, "The webhook, without its secret") },
	fails: ["not_found"],
});
webhookRoutes.openapi(read, async (c) => {
	const webhook = await getWebhook(serviceContext(c), c.req.valid("param").id);
	return c.json(webhook, 200, { ETag: etagOf(webhook) });
});

const edit = protectedRoute("webhooks.own", {
	method: "patch",
	path: `${path}/{id}`,
	tags,
	summary: "Edit a webhook, or switch it on or off",
	request: { params: idParam, body: body(editWebhookBody) },
	responses: { 200: json(webhookSchema, "The webhook as it is now") },
	fails: ["not_found", "precondition_failed"],
});
webhookRoutes.openapi(edit, async (c) => {
	const { id } = c.req.valid("param");
	const webhook = await editWebhook(serviceContext(c), id, c.req.valid("json"), expectedVersion(c));
	return c.json(webhook, 200, { ETag: etagOf(webhook) });
});

const remove = protectedRoute("webhooks.own", {
	method: "delete",
	path: `${path}/{id}`,
	tags,
	summary: "Delete a webhook; what waits for it is not sent",
	request: { params: idParam },
	responses: { 204: { description: "Deleted" } },
	fails: ["not_found", "precondition_failed"],
});
webhookRoutes.openapi(remove, async (c) => {
	await deleteWebhook(serviceContext(c), c.req.valid("param").id, expectedVersion(c));
	return c.body(null, 204);
});

const rotate = protectedRoute("webhooks.own", {
	method: "post",
	path: `${path}/{id}/rotate`,
	tags,
	summary: "Get a new secret; for 24 hours the old one signs too",
	request: { params: idParam },
	responses: { 200: json(webhookWithSecretSchema, "The webhook, with its new secret") },
	fails: ["not_found"],
});
webhookRoutes.openapi(rotate, async (c) => {
	const webhook = await rotateSecret(serviceContext(c), c.req.valid("param").id);
	return c.json(webhook, 200, { ETag: etagOf(webhook) });
});

const test = protectedRoute("webhooks.own", {
	method: "post",
	path: `${path}/{id}/test`,
	tags,
	summary: "Send an event `webhook.test`, to see whether it arrives",
	request: { params: idParam },
	responses: { 202: json(messageSchema, "On its way") },
	fails: ["not_found", "conflict"],
});
webhookRoutes.openapi(test, async (c) => {
	await testWebhook(serviceContext(c), c.req.valid("param").id);
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json({ message: "The test is on its way: see the attempts." }, 202);
});

const attempts = protectedRoute("webhooks.own", {
	method: "get",
	path: `${path}/{id}/attempts`,
	tags,
	summary: "The calls of a webhook, newest first",
	description: "Kept for 90 days.",
	request: { params: idParam, query: pageQuery },
	responses: listOf(attemptSchema, "WebhookAttemptPage", "A page of attempts"),
	fails: ["not_found"],
});
webhookRoutes.openapi(attempts, async (c) =>
	answerList(c, c.req.valid("query"), { item: attemptSchema, file: "attempts" }, () =>
		listAttempts(serviceContext(c), c.req.valid("param").id),
	),
);

const replay = protectedRoute("webhooks.own", {
	method: "post",
	path: `${path}/{id}/attempts/{item}/replay`,
	tags,
	summary: "Send again what an attempt has sent, under the same webhook-id",
	request: { params: attemptParam },
	responses: { 202: json(messageSchema, "On its way") },
	fails: ["not_found", "conflict"],
});
webhookRoutes.openapi(replay, async (c) => {
	await replayAttempt(serviceContext(c), c.req.valid("param"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json({ message: "It is on its way again: see the attempts." }, 202);
});
