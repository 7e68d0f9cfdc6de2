import { and, eq, gt, inArray, isNull, lt, type SQL } from "drizzle-orm";
import { visiblePatients } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { dateAt } from "../clinic/zone.ts";
import { idsIn } from "../db/ids.ts";
import { isPresent } from "../doctors/presence.ts";
import { doctorHours, doctors } from "../doctors/table.ts";
import { settings } from "../env.ts";
import { Problem, problem } from "../http/problem.ts";
import { refusalOf } from "../http/verdicts.ts";
import { patients } from "../patients/table.ts";
import { spanAnswer } from "./answer.ts";
import { obstacles } from "./foresight.ts";
import { openSpans, propose } from "./proposing.ts";
import type { ProposeAppointmentsBody } from "./schema.ts";
import { slotRefusal } from "./slot.ts";
import { appointments } from "./table.ts";
import { DEFAULT_MINUTES, HOUR_MS, LONGEST_MS, type Span } from "./times.ts";

const MINUTE_MS = 60_000;

/** What is scheduled for whom at some time of the span. */
async function diaryOf({ db }: ServiceContext, whose: SQL, { start, end }: Span) {
	const { patientId, startsAt, endsAt } = appointments;
	const rows = await db
		.select({ patientId, startsAt, endsAt })
		.from(appointments)
		.where(
			and(
				whose,
				eq(appointments.status, "scheduled"),
				isNull(appointments.deletedAt),
				lt(startsAt, new Date(end)),
				// What began earlier is over by then.
				gt(startsAt, new Date(start - LONGEST_MS)),
			),
		);
	return rows.map((row) => ({
		...{ patientId: row.patientId, start: row.startsAt.getTime(), end: row.endsAt.getTime() },
	}));
}

/** The hours of a doctor who practises here; else `invalid`. */
async function hoursOf({ db }: ServiceContext, doctorId: number) {
	const { weekday, fromMinute, toMinute } = doctorHours;
	const [doctor, hours] = await Promise.all([
		db
			.select({ id: doctors.id })
			.from(doctors)
			.where(and(eq(doctors.id, doctorId), isPresent))
			.get(),
		db.select({ weekday, fromMinute, toMinute }).from(doctorHours).where(eq(doctorHours.doctorId, doctorId)),
	]);
	if (!doctor) throw slotRefusal("appointments.doctor_id");
	return hours;
}

/** Those of the patients whom the actor sees. */
async function visibleAmong({ db, actor }: ServiceContext, ids: readonly number[]): Promise<Set<number>> {
	const where = and(inArray(patients.id, idsIn(ids)), visiblePatients(db, actor));
	return new Set((await db.select({ id: patients.id }).from(patients).where(where)).map(({ id }) => id));
}

/** The first free times of a doctor for these patients, an hour from now at the earliest, as far as what is known lets them be booked. */
async function freeTimes(context: ServiceContext, patientIds: readonly number[], body: ProposeAppointmentsBody) {
	const { doctor: doctorId, days, duration_minutes: minutes = DEFAULT_MINUTES } = body;
	const zone = settings(context.env).clinicTimezone;
	const soon = Date.now() + HOUR_MS;
	const open = openSpans(await hoursOf(context, doctorId), body.from_date ?? dateAt(soon, zone), days, zone);
	const [first, last] = [open.at(0), open.at(-1)];
	if (!first || !last) return new Map<number, Span>();
	const span = { start: first.start, end: last.end };
	const [ofDoctor, others] = await Promise.all([
		diaryOf(context, eq(appointments.doctorId, doctorId), span),
		diaryOf(context, inArray(appointments.patientId, idsIn(patientIds)), span),
	]);
	const ofPatients = Map.groupBy(others, ({ patientId }) => patientId);
	return propose({ open, ofDoctor, ofPatients }, patientIds, minutes * MINUTE_MS, soon);
}

const noRoom = () => problem("conflict", { detail: "There is no free time in these days." });

/**
 * The first free times of a doctor for many patients, in their order: nothing is kept free. What is proposed can be
 * booked as things are; for whom there is nothing, it says why. Throws `invalid` on the doctor.
 */
export async function proposeAppointments(context: ServiceContext, body: ProposeAppointmentsBody) {
	const { doctor: doctorId } = body;
	const wanted = [...new Set(body.patients)];
	const visible = await visibleAmong(context, wanted);
	const reasons = new Map<number, Problem>();
	for (const id of wanted) if (!visible.has(id)) reasons.set(id, slotRefusal("appointments.patient_id"));
	const seen = wanted.filter((id) => visible.has(id));
	const times = await freeTimes(context, seen, body);
	for (const id of seen) if (!times.has(id)) reasons.set(id, noRoom());
	const bookings = [...times].map(([patientId, span]) => ({ patientId, doctorId, span, notes: undefined }));
	const against = await obstacles(context, bookings);
	for (const [{ patientId }, obstacle] of against)
		reasons.set(patientId, obstacle instanceof Problem ? obstacle : noRoom());
	return {
		appointments: bookings
			.filter((booking) => !against.has(booking))
			.map(({ patientId, span }) => ({ patient: patientId, doctor: doctorId, ...spanAnswer(span) })),
		unplaced: [...reasons].map(([patient, reason]) => ({ patient, ...refusalOf(reason) })),
	};
}
