import { sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { visibleId } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { invalid, problem } from "../http/problem.ts";
import { appointmentEvents } from "./events.ts";
import type { CreateAppointmentBody } from "./schema.ts";
import { getAppointment } from "./service.ts";
import { scheduledColumns, slotProblem } from "./slot.ts";
import { appointments } from "./table.ts";
import { remindersAt, spanFault, spanOf, startFault } from "./times.ts";

/**
 * Books time of a doctor for a patient whom the actor sees. Throws `invalid` on `patient`, `doctor`, or `start` (in the
 * past, outside the doctor's hours, too long), and `conflict` where either of them has another appointment then.
 */
export async function bookAppointment(context: ServiceContext, body: CreateAppointmentBody) {
	const { db, actor, origin } = context;
	const { patient: patientId, doctor: doctorId, notes } = body;
	const now = new Date();
	const span = spanOf(body);
	const fault = spanFault(span) ?? startFault(span.start, now.getTime());
	if (fault) throw invalid("start", fault);
	// Ids only grow: within the batch the newest row is the one that it has inserted.
	const inserted = sql<number>`(select max(id) from appointments)`;
	const [[row]] = await db
		.batch([
			db
				.insert(appointments)
				.values({
					...scheduledColumns(context, { id: null, patientId, doctorId, span }),
					...remindersAt(span.start, now),
					patientId: visibleId(db, actor, patientId),
					notes,
					createdBy: actor.id,
				})
				.returning({ id: appointments.id }),
			appointmentEvents(db, { type: "appointment.booked", actorId: actor.id, where: sql`id = ${inserted}` }),
			auditRow(db, {
				...{ actor, origin, action: "appointment.book", entity: "appointment", patientId },
				entityId: sql<string>`${inserted}`,
			}),
		])
		.catch((error) => {
			throw slotProblem(error);
		});
	if (!row) throw problem("internal");
	return getAppointment(context, row.id);
}
