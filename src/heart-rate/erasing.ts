import { doerOf } from "../audit/service.ts";
import { visiblePatient } from "../auth/access.ts";
import { isAdmin } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { invalid, problem } from "../http/problem.ts";
import { monitorOf } from "../monitor/stub.ts";
import { patientAsked } from "./listing.ts";
import type { EraseReadingsQuery } from "./schema.ts";

/** Whose readings are to be erased: one's own; an admin erases anybody's. */
async function erasable(context: ServiceContext, query: EraseReadingsQuery): Promise<number> {
	const { db, actor } = context;
	const patientId = await patientAsked(context, query);
	if (patientId === null) throw invalid("patient", "is required, or a device");
	if (actor.patientId === patientId) return patientId;
	await visiblePatient(db, actor, patientId);
	if (!isAdmin(actor)) throw problem("forbidden");
	return patientId;
}

/**
 * Erases the readings of a patient that the query names, for good. Throws `invalid` where it names nothing at all, so
 * that nobody loses everything by a slip, or a device that is not the patient's.
 */
export async function eraseReadings(context: ServiceContext, query: EraseReadingsQuery) {
	if (Object.values(query).every((value) => value === undefined))
		throw invalid("patient", "is required, or a device, or a time: what is erased is gone");
	const patient = await erasable(context, query);
	const from = query.from === undefined ? null : Date.parse(query.from);
	const to = query.to === undefined ? null : Date.parse(query.to);
	const device = query.device ?? null;
	const by = doerOf(context, "patient.erase-readings");
	const monitor = await monitorOf(context.env, patient);
	const found = await monitor.eraseReadings({ device, from, to, by });
	if (found.outcome === "no_patient") throw problem("not_found");
	if (found.value === "no_device") throw invalid("device", "is not a device of this patient");
	return { patient, erased: found.value };
}
