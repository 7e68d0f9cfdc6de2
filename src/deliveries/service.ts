import { and, count, desc, eq } from "drizzle-orm";
import type { ServiceContext } from "../auth/service-context.ts";
import { limits } from "../http/paging.ts";
import type { ListDeliveriesQuery } from "./schema.ts";
import { deliveries } from "./table.ts";

function deliveryAnswer(row: typeof deliveries.$inferSelect) {
	return {
		id: row.id,
		event_id: row.eventId,
		event_type: row.eventType,
		channel: row.channel,
		recipient: row.recipientId,
		webhook: row.webhookId,
		status: row.status,
		reason: row.reason,
		attempts: row.attempts,
		at: row.at.toISOString(),
		created_at: row.createdAt.toISOString(),
	};
}

/** One page of what was sent to whom and by which way, newest first, and how many match. Never what was said. */
export async function listDeliveries({ db }: ServiceContext, query: ListDeliveriesQuery) {
	const where = and(
		query.recipient ? eq(deliveries.recipientId, query.recipient) : undefined,
		query.channel ? eq(deliveries.channel, query.channel) : undefined,
		query.status ? eq(deliveries.status, query.status) : undefined,
		query.event_id ? eq(deliveries.eventId, query.event_id) : undefined,
	);
	const { limit, offset } = limits(query);
	const [rows, total] = await Promise.all([
		db.select().from(deliveries).where(where).orderBy(desc(deliveries.id)).limit(limit).offset(offset),
		db.select({ total: count() }).from(deliveries).where(where).get(),
	]);
	return { count: total?.total ?? 0, results: rows.map(deliveryAnswer) };
}
