import { and, eq, inArray, isNull, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias, type SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Database } from "../db/client.ts";
import { doctors } from "../doctors/table.ts";
import { problem } from "../http/problem.ts";
import { mappings } from "../mappings/table.ts";
import { patients } from "../patients/table.ts";
import type { UserActor } from "./actor.ts";
import { seesEverybody } from "./policy.ts";

/**
 * Which rows of `patients` the actor may see; every query of people's data carries it. Admin and staff: all; everybody
 * else: those whom they own or are; doctors also those mapped to them while the mapping is active, unless the doctor was
 * deleted. `patientId` is the column that a query begins with, where that is another table's.
 */
export function visiblePatients(db: Database, actor: UserActor, patientId: SQLiteColumn = patients.id): SQL {
	const mine = seesEverybody(actor) ? undefined : inArray(patientId, idsOf(db, actor));
	return and(isNull(patients.deletedAt), mine) ?? sql`true`;
}

/** The ids of the actor's patients, each way by its own index: `or` between them would read all patients. */
function idsOf(db: Database, actor: UserActor): SQL {
	const other = alias(patients, "tied");
	const own = db.select({ id: other.id }).from(other).where(eq(other.ownerId, actor.id));
	const self = db.select({ id: other.id }).from(other).where(eq(other.userId, actor.id));
	if (actor.doctorId === null) return sql`(${own.union(self)})`;
	return sql`(${own.union(self).union(mappedTo(db, actor.doctorId))})`;
}

function mappedTo(db: Database, doctorId: number) {
	return db
		.select({ id: mappings.patientId })
		.from(mappings)
		.innerJoin(doctors, and(eq(doctors.id, mappings.doctorId), isNull(doctors.deletedAt)))
		.where(and(eq(mappings.doctorId, doctorId), eq(mappings.status, "active")));
}

/** The patient, if the actor may see them. Throws `not_found` alike for nobody and for another's patient. */
export async function visiblePatient(db: Database, actor: UserActor, patientId: number) {
	const found = await db
		.select()
		.from(patients)
		.where(and(eq(patients.id, patientId), visiblePatients(db, actor)))
		.get();
	if (!found) throw problem("not_found");
	return found;
}

/**
 * The patient's id, or null where the actor does not see the patient: a NOT NULL column that is set to it refuses a
 * write, and with it the whole batch, from the moment on in which the actor's right has ended.
 */
export function visibleId(db: Database, actor: UserActor, patientId: number | SQLWrapper): SQL<number> {
	const where = and(sql`${patients.id} = ${patientId}`, visiblePatients(db, actor));
	return sql<number>`${db.select({ id: patients.id }).from(patients).where(where)}`;
}

/** Whether the actor sees the patient: the condition of a write (`keptWhile`). */
export function sees(db: Database, actor: UserActor, patientId: number | SQLWrapper): SQL {
	return sql`${visibleId(db, actor, patientId)} is not null`;
}
