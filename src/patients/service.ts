import { and, eq, exists, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { noteAccess, noteAccesses } from "../accesses/noting.ts";
import { userIdOf } from "../accounts/account.ts";
import { users } from "../accounts/table.ts";
import { appointmentsEnd } from "../appointments/ending.ts";
import { auditRow } from "../audit/service.ts";
import { sees, visiblePatient, visiblePatients } from "../auth/access.ts";
import { patientRight } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, type Database, uniqueViolation } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { idsIn } from "../db/ids.ts";
import { listFrom } from "../db/list.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { presentDoctorId } from "../doctors/presence.ts";
import { contains, orderBy } from "../http/paging.ts";
import { problem, taken } from "../http/problem.ts";
import { mappings } from "../mappings/table.ts";
import { monitorOf } from "../monitor/stub.ts";
import { patientAnswer, patientColumns } from "./answer.ts";
import type { ListPatientsQuery } from "./schema.ts";
import { patients, patientVitals } from "./table.ts";

const ORDERINGS = {
	id: patients.id,
	first_name: patients.firstName,
	last_name: patients.lastName,
	date_of_birth: patients.dateOfBirth,
	created_at: patients.createdAt,
	last_reading_at: patientVitals.lastReadingAt,
};

/** Who is meant by a text, of `patients` joined with the `users` that they sign in as. */
export function searched(text: string): SQL | undefined {
	const fullName = sql`${patients.firstName} || ' ' || ${patients.lastName}`;
	return or(
		...[fullName, patients.email, patients.phoneNumber, users.username].map((column) => contains(column, text)),
	);
}

/** Patients with an active mapping to the doctor, if they practise here. */
export function mappedTo(db: Database, doctorId: number): SQL {
	const active = and(
		eq(mappings.patientId, patients.id),
		eq(mappings.doctorId, presentDoctorId(doctorId)),
		eq(mappings.status, "active"),
	);
	return exists(db.select({ one: sql`1` }).from(mappings).where(active));
}

/** The patients whom the actor sees. Filters narrow, they never widen. Who asks for some by their ids is noted. */
export function listPatients(context: ServiceContext, query: ListPatientsQuery) {
	const { db, actor } = context;
	if (query.ids) noteAccesses(context, query.ids, "profile");
	const where = and(
		visiblePatients(db, actor),
		query.gender ? eq(patients.gender, query.gender) : undefined,
		query.ids ? inArray(patients.id, idsIn(query.ids)) : undefined,
		query.search ? searched(query.search) : undefined,
		query.doctor_id ? mappedTo(db, query.doctor_id) : undefined,
	);
	return listFrom(db, {
		query: () =>
			db
				.select(patientColumns)
				.from(patients)
				.leftJoin(patientVitals, eq(patientVitals.patientId, patients.id))
				.leftJoin(users, eq(users.id, patients.userId))
				.$dynamic(),
		where,
		// Only the search asks for the login's name.
		counted: query.search ? undefined : patients,
		id: patients.id,
		order: orderBy(query.ordering, ORDERINGS, patients.id),
		answer: (row) => patientAnswer(row),
	});
}

/** What these of the patients whom the actor sees are called, by their ids. */
export async function patientNames(
	{ db, actor }: ServiceContext,
	ids: readonly number[],
): Promise<Map<number, string>> {
	const { id, firstName, lastName } = patients;
	const named = and(inArray(id, idsIn(ids)), visiblePatients(db, actor));
	const rows = await db.select({ id, firstName, lastName }).from(patients).where(named);
	return new Map(rows.map((row) => [row.id, `${row.firstName} ${row.lastName}`.trim()]));
}

async function answerWhere(db: Database, where: SQL | undefined) {
	const row = await db
		.select(patientColumns)
		.from(patients)
		.leftJoin(patientVitals, eq(patientVitals.patientId, patients.id))
		.where(where)
		.get();
	if (!row) throw problem("not_found");
	return patientAnswer(row);
}

/** One patient whom the actor sees, else `not_found`. */
export async function getPatient(context: ServiceContext, id: number) {
	const { db, actor } = context;
	const answer = await answerWhere(db, and(eq(patients.id, id), visiblePatients(db, actor)));
	noteAccess(context, id, "profile");
	return answer;
}

/** The patient that the actor is, else `not_found`. */
export function getOwnPatient({ db, actor }: ServiceContext) {
	return answerWhere(db, and(eq(patients.userId, actor.id), isNull(patients.deletedAt)));
}

/** The time zone of the patient that the actor is; undefined where they are none any more. */
export async function ownTimezone({ db, actor }: ServiceContext): Promise<string | undefined> {
	const { timezone, userId, deletedAt } = patients;
	const own = and(eq(userId, actor.id), isNull(deletedAt));
	return (await db.select({ timezone }).from(patients).where(own).get())?.timezone;
}

/** The answer to a patient that this call has just inserted. */
export function getPatientOfLogin({ db }: ServiceContext, username: string) {
	return answerWhere(db, eq(patients.userId, userIdOf(username)));
}

/** A unique column's refusal, as the field that the client sent. Never says whose the value is. */
export function patientTaken(error: unknown): unknown {
	return uniqueViolation(error)?.match(/^patients(\.|_)email$/) ? taken("email") : error;
}

/** Opens or closes the patient's object to devices, as the row says: after a write that was refused. */
async function followPresence({ db, env }: ServiceContext, id: number): Promise<void> {
	const row = await db.select({ deletedAt: patients.deletedAt }).from(patients).where(eq(patients.id, id)).get();
	await (await monitorOf(env, id)).setActive(row?.deletedAt === null);
}

/**
 * Hides the patient and closes their object to devices; an admin can restore both. The appointments ahead are cancelled.
 * Owner and admin only. Throws `precondition_failed` off the `expected` version.
 */
export async function deletePatient(context: ServiceContext, id: number, expected?: number): Promise<void> {
	const { db, env, actor, origin } = context;
	const patient = await visiblePatient(db, actor, id);
	if (patientRight(actor, patient) !== "all") throw problem("forbidden");
	if (expected !== undefined && expected !== patient.version) throw problem("precondition_failed");
	// The object first: if the rest fails, devices are shut out and the request can be repeated.
	await (await monitorOf(env, id)).setActive(false);
	const createdAt = keptWhile(patients.createdAt, sees(db, actor, id));
	await atomic(db, [
		db
			.update(patients)
			.set({ deletedAt: new Date(), createdAt, version: nextVersion(expected) })
			.where(eq(patients.id, id)),
		...appointmentsEnd(context, { patientId: id }),
		auditRow(db, { actor, origin, action: "patient.delete", entity: "patient", entityId: id, patientId: id }),
	]).catch(async (error) => {
		await followPresence(context, id);
		throw staleProblem(goneProblem(error, patients.createdAt));
	});
}

const restorable = and(isNotNull(patients.deletedAt), isNull(patients.erasingSince));

/** Brings a deleted patient back. Throws `conflict` where somebody else has the e-mail address by now. */
export async function restorePatient(context: ServiceContext, id: number) {
	const { db, env, actor, origin } = context;
	const deleted = await db
		.select({ id: patients.id })
		.from(patients)
		.where(and(eq(patients.id, id), restorable))
		.get();
	if (!deleted) throw problem("not_found");
	// The object first: a restore that fails half-way can be repeated.
	await (await monitorOf(env, id)).setActive(true);
	const createdAt = keptWhile(patients.createdAt, restorable);
	await atomic(db, [
		db
			.update(patients)
			.set({ deletedAt: null, createdAt, version: nextVersion(undefined) })
			.where(eq(patients.id, id)),
		auditRow(db, { actor, origin, action: "patient.restore", entity: "patient", entityId: id, patientId: id }),
	]).catch(async (error) => {
		await followPresence(context, id);
		if (patientTaken(error) === error) throw goneProblem(error, patients.createdAt);
		throw problem("conflict", { detail: "The e-mail address is in use by another patient now." });
	});
	return getPatient(context, id);
}
