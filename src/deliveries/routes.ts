import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { answerList, listOf } from "../http/listing.ts";
import { protectedRoute } from "../http/route.ts";
import { deliverySchema, listDeliveriesQuery } from "./schema.ts";
import { listDeliveries } from "./service.ts";

export const deliveryRoutes = newRouter();

const list = protectedRoute("deliveries.read", {
	method: "get",
	path: "/api/notifications/deliveries",
	tags: ["Notifications"],
	summary: "What was sent to whom by which way, newest first",
	description: "Kept for 90 days. It says that something was sent, never what.",
	request: { query: listDeliveriesQuery },
	responses: listOf(deliverySchema, "DeliveryPage", "A page of deliveries"),
});
deliveryRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: deliverySchema, file: "deliveries" }, (query) =>
		listDeliveries(serviceContext(c), query),
	),
);
