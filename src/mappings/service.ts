import { sql } from "drizzle-orm";
import type { ServiceContext } from "../auth/service-context.ts";
import { invalid } from "../http/problem.ts";
import { getPatient } from "../patients/service.ts";
import { recheckDoctors } from "../streams/recheck.ts";
import { decision, isFirstWish, statusAgain } from "./deciding.ts";
import { mappingOfPair } from "./listing.ts";
import type { CreateMappingBody } from "./schema.ts";
import { endOtherPrimaryCare, store } from "./storing.ts";
import { mappings } from "./table.ts";

/**
 * Maps a doctor to a patient: at once, or pending until somebody who speaks for the patient accepts. Throws `invalid` on
 * `patient` or `doctor`, `conflict` where the pair is mapped or pending already, or was declined less than 30 days ago.
 */
export async function createMapping(context: ServiceContext, { patient, doctor, ...details }: CreateMappingBody) {
	const names = { patient: "patient", doctor: "doctor" };
	const { outcome } = await decision(context, doctor, patient, names);
	const status = outcome === "needed" ? "pending" : "active";
	const pair = { patientIds: [patient], doctorId: doctor };
	const wanted = { ...details, ...pair, status, takesOver: false, statusOfKnown: statusAgain(outcome) } as const;
	await store(context, wanted, names);
	return mappingOfPair(context, patient, doctor);
}

/**
 * Puts a doctor in charge of a patient, in place of the one who was: at once, or when the wish is accepted. Assigning
 * the same doctor again is harmless. Throws as `createMapping`.
 */
export async function assignDoctor(context: ServiceContext, patientId: number, wantedDoctor: number | undefined) {
	const doctorId = wantedDoctor ?? context.actor.doctorId;
	if (doctorId === null) throw invalid("doctor_id", "is required");
	const names = { patient: "patient_id", doctor: "doctor_id" };
	const { outcome } = await decision(context, doctorId, patientId, names);
	const shared = { patientIds: [patientId], doctorId, relationship_type: "primary_care" } as const;
	if (outcome === "needed") {
		const wanted = { ...shared, status: "pending", takesOver: true, statusOfKnown: statusAgain(outcome) } as const;
		await store(context, wanted, names);
		const mapping = await mappingOfPair(context, patientId, doctorId);
		return { message: "Waits for the consent of the patient.", mapping, patient: null };
	}
	// A doctor on their own word goes on treating the patient, but takes up nothing that has ended meanwhile.
	const statusOfKnown =
		outcome === "given"
			? sql`'active'`
			: sql`case when ${mappings.status} = 'active' or ${isFirstWish} then 'active' end`;
	const wanted = { ...shared, status: "active", takesOver: false, statusOfKnown } as const;
	await store(context, wanted, names, endOtherPrimaryCare(context, patientId, doctorId));
	const mapping = await mappingOfPair(context, patientId, doctorId);
	recheckDoctors(context, patientId);
	return { message: "The doctor is assigned.", mapping, patient: await getPatient(context, patientId) };
}
