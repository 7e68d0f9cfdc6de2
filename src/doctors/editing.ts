import { eq, isNull, type SQL, sql } from "drizzle-orm";
import { takenProblem } from "../accounts/account.ts";
import { auditRow } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, type Database, notNullViolation, type Statement } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { invalid, problem } from "../http/problem.ts";
import type { DoctorRow } from "./answer.ts";
import { doctorChange } from "./fields.ts";
import type { Hours } from "./hours.ts";
import { raiseRevision } from "./revision.ts";
import type { DoctorBody } from "./schema.ts";
import { editableDoctor, findDoctor, getDoctor } from "./service.ts";
import { doctorHours, doctors } from "./table.ts";

/** The statements that put these hours in the place of all that a doctor has. */
function replaceHours(db: Database, doctorId: number | SQL<number>, hours: readonly Hours[]): Statement[] {
	const rows = sql`select null, ${doctorId}, value->>'weekday', value->>'fromMinute', value->>'toMinute'
		from json_each(${JSON.stringify(hours)})`;
	return [db.delete(doctorHours).where(eq(doctorHours.doctorId, doctorId)), db.insert(doctorHours).select(rows)];
}

/**
 * The statements that change what the body names of a doctor, with their audit row; whether the actor may is the
 * caller's to know. Written only while the doctor is there: `goneProblem` of `createdAt`.
 */
export function doctorEdit(
	{ db, actor, origin }: ServiceContext,
	row: DoctorRow,
	body: DoctorBody,
	version: SQL<number>,
	action = "doctor.edit",
): [Statement, ...Statement[]] {
	const { values, hours, fields } = doctorChange(row, body);
	const { id } = row.doctor;
	const createdAt = keptWhile(doctors.createdAt, isNull(doctors.deletedAt));
	return [
		db
			.update(doctors)
			.set({ ...values, createdAt, version, updatedAt: new Date() })
			.where(eq(doctors.id, id)),
		...(hours ? replaceHours(db, id, hours) : []),
		raiseRevision(db),
		auditRow(db, { actor, origin, action, entity: "doctor", entityId: id, fields }),
	];
}

/**
 * Changes what the body names. Throws `not_found`, `forbidden`, `conflict` for an e-mail address or a licence number that
 * is another's, `precondition_failed` where the doctor is not at the `expected` version any more.
 */
export async function editDoctor(context: ServiceContext, id: number, body: DoctorBody, expected?: number) {
	const row = await editableDoctor(context, id);
	await atomic(context.db, doctorEdit(context, row, body, nextVersion(expected))).catch((error) => {
		throw staleProblem(goneProblem(takenProblem(error), doctors.createdAt));
	});
	return getDoctor(context, id);
}

/**
 * Creates a doctor by the rule of whoever asks: a doctor completes the profile that came with their own login, once;
 * everybody else creates a record that is theirs to edit. Throws `invalid`, and `conflict` for a second profile or what is
 * another's.
 */
export function createDoctor(context: ServiceContext, body: DoctorBody) {
	const { doctorId } = context.actor;
	return doctorId === null ? createRecord(context, body) : completeOwn(context, doctorId, body);
}

async function createRecord(context: ServiceContext, body: DoctorBody) {
	const { db, actor, origin } = context;
	const { values, hours = [] } = doctorChange(undefined, body);
	if (!values.firstName) throw invalid("first_name", "is required");
	// Ids only grow: within the batch the newest row is the one that it has inserted.
	const inserted = sql<number>`(select max(id) from doctors)`;
	const [[row]] = await db
		.batch([
			db
				.insert(doctors)
				.values({ ...values, creatorId: actor.id })
				.returning({ id: doctors.id }),
			...replaceHours(db, inserted, hours),
			raiseRevision(db),
			auditRow(db, {
				...{ actor, origin, action: "doctor.create", entity: "doctor" },
				entityId: sql<string>`${inserted}`,
			}),
		])
		.catch((error) => {
			throw takenProblem(error);
		});
	if (!row) throw problem("internal");
	return getDoctor(context, row.id);
}

/** A profile without a specialization is as it came with the login. */
async function completeOwn(context: ServiceContext, doctorId: number, body: DoctorBody) {
	const { db } = context;
	const row = await findDoctor(db, eq(doctors.id, doctorId));
	// Of two at once the second finds it complete: its null is refused, and its whole batch with it.
	const version = sql<number>`case when specialization is null then version + 1 end`;
	await atomic(db, doctorEdit(context, row, body, version, "doctor.complete")).catch((error) => {
		const twice = notNullViolation(error) === "doctors.version";
		throw twice
			? problem("conflict", { detail: "Your profile exists already: edit it instead." })
			: goneProblem(takenProblem(error), doctors.createdAt);
	});
	return getDoctor(context, doctorId);
}
