import { signedInContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { answerList, listOf } from "../http/listing.ts";
import { pageQuery } from "../http/paging.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { createTokenBody, newPersonalTokenSchema, personalTokenSchema } from "./schema.ts";
import { createPersonalToken, listPersonalTokens, revokePersonalToken } from "./service.ts";

export const personalTokenRoutes = newRouter();
const tags = ["Personal access tokens"];

const list = protectedRoute("personal-tokens.own", {
	method: "get",
	path: "/api/auth/tokens",
	tags,
	summary: "The tokens of your scripts, newest first",
	request: { query: pageQuery },
	responses: listOf(personalTokenSchema, "PersonalTokenPage", "A page of tokens"),
});
personalTokenRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: personalTokenSchema, file: "personal-tokens" }, () =>
		listPersonalTokens(signedInContext(c)),
	),
);

const create = protectedRoute("personal-tokens.own", {
	method: "post",
	path: "/api/auth/tokens",
	tags,
	summary: "Make a token for a script",
	description: "Send it as `Authorization: Bearer <token>`, or as `Token <token>` as seed 0's scripts do.",
	request: { body: body(createTokenBody) },
	responses: { 201: json(newPersonalTokenSchema, "The token, shown this once") },
});
personalTokenRoutes.openapi(create, async (c) => {
	const token = await createPersonalToken(signedInContext(c), c.req.valid("json"));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(token, 201);
});

const revoke = protectedRoute("personal-tokens.own", {
	method: "delete",
	path: "/api/auth/tokens/{id}",
	tags,
	summary: "Revoke a token",
	request: { params: idParam },
	responses: { 204: { description: "It is refused from the next request on" } },
	fails: ["not_found"],
});
personalTokenRoutes.openapi(revoke, async (c) => {
	await revokePersonalToken(signedInContext(c), c.req.valid("param").id);
	return c.body(null, 204);
});
