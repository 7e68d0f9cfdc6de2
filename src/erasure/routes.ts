import { z } from "@hono/zod-openapi";
import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { idParam, json, protectedRoute } from "../http/route.ts";
import { erasePatient } from "./service.ts";

const receipt = z
	.object({
		patient: z.number().int(),
		erased: z.record(z.string(), z.number().int()).describe("How much there was of each"),
		request_id: z.string().describe("By which the audit trail has the same receipt"),
	})
	.openapi("ErasureReceipt", {
		example: {
			patient: 12,
			erased: { readings: 86_400, records: 3, files: 1, patient: 1, accounts: 1 },
			request_id: "…",
		},
	});

export const erasureRoutes = newRouter();

const erase = protectedRoute("patients.erase", {
	method: "post",
	path: "/api/patients/{id}/erase",
	tags: ["Patients"],
	summary: "Erase a deleted patient for good: nothing brings them back",
	request: { params: idParam },
	responses: { 200: json(receipt, "The receipt") },
	fails: ["not_found", "conflict"],
});
erasureRoutes.openapi(erase, async (c) => c.json(await erasePatient(serviceContext(c), c.req.valid("param").id), 200));
