import { and, eq, gte, lte, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { visiblePatient } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { doctors } from "../doctors/table.ts";
import { settings } from "../env.ts";
import { firstOf, lastOf } from "../http/filters.ts";
import { contains, orderBy } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import { speaksFor } from "../mappings/consent.ts";
import type { ListAccessesQuery } from "./schema.ts";
import { patientAccesses } from "./table.ts";

const { firstAt, lastAt, count } = patientAccesses;
const ORDERINGS = { last_at: lastAt, first_at: firstAt, count };

/** As a doctor where they are one, else as a user; who has no name by what they sign in with. */
const name: SQL<string> = sql<string>`coalesce(
	nullif(trim(${doctors.firstName} || ' ' || ${doctors.lastName}), ''),
	nullif(trim(${users.firstName} || ' ' || ${users.lastName}), ''),
	${users.username})`;

interface Row {
	access: typeof patientAccesses.$inferSelect;
	name: string;
}

const accessAnswer = ({ access, name }: Row) => ({
	id: access.id,
	user: access.userId,
	name,
	role: access.role,
	kind: access.kind,
	first_at: access.firstAt.toISOString(),
	last_at: access.lastAt.toISOString(),
	count: access.count,
});

/**
 * Who looked at a patient's data, the last one first: for who speaks for the patient. Throws `not_found` for a patient
 * out of sight, `forbidden` for others who see the patient.
 */
export async function listAccesses(context: ServiceContext, patientId: number, query: ListAccessesQuery) {
	const { db, env, actor } = context;
	if (!speaksFor(actor, await visiblePatient(db, actor, patientId))) throw problem("forbidden");
	const { clinicTimezone: zone } = settings(env);
	const where = and(
		eq(patientAccesses.patientId, patientId),
		query.user ? eq(patientAccesses.userId, query.user) : undefined,
		query.role ? eq(patientAccesses.role, query.role) : undefined,
		query.kind ? eq(patientAccesses.kind, query.kind) : undefined,
		query.from ? gte(lastAt, firstOf(query.from, zone)) : undefined,
		query.to ? lte(firstAt, lastOf(query.to, zone)) : undefined,
		query.search ? contains(name, query.search) : undefined,
	);
	return listFrom(db, {
		query: () =>
			db
				.select({ access: patientAccesses, name })
				.from(patientAccesses)
				.innerJoin(users, eq(users.id, patientAccesses.userId))
				.leftJoin(doctors, eq(doctors.userId, users.id))
				.$dynamic(),
		where,
		id: patientAccesses.id,
		order: orderBy(query.ordering ?? "-last_at", ORDERINGS, patientAccesses.id),
		answer: accessAnswer,
	});
}
