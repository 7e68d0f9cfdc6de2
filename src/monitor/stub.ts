import { isJurisdiction } from "../env.ts";
import type { PatientMonitor } from "./patient-monitor.ts";

/** What a call of a patient's object offers. Every method is one billed request; always await it. */
export type Monitor = DurableObjectStub<PatientMonitor>;

/**
 * The one door to a patient's object. With a jurisdiction the same patient would be a different object, so the setting
 * must never change after the first reading.
 */
export function monitorOf({ MONITORS, JURISDICTION }: Env, patientId: number): Monitor {
	const namespace = isJurisdiction(JURISDICTION) ? MONITORS.jurisdiction(JURISDICTION) : MONITORS;
	return namespace.getByName(String(patientId));
}
