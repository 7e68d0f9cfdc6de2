import { and, eq, type SQL, sql } from "drizzle-orm";
import type { ServiceContext } from "../auth/service-context.ts";
import type { NotificationEvent } from "../notifications/events.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import { mappings } from "./table.ts";

const NEWS = {
	active: ["mapping.started", "doctor.assigned"],
	pending: ["mapping.requested"],
} as const satisfies Record<string, readonly NotificationEvent["type"][]>;

/**
 * Tells the doctor and who speaks for each patient that care begins, or these of a wish, but of those whom the doctor
 * treats already; put it before the change.
 */
export function announceStart(
	{ db, actor }: ServiceContext,
	status: "active" | "pending",
	{ patientIds, doctorId }: { patientIds: readonly number[]; doctorId: number },
) {
	const shared = { doctor_id: doctorId, actor_id: actor.id };
	const events = patientIds.flatMap((patient_id) =>
		NEWS[status].map((type) => ({ type, event_id: crypto.randomUUID(), patient_id, ...shared })),
	);
	const active = and(
		eq(mappings.patientId, sql`news.value ->> 'patient_id'`),
		eq(mappings.doctorId, doctorId),
		eq(mappings.status, "active"),
	);
	return outboxRowFrom(
		db,
		sql`select news.value as event from json_each(${JSON.stringify(events)}) news
			where not exists (select 1 from mappings where ${active})`,
	);
}

/** Tells the doctors and who speaks for the patients that the care of these mappings ends; put it before the change. */
export function announceEnd({ db, actor }: ServiceContext, where: SQL) {
	return outboxRowFrom(
		db,
		sql`select json_object('type', 'mapping.ended', 'event_id', 'mapping.ended:' || id || ':' || version,
			'patient_id', patient_id, 'doctor_id', doctor_id, 'actor_id', ${actor.id}) as event
			from mappings where ${where} and status = 'active'`,
	);
}
