import { serviceContext } from "../auth/authenticate.ts";
import { everyRow } from "../db/list.ts";
import { newRouter } from "../http/app-env.ts";
import { csvResponse, pagesOf, wantsCsv } from "../http/listing.ts";
import { limits, page } from "../http/paging.ts";
import { protectedRoute } from "../http/route.ts";
import { wardPageSchema, wardQuery, wardRowSchema } from "./schema.ts";
import { wardBoard } from "./service.ts";

export const wardRoutes = newRouter();

const list = protectedRoute("ward.read", {
	method: "get",
	path: "/api/ward",
	tags: ["Ward"],
	summary: "Everybody whom you may see and how they are, the worst first",
	description:
		"For a board: `GET /api/streams/ward/` tells what changes on it. Readings are at most a minute old here; with " +
		"`patients` the stream brings the newest of those in view.",
	request: { query: wardQuery },
	responses: pagesOf(wardPageSchema, "A page of the board"),
});
wardRoutes.openapi(list, async (c) => {
	const query = c.req.valid("query");
	const board = wardBoard(serviceContext(c), query);
	if (wantsCsv(c, query.format)) return csvResponse(wardRowSchema, "ward", everyRow(board));
	const { count, results, ...rest } = await board.page(limits(query));
	return c.json({ ...page(c.req.url, query, count, results), ...rest }, 200);
});
