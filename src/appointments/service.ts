import { and, eq, exists, isNotNull, isNull, or, type SQL } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import { sees, visiblePatients } from "../auth/access.ts";
import type { UserActor } from "../auth/actor.ts";
import { isAdmin, seesEverybody } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, type Database, notNullViolation } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { nextVersion } from "../db/versions.ts";
import { doctors } from "../doctors/table.ts";
import { problem } from "../http/problem.ts";
import { patients } from "../patients/table.ts";
import { type AppointmentRow, appointmentAnswer, appointmentColumns } from "./answer.ts";
import { appointmentEvents } from "./events.ts";
import { scheduledColumns, slotProblem } from "./slot.ts";
import { deletionRefusal } from "./states.ts";
import { appointments } from "./table.ts";
import { remindersAt } from "./times.ts";

/**
 * Which appointments the actor sees, in a query joined with `patients` and `doctors`: those of the patients whom they
 * see, and a doctor also their own, whosever the patient is.
 */
export function visibleAppointments(db: Database, actor: UserActor): SQL | undefined {
	const own =
		actor.doctorId === null
			? undefined
			: and(eq(appointments.doctorId, actor.doctorId), isNull(doctors.deletedAt), isNull(patients.deletedAt));
	return and(isNull(appointments.deletedAt), or(visiblePatients(db, actor, appointments.patientId), own));
}

export function appointmentQuery(db: Database) {
	return db
		.select(appointmentColumns)
		.from(appointments)
		.innerJoin(patients, eq(patients.id, appointments.patientId))
		.innerJoin(doctors, eq(doctors.id, appointments.doctorId));
}

/** The appointment, if the actor may see it, else `not_found`. */
export async function visibleAppointment({ db, actor }: ServiceContext, id: number): Promise<AppointmentRow> {
	const row = await appointmentQuery(db)
		.where(and(eq(appointments.id, id), visibleAppointments(db, actor)))
		.get();
	if (!row) throw problem("not_found");
	return row;
}

/** Whether the actor, who sees the appointment, speaks for the practice: admin, staff, a doctor, but not of themself. */
export function isPractice(actor: UserActor, { patient }: AppointmentRow): boolean {
	return seesEverybody(actor) || (actor.doctorId !== null && patient.userId !== actor.id);
}

/** One appointment that the actor sees, else `not_found`. */
export async function getAppointment(context: ServiceContext, id: number) {
	return appointmentAnswer(await visibleAppointment(context, id));
}

/** Whether the actor sees the appointment: the condition of a write (`keptWhile`). */
export function isStillVisible({ db, actor }: ServiceContext, id: number): SQL {
	return exists(appointmentQuery(db).where(and(eq(appointments.id, id), visibleAppointments(db, actor))));
}

/** Somebody was faster: what was decided on is not as it was any more. */
const overtaken = () => problem("conflict", { detail: "Somebody else changed this appointment: look again." });

/**
 * Why the database refused a write that was decided on the row as it was read: `not_found` where it or the right to it
 * has gone, `precondition_failed` where the client had named a version, else `conflict`; or the error as it is.
 */
export async function refusal(error: unknown, context: ServiceContext, id: number, expected?: number) {
	if (notNullViolation(error) !== "appointments.version") return goneProblem(error, appointments.createdAt);
	await visibleAppointment(context, id);
	return expected === undefined ? overtaken() : problem("precondition_failed", { cause: error });
}

/**
 * Hides an appointment; an admin can restore it. One that is still ahead is thereby cancelled, which the others hear of.
 * What took place, or should have, only an admin may delete; what has begun, only the practice.
 */
export async function deleteAppointment(context: ServiceContext, id: number, expected?: number): Promise<void> {
	const { db, actor, origin } = context;
	const row = await visibleAppointment(context, id);
	const { appointment } = row;
	const { status, startsAt, patientId, version } = appointment;
	if (expected !== undefined && expected !== version) throw problem("precondition_failed");
	const now = new Date();
	const who = { begun: startsAt <= now, isAdmin: isAdmin(actor), isPractice: isPractice(actor, row) };
	const refused = deletionRefusal({ status, ...who });
	if (refused) throw problem(refused.code, { detail: refused.detail });
	const announced = status === "scheduled" && startsAt > now;
	const where = eq(appointments.id, id);
	const createdAt = keptWhile(appointments.createdAt, isStillVisible(context, id));
	await atomic(db, [
		db
			.update(appointments)
			.set({ deletedAt: now, createdAt, updatedAt: now, version: nextVersion(version) })
			.where(where),
		...(announced ? [appointmentEvents(db, { type: "appointment.cancelled", actorId: actor.id, where })] : []),
		auditRow(db, { actor, origin, action: "appointment.delete", entity: "appointment", entityId: id, patientId }),
	]).catch(async (error) => {
		throw await refusal(error, context, id, expected);
	});
}

/**
 * Brings a deleted appointment back, where its time is still free. Throws `not_found` also where its patient was deleted,
 * `conflict` and `invalid`.
 */
export async function restoreAppointment(context: ServiceContext, id: number) {
	const { db, actor, origin } = context;
	const deleted = await db
		.select({ appointment: appointments })
		.from(appointments)
		.innerJoin(patients, eq(patients.id, appointments.patientId))
		.where(and(eq(appointments.id, id), isNotNull(appointments.deletedAt), visiblePatients(db, actor)))
		.get();
	if (!deleted) throw problem("not_found");
	const { patientId, doctorId, startsAt, endsAt, status, version } = deleted.appointment;
	const now = new Date();
	const isScheduled = status === "scheduled";
	const span = { start: startsAt.getTime(), end: endsAt.getTime() };
	const where = eq(appointments.id, id);
	const isReady = and(isNotNull(appointments.deletedAt), sees(db, actor, patientId));
	const createdAt = keptWhile(appointments.createdAt, isReady);
	const again = { ...scheduledColumns(context, { id, patientId, doctorId, span }), ...remindersAt(span.start, now) };
	await atomic(db, [
		db
			.update(appointments)
			.set({ ...(isScheduled && again), deletedAt: null, createdAt, updatedAt: now, version: nextVersion(version) })
			.where(where),
		...(isScheduled && startsAt > now
			? [appointmentEvents(db, { type: "appointment.booked", actorId: actor.id, where })]
			: []),
		auditRow(db, { actor, origin, action: "appointment.restore", entity: "appointment", entityId: id, patientId }),
	]).catch((error) => {
		const late = notNullViolation(error) === "appointments.version";
		throw late ? overtaken() : goneProblem(slotProblem(error), appointments.createdAt);
	});
	return getAppointment(context, id);
}
