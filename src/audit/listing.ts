import { and, eq, gte, lt, lte, type SQL } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { settings } from "../env.ts";
import { firstOf, lastOf } from "../http/filters.ts";
import { orderBy } from "../http/paging.ts";
import type { ListAuditQuery } from "./schema.ts";
import { audit } from "./table.ts";

/** `patient.` finds `patient.edit` and its like: a range, which an index answers. */
function ofAction(action: string): SQL | undefined {
	if (!action.endsWith(".")) return eq(audit.action, action);
	return and(gte(audit.action, action), lt(audit.action, `${action}\uffff`));
}

export function entryAnswer({ entry, actorName }: { entry: typeof audit.$inferSelect; actorName: string | null }) {
	return {
		id: entry.id,
		at: entry.at.toISOString(),
		actor: entry.actorId,
		actor_name: actorName,
		action: entry.action,
		entity: entry.entity,
		entity_id: entry.entityId,
		patient: entry.patientId,
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
		query.from ? gte(audit.at, firstOf(query.from, zone)) : undefined,
		query.to ? lte(audit.at, lastOf(query.to, zone)) : undefined,
	);
	return listFrom(db, {
		query: () =>
			db
				.select({ entry: audit, actorName: users.username })
				.from(audit)
				.leftJoin(users, eq(users.id, audit.actorId))
				.$dynamic(),
		where,
		counted: audit,
		id: audit.id,
		order: orderBy(query.ordering, { at: audit.at }, audit.id),
		answer: entryAnswer,
	});
}
