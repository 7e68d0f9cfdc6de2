import { and, or, type SQL, sql } from "drizzle-orm";
import type { PublicContext } from "../auth/service-context.ts";
import { type WallPiece, wallPieces, weekdayOf } from "../clinic/zone.ts";
import { listFrom } from "../db/list.ts";
import { settings } from "../env.ts";
import { contains, orderBy } from "../http/paging.ts";
import { type DoctorRow, doctorAnswer, doctorColumns, isVerified, publicDoctorAnswer } from "./answer.ts";
import { WEEKDAYS, weekdayNumber } from "./hours.ts";
import { isPresent } from "./presence.ts";
import type { ListDoctorsQuery } from "./schema.ts";
import { doctorHours, doctors } from "./table.ts";

const ORDERINGS = {
	id: doctors.id,
	first_name: doctors.firstName,
	last_name: doctors.lastName,
	specialization: doctors.specialization,
	location: doctors.location,
	years_of_experience: doctors.yearsOfExperience,
	created_at: doctors.createdAt,
};

/**
 * Whether the doctor takes appointments all the time of these pieces: hours that touch add up, and who has no hours at
 * all takes them at any time.
 */
export function takesAppointments(doctorId: SQL | typeof doctors.id, pieces: readonly WallPiece[]): SQL {
	const covered = sql`(
		select coalesce(sum(min(to_minute * 60000, piece.value->>'to') - max(from_minute * 60000, piece.value->>'from')), 0)
		from doctor_hours
		where doctor_id = ${doctorId} and weekday = piece.value->>'weekday'
		and from_minute * 60000 < piece.value->>'to' and to_minute * 60000 > piece.value->>'from')`;
	return sql`(not exists (select 1 from ${doctorHours} where doctor_id = ${doctorId}) or not exists (
		select 1 from json_each(${JSON.stringify(pieces)}) piece
		where ${covered} < piece.value->>'to' - piece.value->>'from'))`;
}

const hasHoursOn = (weekday: number): SQL => sql`(
	not exists (select 1 from doctor_hours where doctor_id = ${doctors.id})
	or exists (select 1 from doctor_hours where doctor_id = ${doctors.id} and weekday = ${weekday}))`;

/** By a weekday or a date: at some time of that day; by an instant: at that instant. */
function availableOn(wanted: string, zone: string): SQL {
	const weekday = WEEKDAYS.find((name) => name === wanted);
	if (weekday) return hasHoursOn(weekdayNumber(weekday));
	if (/^\d{4}-\d\d-\d\d$/.test(wanted)) return hasHoursOn(weekdayOf(wanted));
	const at = Date.parse(wanted);
	return takesAppointments(doctors.id, wallPieces(at, at + 1, zone));
}

function filtered({ env }: PublicContext, query: ListDoctorsQuery): SQL | undefined {
	const anywhere = (columns: SQL[], text: string) => or(...columns.map((column) => contains(column, text)));
	const specializations = [sql`${doctors.specialization}`, sql`${doctors.secondSpecialization}`];
	const fullName = sql`${doctors.firstName} || ' ' || ${doctors.lastName}`;
	return and(
		isPresent,
		query.specialization ? anywhere(specializations, query.specialization) : undefined,
		query.location ? contains(doctors.location, query.location) : undefined,
		query.available_on ? availableOn(query.available_on, settings(env).clinicTimezone) : undefined,
		query.is_verified === undefined ? undefined : sql`${isVerified} = ${query.is_verified ? 1 : 0}`,
		query.search ? anywhere([fullName, ...specializations, sql`${doctors.location}`], query.search) : undefined,
	);
}

function list<T extends { id: number }>(
	context: PublicContext,
	query: ListDoctorsQuery,
	answer: (row: DoctorRow) => T,
) {
	const { db } = context;
	return listFrom(db, {
		query: () => db.select(doctorColumns).from(doctors).$dynamic(),
		where: filtered(context, query),
		id: doctors.id,
		order: orderBy(query.ordering, ORDERINGS, doctors.id),
		answer,
	});
}

/** The doctors, as who is signed in may see them. */
export const listDoctors = (context: PublicContext, query: ListDoctorsQuery) => list(context, query, doctorAnswer);

/** The doctors, as everybody may see them. */
export const listPublicDoctors = (context: PublicContext, query: ListDoctorsQuery) =>
	list(context, query, publicDoctorAnswer);
