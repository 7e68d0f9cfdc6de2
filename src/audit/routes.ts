import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { answerList, listOf } from "../http/listing.ts";
import { protectedRoute } from "../http/route.ts";
import { listAudit } from "./listing.ts";
import { auditEntrySchema, listAuditQuery } from "./schema.ts";

export const auditRoutes = newRouter();

const list = protectedRoute("audit.read", {
	method: "get",
	path: "/api/audit",
	tags: ["Audit"],
	summary: "Who did what to whom, newest first",
	request: { query: listAuditQuery },
	responses: listOf(auditEntrySchema, "AuditPage", "A page of the audit trail", { isPrinted: true }),
});
auditRoutes.openapi(list, async (c) => {
	const context = serviceContext(c);
	return answerList(
		c,
		c.req.valid("query"),
		{ item: auditEntrySchema, file: "audit" },
		(query) => listAudit(context, query),
		async (pages, query) => (await import("../exports/audit-trail.ts")).auditTrailPdf(context, pages, query),
	);
});
