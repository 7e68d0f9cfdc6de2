import { eq } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { isAdmin } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic } from "../db/client.ts";
import { keptWhile } from "../db/guards.ts";
import { nextVersion } from "../db/versions.ts";
import { invalid, problem } from "../http/problem.ts";
import type { AppointmentRow } from "./answer.ts";
import { appointmentEvents } from "./events.ts";
import type { EditAppointmentBody } from "./schema.ts";
import { getAppointment, isPractice, isStillVisible, refusal, visibleAppointment } from "./service.ts";
import { scheduledColumns, slotProblem } from "./slot.ts";
import { type AppointmentStatus, begunRefusal, statusRefusal } from "./states.ts";
import { appointments } from "./table.ts";
import { remindersAt, type Span, spanAfter, spanFault, startFault } from "./times.ts";

interface Plan {
	span: Span;
	status: AppointmentStatus;
	/** Begins at another time. */
	moves: boolean;
	/** Begins or ends at another time. */
	changesSpan: boolean;
	/** Is scheduled again, after it was not. */
	reopens: boolean;
	fields: string[];
}

/** What an edit comes to. Throws `invalid`, `forbidden` and `conflict` where it may not be. */
function planned({ actor }: ServiceContext, row: AppointmentRow, body: EditAppointmentBody, now: number): Plan {
	const { appointment } = row;
	const { patientId, doctorId, status: from, notes } = appointment;
	if (body.patient !== undefined && body.patient !== patientId) throw invalid("patient", "cannot be changed");
	if (body.doctor !== undefined && body.doctor !== doctorId)
		throw invalid("doctor", "cannot be changed: cancel this one and book another");
	const before = { start: appointment.startsAt.getTime(), end: appointment.endsAt.getTime() };
	const span = spanAfter(before, body);
	const [moves, endMoves] = [span.start !== before.start, span.end !== before.end];
	const status = body.status ?? from;
	const who = { begun: before.start <= now, isAdmin: isAdmin(actor), isPractice: isPractice(actor, row) };
	const changesSpan = moves || endMoves;
	const refused = statusRefusal({ from, to: status, ...who }) ?? (changesSpan ? begunRefusal(who) : undefined);
	if (refused) throw problem(refused.code, { detail: refused.detail });
	if (changesSpan && status !== "scheduled")
		throw problem("conflict", { detail: "Only an appointment that is scheduled can be moved." });
	const fault = changesSpan ? (spanFault(span) ?? (moves ? startFault(span.start, now) : undefined)) : undefined;
	if (fault) throw invalid("start", fault);
	const fields = [
		...(moves ? ["start"] : []),
		...(endMoves ? ["end"] : []),
		...(status === from ? [] : ["status"]),
		...(body.notes === undefined || body.notes === notes ? [] : ["notes"]),
	];
	return { span, status, moves, changesSpan, reopens: status === "scheduled" && from !== "scheduled", fields };
}

/** What the others have to hear of, if anything. */
function eventOf({ moves, changesSpan, reopens, status, span, fields }: Plan, now: number) {
	const isAhead = span.start > now;
	if (fields.includes("status") && status === "cancelled" && isAhead) return "appointment.cancelled";
	if (reopens && isAhead) return "appointment.booked";
	return moves || changesSpan ? "appointment.moved" : undefined;
}

/**
 * Moves an appointment, ends it one way or the other, or edits its notes. What was decided on the row as it was read
 * counts only while it is so. Throws `not_found`; `invalid` and `conflict` as a booking does, and where the status cannot
 * become what the body says; `precondition_failed` off the `expected` version.
 */
export async function editAppointment(
	context: ServiceContext,
	id: number,
	body: EditAppointmentBody,
	expected?: number,
) {
	const { db, actor, origin } = context;
	const row = await visibleAppointment(context, id);
	const { patientId, doctorId, version } = row.appointment;
	if (expected !== undefined && expected !== version) throw problem("precondition_failed");
	const now = new Date();
	const plan = planned(context, row, body, now.getTime());
	const { span, status, moves, changesSpan, reopens, fields } = plan;
	const slot = changesSpan || reopens ? scheduledColumns(context, { id, patientId, doctorId, span }) : { status };
	const reminders = moves || reopens ? remindersAt(span.start, now) : {};
	const type = eventOf(plan, now.getTime());
	const where = eq(appointments.id, id);
	const createdAt = keptWhile(appointments.createdAt, isStillVisible(context, id));
	await atomic(db, [
		db
			.update(appointments)
			.set({ ...slot, ...reminders, notes: body.notes, createdAt, version: nextVersion(version), updatedAt: now })
			.where(where),
		...(type ? [appointmentEvents(db, { type, actorId: actor.id, where })] : []),
		auditRow(db, {
			...{ actor, origin, action: "appointment.edit", entity: "appointment", entityId: id, patientId },
			fields,
		}),
	]).catch(async (error) => {
		throw slotProblem(await refusal(error, context, id, expected));
	});
	return getAppointment(context, id);
}
