import { allow, publicContext, signedInContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { answerList, listOf } from "../http/listing.ts";
import { pageQuery } from "../http/paging.ts";
import { body, describedRoute, json, messageSchema, protectedRoute, publicRoute } from "../http/route.ts";
import { logoutBody, pairSchema, refreshBody, sessionIdParam, sessionSchema } from "./schema.ts";
import { endAllSessions, endOwnSession, listSessions, logout, refresh } from "./service.ts";

const tags = ["Sessions"];

/** The doors that need no access token. */
export const publicSessions = newRouter();

for (const path of ["/api/auth/token/refresh", "/api/auth/refresh", "/api/v1/identity/refresh"]) {
	const route = publicRoute({
		method: "post",
		path,
		tags,
		summary: "Exchange a refresh token for a new pair",
		request: { body: body(refreshBody) },
		responses: { 200: json(pairSchema, "A new pair; the old refresh token is spent") },
		fails: ["unauthenticated"],
	});
	publicSessions.openapi(route, async (c) => c.json(await refresh(publicContext(c), c.req.valid("json").refresh), 200));
}

/** The doors behind an access token. */
export const sessionRoutes = newRouter();

for (const path of ["/api/auth/logout", "/api/v1/auth/logout"]) {
	const route = describedRoute("session.end", {
		method: "post",
		path,
		tags,
		summary: "End this session: its refresh and its access tokens",
		request: { body: { content: { "application/json": { schema: logoutBody } } } },
		responses: { 200: json(messageSchema, "Signed out") },
		fails: ["too_large", "unsupported_type"],
	});
	// Documented here, never read: no body may stand in the way of a logout.
	sessionRoutes.openAPIRegistry.registerPath(route);
	sessionRoutes.post(path, allow("session.end"), async (c) => {
		await logout(signedInContext(c));
		return c.json({ message: "Signed out." }, 200);
	});
}

const list = protectedRoute("sessions.own", {
	method: "get",
	path: "/api/auth/sessions",
	tags,
	summary: "Where you are signed in",
	request: { query: pageQuery },
	responses: listOf(sessionSchema, "SessionPage", "A page of your sessions, the last used first"),
});
sessionRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: sessionSchema, file: "sessions" }, () =>
		listSessions(signedInContext(c)),
	),
);

const endAll = protectedRoute("sessions.own", {
	method: "delete",
	path: "/api/auth/sessions",
	tags,
	summary: "Sign out everywhere, here too",
	responses: { 204: { description: "Signed out" } },
});
sessionRoutes.openapi(endAll, async (c) => {
	await endAllSessions(signedInContext(c));
	return c.body(null, 204);
});

const end = protectedRoute("sessions.own", {
	method: "delete",
	path: "/api/auth/sessions/{id}",
	tags,
	summary: "End one of your sessions",
	request: { params: sessionIdParam },
	responses: { 204: { description: "Ended" } },
	fails: ["not_found"],
});
sessionRoutes.openapi(end, async (c) => {
	await endOwnSession(signedInContext(c), c.req.valid("param").id);
	return c.body(null, 204);
});
