import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { auditRows } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import type { Statement } from "../db/client.ts";
import { appointmentEvents } from "./events.ts";
import { appointments } from "./table.ts";

/**
 * The statements that cancel all that a doctor or a patient has ahead, and tell the others: for the batch that deletes
 * either of them.
 */
export function appointmentsEnd(
	{ db, actor, origin }: ServiceContext,
	of: { doctorId: number } | { patientId: number },
): Statement[] {
	const now = new Date();
	const theirs = "doctorId" in of ? eq(appointments.doctorId, of.doctorId) : eq(appointments.patientId, of.patientId);
	const ahead: SQL = sql`${and(
		theirs,
		eq(appointments.status, "scheduled"),
		isNull(appointments.deletedAt),
		gt(appointments.startsAt, now),
	)}`;
	return [
		// First: after the update nothing tells these from what was cancelled before.
		appointmentEvents(db, { type: "appointment.cancelled", actorId: actor.id, where: ahead }),
		auditRows(
			db,
			{ actor, origin, action: "appointment.cancel", entity: "appointment" },
			sql`select id, patient_id from appointments where ${ahead}`,
		),
		db.update(appointments).set({ status: "cancelled", version: sql`version + 1`, updatedAt: now }).where(ahead),
	];
}
