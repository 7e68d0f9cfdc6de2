import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { answerList, listOf } from "../http/listing.ts";
import { idParam, protectedRoute } from "../http/route.ts";
import { accessSchema, listAccessesQuery } from "./schema.ts";
import { listAccesses } from "./service.ts";

export const accessRoutes = newRouter();

const list = protectedRoute("accesses.read", {
	method: "get",
	path: "/api/patients/{id}/accesses",
	tags: ["Patients"],
	summary: "Who looked at a patient's data, the last one first",
	description:
		"For the patient, the owner and admins. One entry for all that somebody looks at of a kind within an hour, kept for " +
		"three years; what the patient looks at themself is not noted, nor are lists across patients, unless they are asked " +
		"for by their ids.",
	request: { params: idParam, query: listAccessesQuery },
	responses: listOf(accessSchema, "AccessPage", "A page of accesses"),
	fails: ["not_found"],
});
accessRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: accessSchema, file: "accesses" }, (query) =>
		listAccesses(serviceContext(c), c.req.valid("param").id, query),
	),
);
