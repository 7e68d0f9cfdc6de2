import { and, desc, eq, inArray, isNull, not, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { users } from "../accounts/table.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { doctors } from "../doctors/table.ts";
import { contains } from "../http/paging.ts";
import { patients } from "../patients/table.ts";
import { DELETABLE, type Deletable, type ListDeletionsQuery } from "./schema.ts";
import { audit } from "./table.ts";

const later = alias(audit, "later");
/** Whom a thing is of. The deleted patient is their own. */
const patientName = sql<string | null>`trim(${patients.firstName} || ' ' || ${patients.lastName})`;
const doctorName = sql<string | null>`trim(${doctors.firstName} || ' ' || ${doctors.lastName})`;

const ended = (kinds: readonly Deletable[]): SQL =>
	inArray(
		audit.action,
		kinds.map((kind) => `${kind}.delete`),
	);

/** Whether the thing was restored since, or deleted again, which is another entry. */
const isOver = sql`exists (select 1 from audit later where ${later.entityId} = ${audit.entityId} and ${later.id} > ${audit.id}
	and ${later.action} in (${audit.entity} || '.restore', ${audit.entity} || '.delete'))`;

/** Whether the patient whom it concerns was erased since. */
const isErased = sql`exists (select 1 from audit later where ${later.patientId} = ${audit.patientId}
	and ${later.action} = 'patient.erase' and ${later.id} > ${audit.id})`;

interface Row {
	entry: typeof audit.$inferSelect;
	actorName: string | null;
	patientName: string | null;
	doctorName: string | null;
}

function deletionAnswer({ entry, actorName, patientName, doctorName }: Row) {
	return {
		id: entry.id,
		at: entry.at.toISOString(),
		// The condition of the list.
		kind: entry.entity as Deletable,
		thing: Number(entry.entityId),
		patient: entry.patientId,
		name: entry.entity === "doctor" ? doctorName : patientName,
		actor: entry.actorId,
		actor_name: actorName,
	};
}

/** What was deleted, can be restored, and was not: by the audit trail, the newest first. */
export function listDeletions({ db }: ServiceContext, { kind, search }: ListDeletionsQuery) {
	const ofDoctor = and(eq(audit.entity, "doctor"), eq(doctors.id, sql`cast(${audit.entityId} as integer)`));
	return listFrom(db, {
		query: () =>
			db
				.select({ entry: audit, actorName: users.username, patientName, doctorName })
				.from(audit)
				.leftJoin(users, eq(users.id, audit.actorId))
				.leftJoin(patients, eq(patients.id, audit.patientId))
				.leftJoin(doctors, ofDoctor)
				.$dynamic(),
		where: and(
			ended(kind ? [kind] : DELETABLE),
			not(isOver),
			not(isErased),
			isNull(patients.erasingSince),
			search ? or(...[patientName, doctorName].map((column) => contains(column, search))) : undefined,
		),
		id: audit.id,
		order: [desc(audit.id)],
		answer: deletionAnswer,
	});
}
