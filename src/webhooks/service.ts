import { and, desc, eq, isNotNull, isNull, or, type SQL } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { isAdmin } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { contains } from "../http/paging.ts";
import { problem } from "../http/problem.ts";
import type { ListWebhooksQuery } from "./schema.ts";
import { webhooks } from "./table.ts";

export type Webhook = typeof webhooks.$inferSelect;

function webhookAnswer({ webhook: row, ownerName }: { webhook: Webhook; ownerName: string }) {
	return {
		id: row.id,
		owner: row.ownerId,
		owner_name: ownerName,
		scope: row.scope,
		url: row.url,
		description: row.description,
		events: row.events,
		is_active: row.isActive,
		disabled_reason: row.disabledReason,
		created_at: row.createdAt.toISOString(),
		updated_at: row.updatedAt?.toISOString() ?? null,
		version: row.version,
	};
}

/** Of `webhooks`: one's own, or for an admin all. */
const withinReach = ({ actor }: ServiceContext) => (isAdmin(actor) ? undefined : eq(webhooks.ownerId, actor.id));

/** A webhook of the actor's own, or any for an admin; else `not_found`. */
export async function findWebhook(context: ServiceContext, id: number): Promise<Webhook> {
	const where = and(eq(webhooks.id, id), withinReach(context));
	const row = await context.db.select().from(webhooks).where(where).get();
	if (!row) throw problem("not_found");
	return row;
}

function query({ db }: ServiceContext) {
	return db
		.select({ webhook: webhooks, ownerName: users.username })
		.from(webhooks)
		.innerJoin(users, eq(users.id, webhooks.ownerId));
}

/** One webhook within the actor's reach, without its secret; else `not_found`. */
export async function getWebhook(context: ServiceContext, id: number) {
	const row = await query(context)
		.where(and(eq(webhooks.id, id), withinReach(context)))
		.get();
	if (!row) throw problem("not_found");
	return webhookAnswer(row);
}

function searched(text: string): SQL | undefined {
	return or(...[webhooks.url, webhooks.description, users.username].map((column) => contains(column, text)));
}

/** The webhooks within the actor's reach, newest first. */
export function listWebhooks(context: ServiceContext, wanted: ListWebhooksQuery) {
	const { is_active, has_failed, scope, owner, search } = wanted;
	const { disabledReason } = webhooks;
	return listFrom(context.db, {
		query: () => query(context).$dynamic(),
		where: and(
			withinReach(context),
			is_active === undefined ? undefined : eq(webhooks.isActive, is_active),
			has_failed === undefined ? undefined : has_failed ? isNotNull(disabledReason) : isNull(disabledReason),
			scope ? eq(webhooks.scope, scope) : undefined,
			owner ? eq(webhooks.ownerId, owner) : undefined,
			search ? searched(search) : undefined,
		),
		id: webhooks.id,
		order: [desc(webhooks.id)],
		answer: webhookAnswer,
	});
}
