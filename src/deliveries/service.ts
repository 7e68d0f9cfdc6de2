import { and, desc, eq } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listFrom } from "../db/list.ts";
import type { ListDeliveriesQuery } from "./schema.ts";
import { deliveries } from "./table.ts";

interface Row {
	row: typeof deliveries.$inferSelect;
	recipientName: string | null;
}

function deliveryAnswer({ row, recipientName }: Row) {
	return {
		id: row.id,
		event_id: row.eventId,
		event_type: row.eventType,
		channel: row.channel,
		recipient: row.recipientId,
		recipient_name: recipientName,
		webhook: row.webhookId,
		status: row.status,
		reason: row.reason,
		attempts: row.attempts,
		at: row.at.toISOString(),
		created_at: row.createdAt.toISOString(),
	};
}

/** What was sent to whom and by which way, newest first. Never what was said. */
export function listDeliveries({ db }: ServiceContext, query: ListDeliveriesQuery) {
	const where = and(
		query.recipient ? eq(deliveries.recipientId, query.recipient) : undefined,
		query.channel ? eq(deliveries.channel, query.channel) : undefined,
		query.status ? eq(deliveries.status, query.status) : undefined,
		query.event_id ? eq(deliveries.eventId, query.event_id) : undefined,
	);
	return listFrom(db, {
		query: () =>
			db
				.select({ row: deliveries, recipientName: users.username })
				.from(deliveries)
				.leftJoin(users, eq(users.id, deliveries.recipientId))
				.$dynamic(),
		where,
		counted: deliveries,
		id: deliveries.id,
		order: [desc(deliveries.id)],
		answer: deliveryAnswer,
	});
}
