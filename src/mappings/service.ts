import { and, eq, isNull, ne, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import { visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, notNullViolation, type Statement } from "../db/client.ts";
import { isPresent } from "../doctors/presence.ts";
import { doctors } from "../doctors/table.ts";
import { invalid, problem } from "../http/problem.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import { getPatient } from "../patients/service.ts";
import { patients } from "../patients/table.ts";
import { consentFor } from "./consent.ts";
import { mappingsEnd } from "./ending.ts";
import { mappingOfPair } from "./listing.ts";
import type { CreateMappingBody } from "./schema.ts";
import { mappings } from "./table.ts";

/** How a body calls the patient and the doctor: what a refusal names. */
interface Names {
	patient: string;
	doctor: string;
}

/** Whether the consent is given or needed. Throws `invalid` for a patient or a doctor whom the actor cannot name. */
async function consent(context: ServiceContext, patientId: number, doctorId: number, names: Names) {
	const { db, actor } = context;
	const [patient, doctor, user] = await Promise.all([
		db
			.select({ ties: patients, isVisible: sql<number>`${visiblePatients(db, actor)}` })
			.from(patients)
			.where(and(eq(patients.id, patientId), isNull(patients.deletedAt)))
			.get(),
		db
			.select({ id: doctors.id })
			.from(doctors)
			.where(and(eq(doctors.id, doctorId), isPresent))
			.get(),
		db.select({ isVerified: users.isVerified }).from(users).where(eq(users.id, actor.id)).get(),
	]);
	const wish = patient && {
		patient: patient.ties,
		isVisible: Boolean(patient.isVisible),
		...{ doctorId, isVerified: user?.isVerified ?? false },
	};
	const outcome = wish ? consentFor(actor, wish) : "out of reach";
	if (outcome === "out of reach") throw invalid(names.patient, "is not a patient to whom you may assign a doctor");
	if (!doctor) throw invalid(names.doctor, "is not a doctor here");
	return outcome;
}

const ofPair = (patientId: number, doctorId: number) =>
	and(eq(mappings.patientId, patientId), eq(mappings.doctorId, doctorId));

/** The statements that end the care of the primary-care doctors of a patient, but of this one. */
export function endOtherPrimaryCare(context: ServiceContext, patientId: number, doctorId: number): Statement[] {
	const others = and(
		eq(mappings.patientId, patientId),
		eq(mappings.status, "active"),
		eq(mappings.relationshipType, "primary_care"),
		ne(mappings.doctorId, doctorId),
	);
	return mappingsEnd(context, sql`${others}`);
}

/** Tells a new doctor of their patient, or who speaks for the patient of a wish; put it before the change. */
export function announce(
	{ db, actor }: ServiceContext,
	type: "mapping.started" | "mapping.requested",
	{ patientId, doctorId }: { patientId: number; doctorId: number },
) {
	const event = { type, event_id: crypto.randomUUID(), patient_id: patientId, doctor_id: doctorId, actor_id: actor.id };
	const active = and(ofPair(patientId, doctorId), eq(mappings.status, "active"));
	return outboxRowFrom(
		db,
		sql`select ${JSON.stringify(event)} as event where not exists (select 1 from mappings where ${active})`,
	);
}

interface Wanted extends Omit<CreateMappingBody, "patient" | "doctor"> {
	patientId: number;
	doctorId: number;
	status: "active" | "pending";
	takesOver: boolean;
	/** The status of a pair that there is already; null refuses it. */
	statusOfKnown: SQL;
}

/** The statement that makes a mapping, or takes an ended one up again. */
function insertion({ db, actor }: ServiceContext, wanted: Wanted) {
	const { patientId, doctorId, status, takesOver, relationship_type: relationshipType = "primary_care" } = wanted;
	const { referral_source: referralSource, established_on: establishedOn, notes } = wanted;
	const values = { status, takesOver, relationshipType, referralSource, establishedOn, notes, createdBy: actor.id };
	const now = new Date();
	return db
		.insert(mappings)
		.values({ patientId, doctorId, ...values, createdAt: now })
		.onConflictDoUpdate({
			target: [mappings.patientId, mappings.doctorId],
			set: {
				...values,
				status: wanted.statusOfKnown,
				createdAt: sql`case when ${mappings.status} = 'active' then ${mappings.createdAt} else ${now.getTime()} end`,
				updatedAt: now,
				endedAt: null,
				version: sql`${mappings.version} + 1`,
			},
		});
}

async function store(context: ServiceContext, action: string, wanted: Wanted, also: Statement[]) {
	const { db, actor, origin } = context;
	const { patientId, doctorId, status } = wanted;
	const entityId = sql<string>`(select id from mappings where ${ofPair(patientId, doctorId)})`;
	await atomic(db, [
		announce(context, status === "active" ? "mapping.started" : "mapping.requested", wanted),
		...also,
		insertion(context, wanted),
		auditRow(db, { actor, origin, action, entity: "mapping", entityId, patientId }),
	]).catch((error) => {
		const known = notNullViolation(error) === "mappings.status";
		throw known ? problem("conflict", { detail: "This doctor treats the patient, or has asked to, already." }) : error;
	});
	return mappingOfPair(context, patientId, doctorId);
}

/** Only what has ended may begin again. */
const endedOnly = (status: "active" | "pending") => sql`case when ${mappings.status} = 'ended' then ${status} end`;

/**
 * Maps a doctor to a patient: at once, or pending until somebody who speaks for the patient accepts. Throws `invalid` on
 * `patient` or `doctor`, `conflict` where the pair is mapped or pending already.
 */
export async function createMapping(context: ServiceContext, { patient, doctor, ...details }: CreateMappingBody) {
	const outcome = await consent(context, patient, doctor, { patient: "patient", doctor: "doctor" });
	const status = outcome === "given" ? "active" : "pending";
	const pair = { patientId: patient, doctorId: doctor };
	const wanted = { ...details, ...pair, status, takesOver: false, statusOfKnown: endedOnly(status) } as const;
	return store(context, status === "active" ? "mapping.start" : "mapping.request", wanted, []);
}

/**
 * Puts a doctor in charge of a patient, in place of the one who was: at once, or when the wish is accepted. Assigning
 * the same doctor again is harmless. Throws as `createMapping`.
 */
export async function assignDoctor(context: ServiceContext, patientId: number, wantedDoctor: number | undefined) {
	const doctorId = wantedDoctor ?? context.actor.doctorId;
	if (doctorId === null) throw invalid("doctor_id", "is required");
	const outcome = await consent(context, patientId, doctorId, { patient: "patient_id", doctor: "doctor_id" });
	const shared = { patientId, doctorId, relationship_type: "primary_care" } as const;
	if (outcome === "needed") {
		const wanted = { ...shared, status: "pending", takesOver: true, statusOfKnown: endedOnly("pending") } as const;
		const mapping = await store(context, "mapping.request", wanted, []);
		return { message: "Waits for the consent of the patient.", mapping, patient: null };
	}
	const wanted = { ...shared, status: "active", takesOver: false, statusOfKnown: sql`'active'` } as const;
	const mapping = await store(context, "mapping.start", wanted, endOtherPrimaryCare(context, patientId, doctorId));
	return { message: "The doctor is assigned.", mapping, patient: await getPatient(context, patientId) };
}
