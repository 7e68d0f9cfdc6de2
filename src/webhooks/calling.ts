import { and, eq, exists, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { sha256 } from "../auth/hashes.ts";
import { atomic, type Database, database, type Statement } from "../db/client.ts";
import { deliveries } from "../deliveries/table.ts";
import { settings } from "../env.ts";
import { stillConcerning } from "../notifications/concern.ts";
import { outboxRowFrom } from "../outbox/service.ts";
import { addressFault } from "./address.ts";
import type { WebhookDelivery } from "./events.ts";
import { LEASE_MS, mayListen } from "./listening.ts";
import { TEST_TYPE } from "./message.ts";
import { type Answer, postTo } from "./request.ts";
import { isQueued, verdictOn, waitAfter } from "./schedule.ts";
import { secretsOf } from "./secrets.ts";
import { signedHeaders } from "./signing.ts";
import { webhookAttempts, webhooks } from "./table.ts";

type Webhook = typeof webhooks.$inferSelect;
type Delivery = typeof deliveries.$inferSelect;

/** The same for every attempt to bring one event to one endpoint, which so knows what it has. */
const messageId = ({ eventId, webhookId }: Delivery) => `msg_${sha256(`${webhookId} ${eventId}`).slice(0, 27)}`;

/** Why a webhook must not hear of an event any more; undefined where it may. Rights count as they are now. */
async function obstacleTo(db: Database, webhook: Webhook | undefined, delivery: Delivery): Promise<string | undefined> {
	if (!webhook?.isActive) return "webhook_off";
	const { ownerId, scope } = webhook;
	const owner = await db
		.select({ id: users.id })
		.from(users)
		.where(and(eq(users.id, ownerId), mayListen(scope)))
		.get();
	if (!owner) return "no_right";
	if (scope === "clinic" || delivery.eventType === TEST_TYPE) return undefined;
	return (await stillConcerning(db, delivery.eventId, ownerId)) ? undefined : "no_concern";
}

/** Calls the endpoint, if it can be called at all; never throws for what is the endpoint's fault. */
async function call(env: Env, webhook: Webhook, delivery: Delivery): Promise<Answer> {
	const unsent = (reason: string): Answer => ({ statusCode: null, durationMs: 0, retryAfterMs: null, reason });
	const { webhookPrivateAddresses } = settings(env);
	const fault = addressFault(webhook.url, webhookPrivateAddresses);
	if (fault) return unsent(`The address ${fault}.`);
	const now = new Date();
	const secrets = await secretsOf(settings(env), webhook, now);
	if (secrets.length === 0) return unsent("The key of its secret is gone: rotate the secret.");
	const body = delivery.body ?? "";
	const headers = await signedHeaders(secrets, messageId(delivery), Math.floor(now.getTime() / 1000), body);
	return postTo(webhook.url, headers, body);
}

/** The statements that end a delivery for good, switch its webhook off and tell the owner, once. */
function disabling(db: Database, webhook: Webhook, delivery: Delivery, because: "gone" | "failing"): Statement[] {
	const event = {
		...{ type: "webhook.disabled", event_id: `webhook.disabled:${delivery.id}:${delivery.at.getTime()}` },
		...{ owner_id: webhook.ownerId, webhook_id: webhook.id, because },
	};
	const isOn = and(eq(webhooks.id, webhook.id), eq(webhooks.isActive, true), eq(webhooks.url, webhook.url));
	const pending = db
		.select({ one: sql`1` })
		.from(deliveries)
		.where(and(eq(deliveries.id, delivery.id), eq(deliveries.status, "pending")));
	return [
		outboxRowFrom(
			db,
			sql`select ${JSON.stringify(event)} as event from ${webhooks} where ${isOn} and ${exists(pending)}`,
		),
		db
			.update(webhooks)
			.set({ isActive: false, disabledReason: because, version: sql`version + 1`, updatedAt: new Date() })
			.where(and(isOn, exists(pending))),
	];
}

/** Records an attempt and what follows from it; answers how long (ms) until the next, undefined where there is none. */
async function record(db: Database, webhook: Webhook, delivery: Delivery, answer: Answer): Promise<number | undefined> {
	const { statusCode, durationMs, reason } = answer;
	const verdict = verdictOn(statusCode);
	const attempts = delivery.attempts + 1;
	const wait = verdict === "failed" ? waitAfter(attempts, answer, Math.random()) : undefined;
	const status = verdict === "delivered" ? "sent" : wait === undefined ? "failed" : "pending";
	const now = new Date();
	// What the queue delays is announced by the minute's run only if the queue has lost it.
	const due = wait === undefined ? null : new Date(now.getTime() + wait + (isQueued(wait) ? LEASE_MS : 0));
	const unchanged = and(
		eq(deliveries.id, delivery.id),
		eq(deliveries.status, "pending"),
		// Of two that came at once, a success counts whichever it was.
		verdict === "delivered" ? undefined : eq(deliveries.attempts, delivery.attempts),
	);
	await atomic(db, [
		db
			.insert(webhookAttempts)
			.values({ webhookId: webhook.id, deliveryId: delivery.id, statusCode, durationMs, reason }),
		...(status === "failed" ? disabling(db, webhook, delivery, verdict === "gone" ? "gone" : "failing") : []),
		db.update(deliveries).set({ status, reason, attempts, nextAttemptAt: due, at: now }).where(unchanged),
	]);
	return wait;
}

/**
 * Makes one attempt to bring an event to a webhook. Does nothing where another message has made it already. Until the
 * attempt is recorded the message is not done, and the delivery is due again at some time: a crash repeats an attempt at
 * worst, under the same id.
 */
export async function callWebhook(env: Env, message: WebhookDelivery): Promise<void> {
	const db = database(env);
	const delivery = await db
		.select()
		.from(deliveries)
		.where(and(eq(deliveries.eventId, message.event_id), eq(deliveries.webhookId, message.webhook_id)))
		.get();
	if (delivery?.status !== "pending" || delivery.attempts !== message.attempt) return;
	const webhook = await db.select().from(webhooks).where(eq(webhooks.id, message.webhook_id)).get();
	const obstacle = await obstacleTo(db, webhook, delivery);
	if (!webhook || obstacle) {
		const skipped = { status: "skipped", reason: obstacle ?? null, nextAttemptAt: null, at: new Date() } as const;
		await db
			.update(deliveries)
			.set(skipped)
			.where(and(eq(deliveries.id, delivery.id), eq(deliveries.status, "pending")));
		return;
	}
	const wait = await record(db, webhook, delivery, await call(env, webhook, delivery));
	if (wait === undefined || !isQueued(wait)) return;
	const next: WebhookDelivery = { ...message, attempt: message.attempt + 1 };
	await env.NOTIFICATIONS.send(next, { contentType: "json", delaySeconds: Math.ceil(wait / 1000) });
}
