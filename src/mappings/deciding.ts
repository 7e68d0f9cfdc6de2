import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { idsIn } from "../db/ids.ts";
import { isPresent } from "../doctors/presence.ts";
import { doctors } from "../doctors/table.ts";
import { invalid, Problem, problem } from "../http/problem.ts";
import { patients } from "../patients/table.ts";
import { type Consent, consentFor, declinedBy, restsUntil } from "./consent.ts";
import { mappings } from "./table.ts";

/** How a body calls the patient and the doctor: what a refusal names. */
export interface Names {
	patient: string;
	doctor: string;
}

export type Granted = Exclude<Consent, "out of reach">;

/** What is decided of a doctor for one patient. */
export interface Decision {
	outcome: Granted;
	/** The doctor treats the patient, or has asked to, already: nothing begins. */
	isKnown: boolean;
}

export const noDoctor = (names: Names) => invalid(names.doctor, "is not a doctor here");

export const isKnownAlready = () =>
	problem("conflict", { detail: "This doctor treats the patient, or has asked to, already." });

/** The mappings of one doctor to these patients. */
export const ofPairs = (doctorId: number, patientIds: readonly number[]): SQL =>
	sql`${and(inArray(mappings.patientId, idsIn(patientIds)), eq(mappings.doctorId, doctorId))}`;

/** The wish of a doctor who was never put out of care, nor refused. */
export const isFirstWish = sql`(${mappings.status} = 'pending' and ${mappings.endedAt} is null)`;

/**
 * The status of a pair that there is already, by the one that it has; null refuses it. Care begins again only where it
 * had ended, and is asked for again only where it was not declined of late.
 */
export function statusAgain(outcome: Granted): SQL<string | null> {
	const { status, endedAt } = mappings;
	switch (outcome) {
		case "given":
			return sql`case when ${status} in ('ended', 'declined') then 'active' end`;
		case "needed":
			return sql`case when ${status} = 'ended' or (${status} = 'declined' and ${endedAt} <= ${declinedBy(Date.now())})
				then 'pending' end`;
		case "not needed":
			return sql`case when ${isFirstWish} then 'active' end`;
	}
}

/** What the database knows of a doctor and of these patients: four reads, however many patients. */
async function facts({ db, actor }: ServiceContext, doctorId: number, patientIds: readonly number[]) {
	const { id, ownerId, userId } = patients;
	const again = {
		given: statusAgain("given"),
		needed: statusAgain("needed"),
		"not needed": statusAgain("not needed"),
	};
	const { patientId, status, endedAt } = mappings;
	const [people, doctor, user, pairs] = await Promise.all([
		db
			.select({ id, ties: { ownerId, userId }, isVisible: sql<number>`${visiblePatients(db, actor)}` })
			.from(patients)
			.where(and(inArray(id, idsIn(patientIds)), isNull(patients.deletedAt))),
		db
			.select({ id: doctors.id })
			.from(doctors)
			.where(and(eq(doctors.id, doctorId), isPresent))
			.get(),
		db.select({ isVerified: users.isVerified }).from(users).where(eq(users.id, actor.id)).get(),
		db.select({ patientId, status, endedAt, again }).from(mappings).where(ofPairs(doctorId, patientIds)),
	]);
	return {
		patient: new Map(people.map((row) => [row.id, row])),
		pair: new Map(pairs.map((row) => [row.patientId, row])),
		...{ doctorId, isHere: doctor !== undefined, isVerified: user?.isVerified ?? false },
	};
}

type Facts = Awaited<ReturnType<typeof facts>>;

function decisionOf({ actor }: ServiceContext, known: Facts, patientId: number, names: Names): Decision | Problem {
	const { doctorId, isVerified } = known;
	const [patient, pair] = [known.patient.get(patientId), known.pair.get(patientId)];
	const wish = patient && {
		patient: patient.ties,
		isVisible: Boolean(patient.isVisible),
		...{ doctorId, isVerified, hasEnded: pair?.endedAt != null },
	};
	const outcome = wish ? consentFor(actor, wish) : "out of reach";
	if (outcome === "out of reach") return invalid(names.patient, "is not a patient to whom you may assign a doctor");
	if (!known.isHere) return noDoctor(names);
	const restUntil = pair?.status === "declined" && pair.endedAt ? restsUntil(pair.endedAt.getTime()) : 0;
	if (outcome === "needed" && restUntil > Date.now()) {
		const detail = `This was declined. It may be asked for again from ${new Date(restUntil).toISOString()} on.`;
		return problem("conflict", { detail });
	}
	return { outcome, isKnown: pair !== undefined && pair.again[outcome] === null };
}

/**
 * For each of the patients whether the consent is given or needed for the doctor, or why it is refused: `invalid` for a
 * patient or a doctor whom the actor cannot name, `conflict` where it is too early to ask again.
 */
export async function decisions(
	context: ServiceContext,
	doctorId: number,
	patientIds: readonly number[],
	names: Names,
): Promise<Map<number, Decision | Problem>> {
	const known = await facts(context, doctorId, patientIds);
	return new Map(patientIds.map((id) => [id, decisionOf(context, known, id, names)]));
}

/** The same of one patient. Throws the refusal. */
export async function decision(
	context: ServiceContext,
	doctorId: number,
	patientId: number,
	names: Names,
): Promise<Decision> {
	const decided = decisionOf(context, await facts(context, doctorId, [patientId]), patientId, names);
	if (decided instanceof Problem) throw decided;
	return decided;
}
