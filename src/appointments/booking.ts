import { sql } from "drizzle-orm";
import { auditRows } from "../audit/service.ts";
import { visibleId } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { invalid, type Problem, problem } from "../http/problem.ts";
import type { Slot } from "./clashes.ts";
import { appointmentEvents } from "./events.ts";
import type { CreateAppointmentBody } from "./schema.ts";
import { getAppointment } from "./service.ts";
import { scheduledColumns, slotProblem } from "./slot.ts";
import { appointments } from "./table.ts";
import { remindersAt, spanFault, spanOf, startFault } from "./times.ts";

/** A booking as it was asked for. */
export interface Booking extends Slot {
	notes: string | null | undefined;
}

export const bookingOf = (body: CreateAppointmentBody): Booking => ({
	...{ patientId: body.patient, doctorId: body.doctor, notes: body.notes, span: spanOf(body) },
});

/** What is wrong with its time, whatever else is booked. */
export function timeProblem({ span }: Booking, now: Date): Problem | undefined {
	const fault = spanFault(span) ?? startFault(span.start, now.getTime());
	return fault === undefined ? undefined : invalid("start", fault);
}

function insertion(context: ServiceContext, { patientId, doctorId, span, notes }: Booking, now: Date) {
	const { db, actor } = context;
	return db
		.insert(appointments)
		.values({
			...scheduledColumns(context, { id: null, patientId, doctorId, span }),
			...remindersAt(span.start, now),
			patientId: visibleId(db, actor, patientId),
			notes,
			createdBy: actor.id,
		})
		.returning({ id: appointments.id });
}

/**
 * Books all of these or none, with their events and audit rows; answers their ids. Throws what the database refuses one
 * of them by: `invalid` on `patient`, `doctor`, or `start`, and `conflict`.
 */
export async function store(context: ServiceContext, [first, ...rest]: readonly [Booking, ...Booking[]], now: Date) {
	const { db, actor, origin } = context;
	// Ids only grow: within the batch the newest rows are those that it has inserted.
	const inserted = sql`id in (select id from appointments order by id desc limit ${rest.length + 1})`;
	const results = await db
		.batch([
			insertion(context, first, now),
			...rest.map((booking) => insertion(context, booking, now)),
			appointmentEvents(db, { type: "appointment.booked", actorId: actor.id, where: inserted }),
			auditRows(
				db,
				{ actor, origin, action: "appointment.book", entity: "appointment" },
				sql`select id, patient_id from appointments where ${inserted} order by id`,
			),
		])
		.catch((error) => {
			throw slotProblem(error);
		});
	return results.flatMap((result) => (Array.isArray(result) ? result.map(({ id }) => id) : []));
}

/**
 * Books time of a doctor for a patient whom the actor sees. Throws `invalid` on `patient`, `doctor`, or `start` (in the
 * past, outside the doctor's hours, too long), and `conflict` where either of them has another appointment then.
 */
export async function bookAppointment(context: ServiceContext, body: CreateAppointmentBody) {
	const now = new Date();
	const booking = bookingOf(body);
	const fault = timeProblem(booking, now);
	if (fault) throw fault;
	const [id] = await store(context, [booking], now);
	if (id === undefined) throw problem("internal");
	return getAppointment(context, id);
}
