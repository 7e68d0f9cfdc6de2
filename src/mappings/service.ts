import { and, eq, isNull, ne, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import { visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, notNullViolation, type Statement } from "../db/client.ts";
import { isPresent, presentDoctorId } from "../doctors/presence.ts";
import { doctors } from "../doctors/table.ts";
import { invalid, problem } from "../http/problem.ts";
import { getPatient } from "../patients/service.ts";
import { patients } from "../patients/table.ts";
import { recheckDoctors } from "../streams/recheck.ts";
import { type Consent, consentFor, declinedBy, restsUntil } from "./consent.ts";
import { mappingsEnd } from "./ending.ts";
import { announceStart } from "./events.ts";
import { mappingOfPair } from "./listing.ts";
import type { CreateMappingBody } from "./schema.ts";
import { mappings } from "./table.ts";

/** How a body calls the patient and the doctor: what a refusal names. */
interface Names {
	patient: string;
	doctor: string;
}

/**
 * Whether the consent is given or needed. Throws `invalid` for a patient or a doctor whom the actor cannot name,
 * `conflict` where it is too early to ask again.
 */
async function consent(context: ServiceContext, patientId: number, doctorId: number, names: Names) {
	const { db, actor } = context;
	const [patient, doctor, user, before] = await Promise.all([
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
		db
			.select({ status: mappings.status, endedAt: mappings.endedAt })
			.from(mappings)
			.where(ofPair(patientId, doctorId))
			.get(),
	]);
	const wish = patient && {
		patient: patient.ties,
		isVisible: Boolean(patient.isVisible),
		...{ doctorId, isVerified: user?.isVerified ?? false, hasEnded: before?.endedAt != null },
	};
	const outcome = wish ? consentFor(actor, wish) : "out of reach";
	if (outcome === "out of reach") throw invalid(names.patient, "is not a patient to whom you may assign a doctor");
	if (!doctor) throw noDoctor(names);
	const restUntil = before?.status === "declined" && before.endedAt ? restsUntil(before.endedAt.getTime()) : 0;
	if (outcome === "needed" && restUntil > Date.now()) {
		const detail = `This was declined. It may be asked for again from ${new Date(restUntil).toISOString()} on.`;
		throw problem("conflict", { detail });
	}
	return outcome;
}

const noDoctor = (names: Names) => invalid(names.doctor, "is not a doctor here");

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

interface Wanted extends Omit<CreateMappingBody, "patient" | "doctor"> {
	patientId: number;
	doctorId: number;
	status: "active" | "pending";
	takesOver: boolean;
	/** The status of a pair that there is already, by the one that it has; null refuses it. */
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
		.values({ patientId, doctorId: presentDoctorId(doctorId), ...values, createdAt: now })
		.onConflictDoUpdate({
			target: [mappings.patientId, mappings.doctorId],
			set: {
				...values,
				status: wanted.statusOfKnown,
				createdAt: sql`case when ${mappings.status} = 'active' then ${mappings.createdAt} else ${now.getTime()} end`,
				updatedAt: now,
				// A wish for what has ended remembers it: it is not the first.
				endedAt: status === "pending" ? sql`${mappings.endedAt}` : null,
				version: sql`${mappings.version} + 1`,
			},
		});
}

async function store(context: ServiceContext, wanted: Wanted, names: Names, also: Statement[]) {
	const { db, actor, origin } = context;
	const { patientId, doctorId, status } = wanted;
	const action = status === "active" ? "mapping.start" : "mapping.request";
	const entityId = sql<string>`(select id from mappings where ${ofPair(patientId, doctorId)})`;
	await atomic(db, [
		announceStart(context, status, wanted),
		...also,
		insertion(context, wanted),
		auditRow(db, { actor, origin, action, entity: "mapping", entityId, patientId }),
	]).catch((error) => {
		const column = notNullViolation(error);
		if (column === "mappings.doctor_id") throw noDoctor(names);
		const known = column === "mappings.status";
		throw known ? problem("conflict", { detail: "This doctor treats the patient, or has asked to, already." }) : error;
	});
	return mappingOfPair(context, patientId, doctorId);
}

/** Care begins again only where it had ended, and is asked for again only where it was not declined of late. */
function statusAgain(outcome: Consent): SQL {
	const { status, endedAt } = mappings;
	switch (outcome) {
		case "given":
			return sql`case when ${status} in ('ended', 'declined') then 'active' end`;
		case "needed":
			return sql`case when ${status} = 'ended' or (${status} = 'declined' and ${endedAt} <= ${declinedBy(Date.now())})
				then 'pending' end`;
		default:
			return sql`case when ${isFirstWish} then 'active' end`;
	}
}

/** The wish of a doctor who was never put out of care, nor refused. */
const isFirstWish = sql`(${mappings.status} = 'pending' and ${mappings.endedAt} is null)`;

/**
 * Maps a doctor to a patient: at once, or pending until somebody who speaks for the patient accepts. Throws `invalid` on
 * `patient` or `doctor`, `conflict` where the pair is mapped or pending already, or was declined less than 30 days ago.
 */
export async function createMapping(context: ServiceContext, { patient, doctor, ...details }: CreateMappingBody) {
	const names = { patient: "patient", doctor: "doctor" };
	const outcome = await consent(context, patient, doctor, names);
	const status = outcome === "needed" ? "pending" : "active";
	const pair = { patientId: patient, doctorId: doctor };
	const wanted = { ...details, ...pair, status, takesOver: false, statusOfKnown: statusAgain(outcome) } as const;
	return store(context, wanted, names, []);
}

/**
 * Puts a doctor in charge of a patient, in place of the one who was: at once, or when the wish is accepted. Assigning
 * the same doctor again is harmless. Throws as `createMapping`.
 */
export async function assignDoctor(context: ServiceContext, patientId: number, wantedDoctor: number | undefined) {
	const doctorId = wantedDoctor ?? context.actor.doctorId;
	if (doctorId === null) throw invalid("doctor_id", "is required");
	const names = { patient: "patient_id", doctor: "doctor_id" };
	const outcome = await consent(context, patientId, doctorId, names);
	const shared = { patientId, doctorId, relationship_type: "primary_care" } as const;
	if (outcome === "needed") {
		const wanted = { ...shared, status: "pending", takesOver: true, statusOfKnown: statusAgain(outcome) } as const;
		const mapping = await store(context, wanted, names, []);
		return { message: "Waits for the consent of the patient.", mapping, patient: null };
	}
	// A doctor on their own word goes on treating the patient, but takes up nothing that has ended meanwhile.
	const statusOfKnown =
		outcome === "given"
			? sql`'active'`
			: sql`case when ${mappings.status} = 'active' or ${isFirstWish} then 'active' end`;
	const wanted = { ...shared, status: "active", takesOver: false, statusOfKnown } as const;
	const mapping = await store(context, wanted, names, endOtherPrimaryCare(context, patientId, doctorId));
	recheckDoctors(context, patientId);
	return { message: "The doctor is assigned.", mapping, patient: await getPatient(context, patientId) };
}
