import type { ServiceContext } from "../auth/service-context.ts";
import { settings } from "../env.ts";
import { ownTimezone } from "../patients/service.ts";

/** The zone in which a page tells times that are not about one patient: a patient's own, else the clinic's. */
export async function zoneOf(context: ServiceContext): Promise<string> {
	const own = context.actor.patientId === null ? undefined : await ownTimezone(context);
	return own ?? settings(context.env).clinicTimezone;
}
