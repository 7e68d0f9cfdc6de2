import { and, eq, gte, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { settings } from "../env.ts";
import { firstOf, lastOf } from "../http/filters.ts";
import { contains, orderBy } from "../http/paging.ts";
import { patients } from "../patients/table.ts";
import type { ListAuditQuery } from "./schema.ts";
import { audit } from "./table.ts";

/** `patient.` finds `patient.edit` and its like: a range, which an index answers. */
function ofAction(action: string): SQL | undefined {
	if (!action.endsWith(".")) return eq(audit.action, action);
	return and(gte(audit.action, action), lt(audit.action, `${action}\uffff`));
}

const fullName = (table: typeof users | typeof patients) =>
	sql<string | null>`trim(${table.firstName} || ' ' || ${table.lastName})`;

function searched(text: string): SQL | undefined {
	return or(...[users.username, fullName(users), fullName(patients)].map((column) => contains(column, text)));
}

interface Row {
	entry: typeof audit.$inferSelect;
	actorName: string | null;
	patientName: string | null;
}

export function entryAnswer({ entry, actorName, patientName }: Row) {
	return {
		id: entry.id,
		at: entry.at.toISOString(),
		actor: entry.actorId,
		actor_name: actorName,
		action: entry.action,
		entity: entry.entity,
		entity_id: entry.entityId,
		patient: entry.patientId,
		patient_name: patientName,
		fields: entry.fields ?? [],
		request_id: entry.requestId,
		address: entry.address,
	};
}

/** The audit trail, newest first. */
export function listAudit({ db, env }: ServiceContext, query: ListAuditQuery) {
	const { clinicTimezone: zone } = settings(env);
	const where = and(
		query.actor ? eq(audit.actorId, query.actor) : undefined,
		query.patient ? eq(audit.patientId, query.patient) : undefined,
		query.action ? ofAction(query.action) : undefined,
		query.entity ? eq(audit.entity, query.entity) : undefined,
		query.entity_id ? eq(audit.entityId, query.entity_id) : undefined,
		query.request_id ? eq(audit.requestId, query.request_id) : undefined,
		query.search ? searched(query.search) : undefined,
		query.from ? gte(audit.at, firstOf(query.from, zone)) : undefined,
		query.to ? lte(audit.at, lastOf(query.to, zone)) : undefined,
	);
	return listFrom(db, {
		query: () =>
			db
				.select({ entry: audit, actorName: users.username, patientName: fullName(patients) })
				.from(audit)
				.leftJoin(users, eq(users.id, audit.actorId))
				.leftJoin(patients, eq(patients.id, audit.patientId))
				.$dynamic(),
		where,
		// Only the search asks for names.
		counted: query.search ? undefined : audit,
		id: audit.id,
		order: orderBy(query.ordering, { at: audit.at }, audit.id),
		answer: entryAnswer,
	});
}
