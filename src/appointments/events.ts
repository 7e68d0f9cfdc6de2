import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import type { NotificationEvent } from "../notifications/events.ts";
import { outboxRowFrom } from "../outbox/service.ts";

type AppointmentEvent = Extract<NotificationEvent, { appointment_id: number }>;

interface Announced {
	type: AppointmentEvent["type"];
	/** Who did it; null where nobody did. */
	actorId: number | null;
	/** Of a reminder. */
	ahead?: "day" | "hour";
	/** Which rows of `appointments` it is about. */
	where: SQL;
}

/**
 * The statement that announces what happened to appointments: an event for each row, as it is at this point of the batch.
 * The version makes the id of the event: the same for every delivery, another one when it happens again.
 */
export function appointmentEvents(db: Database, { type, actorId, ahead, where }: Announced) {
	const kind = ahead ? `${type}:${ahead}` : type;
	const reminder = ahead ? sql`, 'ahead', ${ahead}` : sql``;
	return outboxRowFrom(
		db,
		sql`select json_object(
			'type', ${type}, 'event_id', ${kind} || ':' || id || ':' || version, 'actor_id', ${actorId},
			'appointment_id', id, 'patient_id', patient_id, 'doctor_id', doctor_id,
			'starts_at', strftime('%Y-%m-%dT%H:%M:%fZ', starts_at / 1000.0, 'unixepoch')${reminder}) as event
			from appointments where ${where} order by starts_at, id`,
	);
}
