import { eq } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { sees, visiblePatient } from "../auth/access.ts";
import { patientRight } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, type Statement } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { problem } from "../http/problem.ts";
import { monitorOf } from "../monitor/stub.ts";
import { beyondRight, changedValues, fieldsOf, patientValues } from "./fields.ts";
import type { EditPatientBody } from "./schema.ts";
import { getPatient, patientTaken } from "./service.ts";
import { patients } from "./table.ts";

/**
 * The statements that change what the body names of a patient whom the actor sees, with their audit row. Throws
 * `forbidden` where something changes beyond the actor's right; what stays as it is may always be sent along.
 * Written only while the actor sees the patient: `goneProblem` of `createdAt`.
 */
export function patientEdit(
	{ db, actor, origin }: ServiceContext,
	patient: typeof patients.$inferSelect,
	body: EditPatientBody,
	expected?: number,
): [Statement, Statement] {
	const { id } = patient;
	const now = new Date();
	const values = changedValues(patient, patientValues(body, now), now);
	const fields = fieldsOf(values);
	const createdAt = keptWhile(patients.createdAt, sees(db, actor, id));
	const refused = beyondRight(patientRight(actor, patient), fields);
	if (refused.length > 0 || patientRight(actor, patient) === "none")
		throw problem("forbidden", { detail: `You may not change ${refused.join(", ") || "this patient"}.` });
	return [
		db
			.update(patients)
			.set({ ...values, createdAt, version: nextVersion(expected), updatedAt: now })
			.where(eq(patients.id, id)),
		auditRow(db, {
			...{ actor, origin, action: "patient.edit", entity: "patient", entityId: id, patientId: id },
			fields,
		}),
	];
}

/** Tells the patient's object of a new timezone: it counts from now on, or from `timezone_from`; days before stay. */
export async function followTimezone(env: Env, patientId: number, body: EditPatientBody): Promise<void> {
	if (!body.timezone) return;
	const from = body.timezone_from ? Date.parse(body.timezone_from) : null;
	await (await monitorOf(env, patientId)).setTimezone(body.timezone, from);
}

/**
 * Changes the fields that the body names. Throws `not_found` for a patient out of sight, `forbidden` as above,
 * `precondition_failed` where the patient is not at the `expected` version any more.
 */
export async function editPatient(context: ServiceContext, id: number, body: EditPatientBody, expected?: number) {
	const { db, env, actor } = context;
	const patient = await visiblePatient(db, actor, id);
	await atomic(db, patientEdit(context, patient, body, expected)).catch((error) => {
		throw staleProblem(goneProblem(patientTaken(error), patients.createdAt));
	});
	await followTimezone(env, id, body);
	return getPatient(context, id);
}
