import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { body, json, protectedRoute } from "../http/route.ts";
import { preferencesBody, preferencesSchema } from "./schema.ts";
import { getPreferences, setPreferences } from "./service.ts";

export const preferenceRoutes = newRouter();
const path = "/api/notifications/preferences";
const tags = ["Notifications"];

const read = protectedRoute("notifications.own", {
	method: "get",
	path,
	tags,
	summary: "How you are reached beside the inbox",
	responses: { 200: json(preferencesSchema, "Your preferences, or the defaults") },
});
preferenceRoutes.openapi(read, async (c) => {
	const preferences = await getPreferences(serviceContext(c));
	return c.json(preferences, 200, { ETag: etagOf(preferences) });
});

const replace = protectedRoute("notifications.own", {
	method: "put",
	path,
	tags,
	summary: "Say how you want to be reached",
	request: { body: body(preferencesBody) },
	responses: { 200: json(preferencesSchema, "Your preferences now") },
	fails: ["precondition_failed"],
});
preferenceRoutes.openapi(replace, async (c) => {
	const preferences = await setPreferences(serviceContext(c), c.req.valid("json"), expectedVersion(c));
	return c.json(preferences, 200, { ETag: etagOf(preferences) });
});
