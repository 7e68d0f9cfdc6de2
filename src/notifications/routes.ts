import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { answerList, listOf } from "../http/listing.ts";
import { idParam, json, messageSchema, protectedRoute } from "../http/route.ts";
import { listNotificationsQuery, notificationSchema } from "./schema.ts";
import { listNotifications, markAllRead, markRead } from "./service.ts";

export const notificationRoutes = newRouter();
const tags = ["Notifications"];

const list = protectedRoute("notifications.own", {
	method: "get",
	path: "/api/notifications",
	tags,
	summary: "Your inbox, newest first",
	request: { query: listNotificationsQuery },
	responses: listOf(notificationSchema, "NotificationPage", "A page of notifications"),
});
notificationRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: notificationSchema, file: "notifications" }, (query) =>
		listNotifications(serviceContext(c), query),
	),
);

const readAll = protectedRoute("notifications.own", {
	method: "post",
	path: "/api/notifications/mark-all-read",
	tags,
	summary: "Mark all as read",
	responses: { 200: json(messageSchema, "How many were unread") },
});
notificationRoutes.openapi(readAll, async (c) => {
	const marked = await markAllRead(serviceContext(c));
	return c.json({ message: `${marked} notifications marked as read.` }, 200);
});

const read = protectedRoute("notifications.own", {
	method: "post",
	path: "/api/notifications/{id}/read",
	tags,
	summary: "Mark one as read",
	request: { params: idParam },
	responses: { 200: json(messageSchema, "Done") },
	fails: ["not_found"],
});
notificationRoutes.openapi(read, async (c) => {
	await markRead(serviceContext(c), c.req.valid("param").id);
	return c.json({ message: "Notification marked as read." }, 200);
});
