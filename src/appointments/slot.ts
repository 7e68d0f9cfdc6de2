import { and, eq, gt, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { ServiceContext } from "../auth/service-context.ts";
import { wallPieces } from "../clinic/zone.ts";
import { notNullViolation } from "../db/client.ts";
import { takesAppointments } from "../doctors/listing.ts";
import { presentDoctorId } from "../doctors/presence.ts";
import { settings } from "../env.ts";
import { invalid, type Problem, problem } from "../http/problem.ts";
import { appointments } from "./table.ts";
import { LONGEST_MS, type Span } from "./times.ts";

const other = alias(appointments, "other");

/** Whether nothing else is scheduled then. Spans that only touch do not overlap. */
function isFree(whose: SQL, { start, end }: Span, ownId: number | null): SQL {
	const overlapping = and(
		whose,
		eq(other.status, "scheduled"),
		isNull(other.deletedAt),
		lt(other.startsAt, new Date(end)),
		// What began earlier is over by then: the index need not be read from the beginning of time.
		gt(other.startsAt, new Date(start - LONGEST_MS)),
		gt(other.endsAt, new Date(start)),
		ownId === null ? undefined : ne(other.id, ownId),
	);
	return sql`not exists (select 1 from appointments other where ${overlapping})`;
}

export interface WantedSlot {
	/** Of the appointment that moves; null for a new one. */
	id: number | null;
	patientId: number;
	doctorId: number;
	span: Span;
}

/**
 * The columns of a scheduled appointment, decided by the database in the very statement that writes them: each is null
 * where its condition does not hold, which the column refuses, and with it the whole batch. Of fifty bookings of the same
 * time so exactly one is written.
 */
export function scheduledColumns({ env }: ServiceContext, { id, patientId, doctorId, span }: WantedSlot) {
	const pieces = wallPieces(span.start, span.end, settings(env).clinicTimezone);
	const isOpen = takesAppointments(sql`${doctorId}`, pieces);
	const doctorIsFree = isFree(eq(other.doctorId, doctorId), span, id);
	const patientIsFree = isFree(eq(other.patientId, patientId), span, id);
	return {
		doctorId: presentDoctorId(doctorId),
		startsAt: sql<Date>`case when ${isOpen} then ${span.start} end`,
		endsAt: sql<Date>`case when ${doctorIsFree} then ${span.end} end`,
		status: sql<"scheduled">`case when ${patientIsFree} then 'scheduled' end`,
	};
}

/** Why the database refuses a row by one of its columns. */
export type Refused = keyof typeof REFUSALS;
const REFUSALS = {
	"appointments.patient_id": () => invalid("patient", "is not a patient whom you may see"),
	"appointments.doctor_id": () => invalid("doctor", "is not a doctor here"),
	"appointments.starts_at": () => invalid("start", "is outside the doctor's hours"),
	"appointments.ends_at": () => problem("conflict", { detail: "The doctor has another appointment at that time." }),
	"appointments.status": () => problem("conflict", { detail: "The patient has another appointment at that time." }),
} satisfies Record<string, () => Problem>;

export const slotRefusal = (column: Refused): Problem => REFUSALS[column]();

/** Why the database refused the columns above, or the error as it is. */
export function slotProblem(error: unknown): unknown {
	const column = notNullViolation(error) ?? "";
	// The cast says what the line has looked up.
	return Object.hasOwn(REFUSALS, column) ? slotRefusal(column as Refused) : error;
}
