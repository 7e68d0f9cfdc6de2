import { and, desc, eq } from "drizzle-orm";
import { isAdmin } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import { problem } from "../http/problem.ts";
import { webhooks } from "./table.ts";

export type Webhook = typeof webhooks.$inferSelect;

export function webhookAnswer(row: Webhook) {
	return {
		id: row.id,
		owner: row.ownerId,
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

/** One webhook within the actor's reach, without its secret; else `not_found`. */
export const getWebhook = async (context: ServiceContext, id: number) => webhookAnswer(await findWebhook(context, id));

/** The webhooks within the actor's reach, newest first. */
export function listWebhooks(context: ServiceContext) {
	const { db } = context;
	return listFrom(db, {
		query: () => db.select().from(webhooks).$dynamic(),
		where: withinReach(context),
		id: webhooks.id,
		order: [desc(webhooks.id)],
		answer: webhookAnswer,
	});
}
