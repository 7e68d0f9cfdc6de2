import { and, eq, gte, lt, or, type SQL, sql } from "drizzle-orm";
import type { ServiceContext } from "../auth/service-context.ts";
import { dayBounds } from "../clinic/zone.ts";
import { listFrom } from "../db/list.ts";
import { doctors } from "../doctors/table.ts";
import { settings } from "../env.ts";
import { contains, orderBy } from "../http/paging.ts";
import { patients } from "../patients/table.ts";
import { appointmentAnswer } from "./answer.ts";
import type { ListAppointmentsQuery } from "./schema.ts";
import { appointmentQuery, visibleAppointments } from "./service.ts";
import { appointments } from "./table.ts";

const ORDERINGS = {
	id: appointments.id,
	start: appointments.startsAt,
	status: appointments.status,
	created_at: appointments.createdAt,
};

function searched(text: string): SQL | undefined {
	const ofPatient = sql`${patients.firstName} || ' ' || ${patients.lastName}`;
	const ofDoctor = sql`${doctors.firstName} || ' ' || ${doctors.lastName}`;
	return or(contains(ofPatient, text), contains(ofDoctor, text));
}

function filtered({ db, env, actor }: ServiceContext, query: ListAppointmentsQuery): SQL | undefined {
	const { start_date, end_date, status, patient, doctor, search } = query;
	const { clinicTimezone } = settings(env);
	const from = start_date && new Date(dayBounds(start_date, clinicTimezone).start);
	const until = end_date && new Date(dayBounds(end_date, clinicTimezone).end);
	return and(
		visibleAppointments(db, actor),
		from ? gte(appointments.startsAt, from) : undefined,
		until ? lt(appointments.startsAt, until) : undefined,
		status ? eq(appointments.status, status) : undefined,
		patient ? eq(appointments.patientId, patient) : undefined,
		doctor ? eq(appointments.doctorId, doctor) : undefined,
		search ? searched(search) : undefined,
	);
}

/** The appointments that the actor sees. */
export function listAppointments(context: ServiceContext, query: ListAppointmentsQuery) {
	const { db } = context;
	return listFrom(db, {
		query: () => appointmentQuery(db).$dynamic(),
		where: filtered(context, query),
		id: appointments.id,
		order: orderBy(query.ordering, ORDERINGS, appointments.id),
		answer: appointmentAnswer,
	});
}
