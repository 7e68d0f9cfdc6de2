import { inArray } from "drizzle-orm";
import type { DeviceActor } from "../auth/actor.ts";
import { database } from "../db/client.ts";
import { idsIn } from "../db/ids.ts";
import { settings } from "../env.ts";
import { patients } from "../patients/table.ts";
import type { PatientMonitor } from "./patient-monitor.ts";
import type { Place } from "./place.ts";

/** What a call of a patient's object offers. Every method is one billed request; always await it. */
export type Monitor = DurableObjectStub<PatientMonitor>;

/** The objects of a class, where the place binds them to. */
export function within<T extends Rpc.DurableObjectBranded | undefined>(
	namespace: DurableObjectNamespace<T>,
	{ jurisdiction }: Pick<Place, "jurisdiction">,
): DurableObjectNamespace<T> {
	return jurisdiction ? namespace.jurisdiction(jurisdiction) : namespace;
}

/** The object of a patient whose place is known. Elsewhere the same patient would have another object. */
export function monitorAt({ MONITORS }: Env, patientId: number, place: Place): Monitor {
	const { locationHint } = place;
	// It counts with the first call there ever is, and does no harm later.
	return within(MONITORS, place).getByName(String(patientId), locationHint ? { locationHint } : undefined);
}

/** A place never changes: an isolate asks for each once, and forgets all when it has too many. */
const MOST_KNOWN = 10_000;
const known = new Map<number, Place>();

/** Asks the database where these patients' objects are. */
async function lookUp(env: Env, patientIds: readonly number[]): Promise<Map<number, Place>> {
	const rows = await database(env)
		.select({ id: patients.id, jurisdiction: patients.jurisdiction, locationHint: patients.locationHint })
		.from(patients)
		.where(inArray(patients.id, idsIn(patientIds)));
	if (known.size + rows.length > MOST_KNOWN) known.clear();
	const found = new Map<number, Place>();
	for (const { id, jurisdiction, locationHint } of rows) {
		// Who was created before places were kept has the object where the settings say.
		const place = jurisdiction === null ? settings(env).place : { jurisdiction: jurisdiction || null, locationHint };
		found.set(id, place);
		known.set(id, place);
	}
	return found;
}

/** Learns where these patients' objects are, as far as this isolate does not know it: one query for all. */
export async function learnPlaces(env: Env, patientIds: readonly number[]): Promise<void> {
	const unknown = patientIds.filter((id) => !known.has(id));
	if (unknown.length > 0) await lookUp(env, unknown);
}

/** Where the patient's object is. A patient whom nobody knows has none: any says so. */
export async function placeOf(env: Env, patientId: number): Promise<Place> {
	// What was found, and not what is known by then: somebody else's look may have made room meanwhile.
	const place = known.get(patientId) ?? (await lookUp(env, [patientId])).get(patientId);
	return place ?? settings(env).place;
}

/** The one door to a patient's object. */
export async function monitorOf(env: Env, patientId: number): Promise<Monitor> {
	return monitorAt(env, patientId, await placeOf(env, patientId));
}

/** The same for a device, whose token says where it is: no database is asked. */
export function monitorOfDevice(env: Env, { patientId, jurisdiction }: DeviceActor): Monitor | Promise<Monitor> {
	if (jurisdiction === undefined) return monitorOf(env, patientId);
	// It has existed since its first device was registered: a hint would come too late.
	return monitorAt(env, patientId, { jurisdiction, locationHint: null });
}
