import { noteAccess } from "../accesses/noting.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { recordAnswer } from "./answer.ts";
import { newestComments } from "./comments.ts";
import { visibleRecord } from "./service.ts";

/** One record with the comments that the actor may see, else `not_found`. */
export async function getRecord(context: ServiceContext, id: number) {
	const row = await visibleRecord(context, id);
	noteAccess(context, row.patient.id, "records");
	return { ...recordAnswer(row), doctor_comments: await newestComments(context, row) };
}
