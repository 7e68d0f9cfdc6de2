import { eq, type SQL, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, notNullViolation, type Statement } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { presentDoctorId } from "../doctors/presence.ts";
import { invalid, problem } from "../http/problem.ts";
import { recheckDoctors } from "../streams/recheck.ts";
import { mayEditMapping, speaksFor } from "./consent.ts";
import { announceEnd, announceStart } from "./events.ts";
import { getMapping, isStillVisible, visibleMapping } from "./listing.ts";
import type { EditMappingBody } from "./schema.ts";
import { endOtherPrimaryCare } from "./storing.ts";
import { type MappingStatus, mappings } from "./table.ts";

/** The mapping, where the actor speaks for its patient or is its doctor; else `not_found` or `forbidden`. */
async function editableMapping(context: ServiceContext, id: number) {
	const { mapping, patient } = await visibleMapping(context, id);
	if (!mayEditMapping(context.actor, patient, mapping.doctorId)) throw problem("forbidden");
	return { mapping, speaks: speaksFor(context.actor, patient) };
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
				createdAt: keptWhile(mappings.createdAt, isStillVisible(context, id)),
				version: nextVersion(expected),
				updatedAt: new Date(),
			})
			.where(eq(mappings.id, id)),
		auditRow(db, {
			...{ actor, origin, action: "mapping.edit", entity: "mapping", entityId: id, patientId },
			fields: Object.keys(details),
		}),
	]).catch((error) => {
		throw staleProblem(goneProblem(error, mappings.createdAt));
	});
	return getMapping(context, id);
}

interface Move {
	action: string;
	/** By the status at the moment of the write; null refuses it. */
	status: SQL<MappingStatus>;
	values: { doctorId?: SQL<number>; endedAt: Date | null };
	/** The care begins anew. */
	begins?: true;
	/** Before the change itself. */
	also?: Statement[];
	expected?: number | undefined;
}

/**
 * Moves a mapping on. Throws `conflict` where its status, or its doctor, is not what it takes by the time of the write,
 * `not_found` where the actor does not see it any more, `precondition_failed` off the `expected` version.
 */
async function moveOn(
	context: ServiceContext,
	{ id, patientId }: typeof mappings.$inferSelect,
	{ action, status, values, begins, also = [], expected }: Move,
) {
	const { db, actor, origin } = context;
	const now = new Date();
	const isVisible = isStillVisible(context, id);
	const createdAt = begins
		? sql<Date>`case when ${isVisible} then ${now.getTime()} end`
		: keptWhile(mappings.createdAt, isVisible);
	await atomic(db, [
		auditRow(db, { actor, origin, action, entity: "mapping", entityId: id, patientId }),
		...also,
		db
			.update(mappings)
			.set({ ...values, status, createdAt, updatedAt: now, version: nextVersion(expected) })
			.where(eq(mappings.id, id)),
	]).catch((error) => {
		const refusal = REFUSALS[notNullViolation(error) ?? ""];
		if (refusal) throw problem("conflict", { detail: refusal, cause: error });
		throw staleProblem(goneProblem(error, mappings.createdAt));
	});
}

const REFUSALS: Record<string, string> = {
	"mappings.status": "Somebody has decided on this mapping already.",
	"mappings.doctor_id": "This doctor does not practise here any more.",
};

/**
 * Ends the care, or takes back or declines the wish for it: the doctor sees nothing of the patient from the next request
 * on.
 */
export async function endMapping(context: ServiceContext, id: number, expected?: number): Promise<void> {
	const { mapping, speaks } = await editableMapping(context, id);
	const wish = speaks ? "declined" : "ended";
	await moveOn(context, mapping, {
		action: "mapping.end",
		status: sql`case ${mappings.status} when 'active' then 'ended' when 'pending' then ${wish} end`,
		values: { endedAt: new Date() },
		also: [announceEnd(context, eq(mappings.id, id))],
		expected,
	});
	recheckDoctors(context, mapping.patientId);
}

/** A wish for a patient for whom the actor speaks, else `not_found` or `forbidden`. */
async function wish(context: ServiceContext, id: number) {
	const { mapping, patient } = await visibleMapping(context, id);
	if (!speaksFor(context.actor, patient)) throw problem("forbidden");
	return mapping;
}

/** The status of a wish after the decision on it. */
const decided = (to: MappingStatus) => sql<MappingStatus>`case when ${mappings.status} = 'pending' then ${to} end`;

/** Gives the consent that a mapping waits for. Throws `conflict` too where the doctor does not practise here any more. */
export async function acceptMapping(context: ServiceContext, id: number) {
	const mapping = await wish(context, id);
	const { patientId, doctorId, takesOver } = mapping;
	await moveOn(context, mapping, {
		action: "mapping.accept",
		status: decided("active"),
		values: { doctorId: presentDoctorId(doctorId), endedAt: null },
		begins: true,
		also: [
			announceStart(context, "active", { patientIds: [patientId], doctorId }),
			...(takesOver ? endOtherPrimaryCare(context, patientId, doctorId) : []),
		],
	});
	if (takesOver) recheckDoctors(context, patientId);
	return getMapping(context, id);
}

/** Refuses it. */
export async function declineMapping(context: ServiceContext, id: number) {
	const mapping = await wish(context, id);
	const values = { endedAt: new Date() };
	await moveOn(context, mapping, { action: "mapping.decline", status: decided("declined"), values });
	return getMapping(context, id);
}
