import { eq } from "drizzle-orm";
import { noteAccess } from "../accesses/noting.ts";
import { auditRow } from "../audit/service.ts";
import { sees, visiblePatient } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { type EmergencyContact, patients } from "../patients/table.ts";
import { contactParts } from "./contact.ts";
import { writablePatient } from "./editing.ts";

/** Whom to call for a patient whom the actor sees. The version is the patient's. */
export async function getContact(context: ServiceContext, patientId: number) {
	const { emergencyContact, version } = await visiblePatient(context.db, context.actor, patientId);
	noteAccess(context, patientId, "profile");
	return { ...contactParts(emergencyContact), version };
}

/**
 * Says whom to call from now on; an empty line or null says nobody. Throws `not_found`, `forbidden` for who only looks
 * on, `precondition_failed` where the patient is not at the `expected` version any more.
 */
export async function setContact(
	context: ServiceContext,
	patientId: number,
	contact: EmergencyContact | null,
	expected?: number,
) {
	const { db, actor, origin } = context;
	await writablePatient(context, patientId);
	const createdAt = keptWhile(patients.createdAt, sees(db, actor, patientId));
	await atomic(db, [
		db
			.update(patients)
			.set({ emergencyContact: contact || null, createdAt, version: nextVersion(expected), updatedAt: new Date() })
			.where(eq(patients.id, patientId)),
		auditRow(db, {
			...{ actor, origin, action: "patient.edit", entity: "patient", entityId: patientId, patientId },
			fields: ["emergency_contact"],
		}),
	]).catch((error) => {
		throw staleProblem(goneProblem(error, patients.createdAt));
	});
	return getContact(context, patientId);
}
