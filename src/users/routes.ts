import { userSchema } from "../accounts/schema.ts";
import { serviceContext, signedInContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { flushOutbox } from "../outbox/service.ts";
import { activateUser, approveUser, deactivateUser, editUser, signOutUser, verifyUser } from "./administration.ts";
import { editUserBody, listUsersQuery } from "./schema.ts";
import { getSelf, getUser, listUsers } from "./service.ts";

export const userRoutes = newRouter();
const tags = ["Users"];

const list = protectedRoute("users.read", {
	method: "get",
	path: "/api/users",
	tags,
	summary: "All users",
	request: { query: listUsersQuery },
	responses: listOf(userSchema, "UserPage", "A page of users"),
});
userRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: userSchema, file: "users" }, (query) =>
		listUsers(serviceContext(c), query),
	),
);

// Before the path with an id, which would match it too.
const self = protectedRoute("profile.own", {
	method: "get",
	path: "/api/users/me",
	tags,
	summary: "Your own account",
	responses: { 200: json(userSchema, "You") },
});
userRoutes.openapi(self, async (c) => c.json(await getSelf(serviceContext(c)), 200));

const read = protectedRoute("users.read", {
	method: "get",
	path: "/api/users/{id}",
	tags,
	summary: "One user",
	request: { params: idParam },
	responses: { 200: json(userSchema, "The user") },
	fails: ["not_found"],
});
userRoutes.openapi(read, async (c) => {
	const user = await getUser(serviceContext(c), c.req.valid("param").id);
	return c.json(user, 200, { ETag: etagOf(user) });
});

const edit = protectedRoute("users.manage", {
	method: "patch",
	path: "/api/users/{id}",
	tags,
	summary: "Edit a user, their roles too",
	description:
		"A new role of patient or doctor brings its profile. A role taken away ends the user's sessions and personal " +
		"tokens. An admin cannot shut themself out.",
	request: { params: idParam, body: body(editUserBody) },
	responses: { 200: json(userSchema, "The user as they are now") },
	fails: ["not_found", "conflict", "precondition_failed"],
});
userRoutes.openapi(edit, async (c) => {
	const user = await editUser(signedInContext(c), c.req.valid("param").id, c.req.valid("json"), expectedVersion(c));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return c.json(user, 200, { ETag: etagOf(user) });
});

const DECISIONS = [
	["approve", approveUser, "Grant the role that the user asked for"],
	["verify", verifyUser, "Note that you have checked who this is: what a doctor needs"],
	["deactivate", deactivateUser, "Shut a user out: ends their sessions and personal tokens"],
	["activate", activateUser, "Let a user sign in again"],
	["sign-out", signOutUser, "End all sessions and personal tokens of a user, as after a lost device"],
] as const;

for (const [name, decide, summary] of DECISIONS) {
	const decision = protectedRoute("users.manage", {
		method: "post",
		path: `/api/users/{id}/${name}`,
		tags,
		summary,
		request: { params: idParam },
		responses: { 200: json(userSchema, "The user as they are now") },
		fails: ["not_found", "conflict"],
	});
	userRoutes.openapi(decision, async (c) => {
		const answer = await decide(signedInContext(c), c.req.valid("param").id);
		c.executionCtx.waitUntil(flushOutbox(c.env));
		return c.json(answer, 200);
	});
}

const remove = protectedRoute("users.manage", {
	method: "delete",
	path: "/api/users/{id}",
	tags,
	summary: "Deactivate a user; nothing that they wrote is lost",
	request: { params: idParam },
	responses: { 204: { description: "Deactivated" } },
	fails: ["not_found", "conflict"],
});
userRoutes.openapi(remove, async (c) => {
	await deactivateUser(signedInContext(c), c.req.valid("param").id);
	return c.body(null, 204);
});
