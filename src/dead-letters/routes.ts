import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { answerList, listOf } from "../http/listing.ts";
import { idParam, json, protectedRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { deadLetterSchema, listDeadLettersQuery } from "./schema.ts";
import { getDeadLetter, listDeadLetters, replayDeadLetter } from "./service.ts";

export const deadLetterRoutes = newRouter();
const path = "/api/dead-letters";
const tags = ["Dead letters"];

const list = protectedRoute("dead-letters.read", {
	method: "get",
	path,
	tags,
	summary: "Messages that the queue gave up on or nobody could read, newest first",
	request: { query: listDeadLettersQuery },
	responses: listOf(deadLetterSchema, "DeadLetterPage", "A page of dead letters"),
});
deadLetterRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: deadLetterSchema, file: "dead-letters" }, (query) =>
		listDeadLetters(serviceContext(c), query),
	),
);

const read = protectedRoute("dead-letters.read", {
	method: "get",
	path: `${path}/{id}`,
	tags,
	summary: "One dead letter",
	request: { params: idParam },
	responses: { 200: json(deadLetterSchema, "The message, and what became of it") },
	fails: ["not_found"],
});
deadLetterRoutes.openapi(read, async (c) =>
	c.json(await getDeadLetter(serviceContext(c), c.req.valid("param").id), 200),
);

const replay = protectedRoute("dead-letters.replay", {
	method: "post",
	path: `${path}/{id}/replay`,
	tags,
	summary: "Put a dead letter back into the queue, once",
	request: { params: idParam },
	responses: { 200: json(deadLetterSchema, "On its way again") },
	fails: ["not_found", "conflict"],
});
deadLetterRoutes.openapi(replay, async (c) => {
	const letter = await replayDeadLetter(serviceContext(c), c.req.valid("param").id);
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(letter, 200);
});
