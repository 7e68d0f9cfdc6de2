import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { visibleId } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import type { Problem } from "../http/problem.ts";
import { type Booking, timeProblem } from "./booking.ts";
import { clashes } from "./clashes.ts";
import { type Refused, scheduledColumns, slotRefusal } from "./slot.ts";
import { appointments } from "./table.ts";

/** Booked before, by this very request for one: the id. */
export interface Booked {
	known: number;
}

/** The id of the same appointment, where it is scheduled already; null where the actor does not see the patient. */
function sameAs({ db, actor }: ServiceContext, { patientId, doctorId, span }: Booking): SQL<number | null> {
	const same = and(
		eq(appointments.patientId, visibleId(db, actor, patientId)),
		eq(appointments.doctorId, doctorId),
		eq(appointments.startsAt, new Date(span.start)),
		eq(appointments.endsAt, new Date(span.end)),
		eq(appointments.status, "scheduled"),
		isNull(appointments.deletedAt),
	);
	return sql<number | null>`${db.select({ id: appointments.id }).from(appointments).where(same).limit(1)}`;
}

/** What a booking would write, asked of the database without writing it: null is what it refuses. */
function rehearsal(context: ServiceContext, booking: Booking) {
	const { db, actor } = context;
	const { doctorId, startsAt, endsAt, status } = scheduledColumns(context, { id: null, ...booking });
	// In the order in which the database looks at them: of two the first one is the reason.
	const columns = {
		"appointments.patient_id": visibleId(db, actor, booking.patientId).as("patient_id"),
		"appointments.doctor_id": doctorId.as("doctor_id"),
		"appointments.starts_at": startsAt.as("starts_at"),
		"appointments.ends_at": endsAt.as("ends_at"),
		"appointments.status": status.as("status"),
	} satisfies Record<Refused, unknown>;
	return db.select({ columns, known: sameAs(context, booking).as("known") }).from(sql`(select 1)`);
}

/** Why the database would refuse each of the bookings as things are, or that it has it already. */
async function rehearsed(context: ServiceContext, bookings: readonly Booking[]) {
	const found = new Map<Booking, Problem | Booked>();
	const [first, ...rest] = bookings.map((booking) => rehearsal(context, booking));
	if (!first) return found;
	const answers = await context.db.batch([first, ...rest]);
	for (const [index, booking] of bookings.entries()) {
		const { columns, known } = answers[index]?.[0] ?? {};
		// The cast names the keys above.
		const [refused] = Object.entries(columns ?? {}).find(([, value]) => value === null) ?? [];
		if (known != null) found.set(booking, { known });
		else if (refused) found.set(booking, slotRefusal(refused as Refused));
	}
	return found;
}

/**
 * What speaks against each of many bookings, which are made in this order: its time, what is booked, or one before it.
 * Nothing is said of those that can be made.
 */
export async function obstacles(context: ServiceContext, bookings: readonly Booking[]) {
	const now = new Date();
	const found = new Map<Booking, Problem | Booked>();
	for (const booking of bookings) {
		const fault = timeProblem(booking, now);
		if (fault) found.set(booking, fault);
	}
	const timely = bookings.filter((booking) => !found.has(booking));
	for (const [booking, obstacle] of await rehearsed(context, timely)) found.set(booking, obstacle);
	for (const [booking, busy] of clashes(timely.filter((booking) => !found.has(booking))))
		found.set(booking, slotRefusal(busy === "doctor" ? "appointments.ends_at" : "appointments.status"));
	return found;
}
