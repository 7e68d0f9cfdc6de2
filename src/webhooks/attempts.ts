import { and, desc, eq, sql } from "drizzle-orm";
import { auditRow } from "../audit/service.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic } from "../db/client.ts";
import { listFrom } from "../db/list.ts";
import { deliveries } from "../deliveries/table.ts";
import { problem } from "../http/problem.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import { announcement } from "./due.ts";
import { LEASE_MS } from "./listening.ts";
import { TEST_TYPE, testBody } from "./message.ts";
import { findWebhook, type Webhook } from "./service.ts";
import { webhookAttempts } from "./table.ts";

interface AttemptRow {
	attempt: typeof webhookAttempts.$inferSelect;
	eventId: string;
	eventType: string;
}

const attemptAnswer = ({ attempt, eventId, eventType }: AttemptRow) => ({
	id: attempt.id,
	event_id: eventId,
	event_type: eventType,
	at: attempt.at.toISOString(),
	status_code: attempt.statusCode,
	duration_ms: attempt.durationMs,
	reason: attempt.reason,
});

/** The calls of a webhook, newest first; `not_found` out of the actor's reach. */
export async function listAttempts(context: ServiceContext, id: number) {
	const { db } = context;
	await findWebhook(context, id);
	const { eventId, eventType } = deliveries;
	const delivered = eq(deliveries.id, webhookAttempts.deliveryId);
	return listFrom(db, {
		query: () =>
			db
				.select({ attempt: webhookAttempts, eventId, eventType })
				.from(webhookAttempts)
				.innerJoin(deliveries, delivered)
				.$dynamic(),
		where: eq(webhookAttempts.webhookId, id),
		counted: webhookAttempts,
		id: webhookAttempts.id,
		order: [desc(webhookAttempts.id)],
		answer: attemptAnswer,
	});
}

/** What is switched off is not called. Throws `conflict`. */
function mustBeOn({ isActive }: Webhook): void {
	if (!isActive) throw problem("conflict", { detail: "The webhook is switched off: set is_active first." });
}

/**
 * Sends what one attempt has sent once more, under the same id and with all its retries; flush the outbox after it. Throws
 * `not_found` out of the actor's reach, and `conflict` where the webhook is switched off.
 */
export async function replayAttempt(context: ServiceContext, { id, item }: { id: number; item: number }) {
	const { db, actor, origin } = context;
	const webhook = await findWebhook(context, id);
	const found = await db
		.select({ deliveryId: deliveries.id })
		.from(webhookAttempts)
		.innerJoin(deliveries, eq(deliveries.id, webhookAttempts.deliveryId))
		.where(and(eq(webhookAttempts.id, item), eq(webhookAttempts.webhookId, id)))
		.get();
	if (!found) throw problem("not_found");
	mustBeOn(webhook);
	const delivery = eq(deliveries.id, found.deliveryId);
	const now = new Date();
	const anew = {
		status: "pending",
		reason: null,
		attempts: 0,
		nextAttemptAt: new Date(now.getTime() + LEASE_MS),
	} as const;
	await atomic(db, [
		db
			.update(deliveries)
			.set({ ...anew, at: now })
			.where(delivery),
		outboxRowFrom(db, sql`select ${announcement} as event from deliveries where id = ${found.deliveryId}`),
		auditRow(db, { actor, origin, action: "webhook.replay", entity: "webhook", entityId: id }),
	]);
}

/**
 * Sends a message that only tries whether anybody listens; flush the outbox after it. Throws `not_found` out of the
 * actor's reach, and `conflict` where the webhook is switched off.
 */
export async function testWebhook(context: ServiceContext, id: number): Promise<void> {
	const { db, actor, origin } = context;
	mustBeOn(await findWebhook(context, id));
	const now = new Date();
	const eventId = `${TEST_TYPE}:${crypto.randomUUID()}`;
	const row: typeof deliveries.$inferInsert = {
		...{ eventId, eventType: TEST_TYPE, webhookId: id, channel: "webhook", status: "pending" },
		...{ body: testBody(eventId, now), nextAttemptAt: new Date(now.getTime() + LEASE_MS) },
	};
	await atomic(db, [
		db.insert(deliveries).values(row),
		outboxRowFrom(db, sql`select ${announcement} as event from deliveries where event_id = ${eventId}`),
		auditRow(db, { actor, origin, action: "webhook.test", entity: "webhook", entityId: id }),
	]);
}
