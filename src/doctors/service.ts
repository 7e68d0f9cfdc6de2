import { and, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { takenProblem } from "../accounts/account.ts";
import { appointmentsEnd } from "../appointments/ending.ts";
import { auditRow } from "../audit/service.ts";
import { mayEditDoctor } from "../auth/policy.ts";
import type { PublicContext, ServiceContext } from "../auth/service-context.ts";
import { atomic, type Database } from "../db/client.ts";
import { goneProblem, keptWhile } from "../db/guards.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { problem } from "../http/problem.ts";
import { mappingsEnd } from "../mappings/ending.ts";
import { mappings } from "../mappings/table.ts";
import { recheckStreams } from "../streams/recheck.ts";
import { doctorAnswer, doctorColumns, publicDoctorAnswer } from "./answer.ts";
import { isPresent } from "./presence.ts";
import { raiseRevision } from "./revision.ts";
import { doctors } from "./table.ts";

/** A doctor who was not deleted, with their hours; else `not_found`. */
export async function findDoctor(db: Database, where: SQL) {
	const row = await db
		.select(doctorColumns)
		.from(doctors)
		.where(and(where, isNull(doctors.deletedAt)))
		.get();
	if (!row) throw problem("not_found");
	return row;
}

/** One doctor, as who is signed in may see them; else `not_found`. */
export async function getDoctor({ db }: PublicContext, id: number) {
	return doctorAnswer(await findDoctor(db, eq(doctors.id, id)));
}

/** One doctor who practises here, as everybody may see them; else `not_found`. */
export async function getPublicDoctor({ db }: PublicContext, id: number) {
	return publicDoctorAnswer(await findDoctor(db, sql`${and(eq(doctors.id, id), isPresent)}`));
}

/** The doctor that the actor is, else `not_found`. */
export async function getOwnDoctor({ db, actor }: ServiceContext) {
	return doctorAnswer(await findDoctor(db, eq(doctors.userId, actor.id)));
}

/** A doctor whom the actor may change, else `not_found` or `forbidden`. */
export async function editableDoctor({ db, actor }: ServiceContext, id: number) {
	const row = await findDoctor(db, eq(doctors.id, id));
	if (!mayEditDoctor(actor, row.doctor)) throw problem("forbidden");
	return row;
}

/**
 * Takes the doctor off the list: they see no patients any more, and the appointments ahead are cancelled, which the
 * patients hear of, as are their wishes to treat somebody. An admin can restore the doctor, but neither of these. Throws
 * `precondition_failed` off the `expected` version.
 */
export async function deleteDoctor(context: ServiceContext, id: number, expected?: number): Promise<void> {
	const { db, actor, origin } = context;
	const { doctor } = await editableDoctor(context, id);
	const createdAt = keptWhile(doctors.createdAt, isNull(doctors.deletedAt));
	await atomic(db, [
		db
			.update(doctors)
			.set({ deletedAt: new Date(), createdAt, version: nextVersion(expected) })
			.where(eq(doctors.id, id)),
		...appointmentsEnd(context, { doctorId: id }),
		...mappingsEnd(context, sql`${and(eq(mappings.doctorId, id), eq(mappings.status, "pending"))}`),
		raiseRevision(db),
		auditRow(db, { actor, origin, action: "doctor.delete", entity: "doctor", entityId: id }),
	]).catch((error) => {
		throw staleProblem(goneProblem(error, doctors.createdAt));
	});
	if (doctor.userId !== null) recheckStreams(context.env, [doctor.userId]);
}

/**
 * Brings a deleted doctor back, with the mappings that were not ended in between. Throws `not_found` for one who is
 * there, `conflict` where another has their address or licence number by now.
 */
export async function restoreDoctor(context: ServiceContext, id: number) {
	const { db, actor, origin } = context;
	const deleted = await db
		.select({ id: doctors.id })
		.from(doctors)
		.where(and(eq(doctors.id, id), isNotNull(doctors.deletedAt)))
		.get();
	if (!deleted) throw problem("not_found");
	const createdAt = keptWhile(doctors.createdAt, isNotNull(doctors.deletedAt));
	await atomic(db, [
		db
			.update(doctors)
			.set({ deletedAt: null, createdAt, version: nextVersion(undefined) })
			.where(eq(doctors.id, id)),
		raiseRevision(db),
		auditRow(db, { actor, origin, action: "doctor.restore", entity: "doctor", entityId: id }),
	]).catch((error) => {
		throw goneProblem(takenProblem(error), doctors.createdAt);
	});
	return getDoctor(context, id);
}
