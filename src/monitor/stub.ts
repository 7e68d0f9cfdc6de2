import { isJurisdiction } from "../env.ts";
import type { PatientMonitor } from "./patient-monitor.ts";

/** What a call of a patient's object offers. Every method is one billed request; always await it. */
export type Monitor = DurableObjectStub<PatientMonitor>;

/** The objects of a class, where the setting binds them to. */
export function within<T extends Rpc.DurableObjectBranded | undefined>(
	namespace: DurableObjectNamespace<T>,
	jurisdiction: string,
): DurableObjectNamespace<T> {
	return isJurisdiction(jurisdiction) ? namespace.jurisdiction(jurisdiction) : namespace;
}

/**
 * The one door to a patient's object. With a jurisdiction the same patient would be a different object, so the setting
 * must never change after the first reading.
 */
export function monitorOf({ MONITORS, JURISDICTION }: Env, patientId: number): Monitor {
	return within(MONITORS, JURISDICTION).getByName(String(patientId));
}
