import { eq, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, notNullViolation, type Statement } from "../db/client.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { invalid, problem } from "../http/problem.ts";
import { speaksFor } from "./consent.ts";
import { getMapping, visibleMapping } from "./listing.ts";
import type { EditMappingBody } from "./schema.ts";
import { announce, endOtherPrimaryCare } from "./service.ts";
import { mappings } from "./table.ts";

/** The mapping, where the actor speaks for its patient or is its doctor; else `not_found` or `forbidden`. */
async function editableMapping(context: ServiceContext, id: number) {
	const found = await visibleMapping(context, id);
	const isDoctor = found.mapping.doctorId === context.actor.doctorId;
	const speaks = speaksFor(context.actor, found.patient);
	if (!isDoctor && !speaks) throw problem("forbidden");
	return { mapping: found.mapping, speaks };
}

/**
 * Changes what the body names of the care; its doctor not its type. Whose care it is does not change: end it, and begin
 * another.
 */
export async function editMapping(context: ServiceContext, id: number, body: EditMappingBody, expected?: number) {
	const { db, actor, origin } = context;
	const { mapping, speaks } = await editableMapping(context, id);
	const { patientId, doctorId } = mapping;
	if (body.patient !== undefined && body.patient !== patientId) throw invalid("patient", "cannot be changed");
	if (body.doctor !== undefined && body.doctor !== doctorId) throw invalid("doctor", "cannot be changed");
	const { patient, doctor, ...details } = body;
	const { relationship_type = mapping.relationshipType } = details;
	// Who is in charge of a patient is not for the doctor to say.
	if (!speaks && relationship_type !== mapping.relationshipType)
		throw problem("forbidden", { detail: "You may not change relationship_type." });
	await atomic(db, [
		db
			.update(mappings)
			.set({
				relationshipType: details.relationship_type,
				referralSource: details.referral_source,
				establishedOn: details.established_on,
				notes: details.notes,
				version: nextVersion(expected),
				updatedAt: new Date(),
			})
			.where(eq(mappings.id, id)),
		auditRow(db, {
			...{ actor, origin, action: "mapping.edit", entity: "mapping", entityId: id, patientId },
			fields: Object.keys(details),
		}),
	]).catch((error) => {
		throw staleProblem(error);
	});
	return getMapping(context, id);
}

/** Moves a mapping on from one of these statuses. Throws `conflict` where it is in another by the time of the write. */
async function moveOn(
	{ db, actor, origin }: ServiceContext,
	{ id, patientId }: typeof mappings.$inferSelect,
	{ action, from, to, also = [] }: { action: string; from: string[]; to: "active" | "ended"; also?: Statement[] },
) {
	const now = new Date();
	const status = sql<"active" | "ended">`case when ${mappings.status} in ${from} then ${to} end`;
	const times = to === "active" ? { createdAt: now, endedAt: null } : { endedAt: now };
	await atomic(db, [
		auditRow(db, { actor, origin, action, entity: "mapping", entityId: id, patientId }),
		...also,
		db
			.update(mappings)
			.set({ status, ...times, updatedAt: now, version: sql`version + 1` })
			.where(eq(mappings.id, id)),
	]).catch((error) => {
		const late = notNullViolation(error) === "mappings.status";
		throw late ? problem("conflict", { detail: "Somebody has decided on this mapping already." }) : error;
	});
}

/** Ends the care, or takes back the wish for it: the doctor sees nothing of the patient from the next request on. */
export async function endMapping(context: ServiceContext, id: number): Promise<void> {
	const { mapping } = await editableMapping(context, id);
	await moveOn(context, mapping, { action: "mapping.end", from: ["active", "pending"], to: "ended" });
}

/** A wish for a patient for whom the actor speaks, else `not_found` or `forbidden`. */
async function wish(context: ServiceContext, id: number) {
	const { mapping, patient } = await visibleMapping(context, id);
	if (!speaksFor(context.actor, patient)) throw problem("forbidden");
	return mapping;
}

/** Gives the consent that a mapping waits for. */
export async function acceptMapping(context: ServiceContext, id: number) {
	const mapping = await wish(context, id);
	const { patientId, doctorId, takesOver } = mapping;
	const also = [
		announce(context, "mapping.started", mapping),
		...(takesOver ? endOtherPrimaryCare(context, patientId, doctorId) : []),
	];
	await moveOn(context, mapping, { action: "mapping.accept", from: ["pending"], to: "active", also });
	return getMapping(context, id);
}

/** Refuses it. */
export async function declineMapping(context: ServiceContext, id: number) {
	const mapping = await wish(context, id);
	await moveOn(context, mapping, { action: "mapping.decline", from: ["pending"], to: "ended" });
	return getMapping(context, id);
}
