import type { ServiceContext } from "../auth/service-context.ts";
import { settings } from "../env.ts";
import { getOwnPatient } from "../patients/service.ts";

/** The zone in which a page tells times that are not about one patient: a patient's own, else the clinic's. */
export async function zoneOf(context: ServiceContext): Promise<string> {
	if (context.actor.patientId === null) return settings(context.env).clinicTimezone;
	return (await getOwnPatient(context)).timezone;
}
