import { atomic, type Database, database, type Statement } from "../db/client.ts";
import { deadLetters } from "../dead-letters/table.ts";
import { deliverMail } from "../mail/delivery.ts";
import { flushOutbox } from "../outbox/service.ts";
import { callWebhook } from "../webhooks/calling.ts";
import { type QueuedEvent, queuedEvent } from "./events.ts";
import { fanOut } from "./fan-out.ts";
import { mailGivenUp, mailNotification } from "./mailing.ts";
import { retryDelay } from "./retry-delay.ts";

function dispatch(env: Env, db: Database, event: QueuedEvent): Promise<void> {
	switch (event.type) {
		case "mail.code":
		case "mail.notice":
			return deliverMail(env, event);
		case "mail.notification":
			return mailNotification(env, event);
		case "webhook.delivery":
			return callWebhook(env, event);
		default:
			return fanOut(db, event);
	}
}

/** Keeps a message that goes no further, and notes it of the mail that it was; a webhook's call is announced anew. */
async function bury(db: Database, queue: string, { id, body }: Message): Promise<void> {
	const event = queuedEvent.safeParse(body).data;
	const noted: Statement[] = event?.type === "mail.notification" ? [mailGivenUp(db, event)] : [];
	await atomic(db, [db.insert(deadLetters).values({ queue, messageId: id, body }).onConflictDoNothing(), ...noted]);
}

/** Notes a failure without a word of what it was about. */
function report(error: unknown, message_id?: string): void {
	const name = error instanceof Error ? error.name : "unknown";
	console.error(JSON.stringify({ level: "error", at: "notifications", message_id, error: name }));
}

/** Each message stands alone: delivered and acknowledged, or tried again later; one that cannot be read is kept. */
async function handle(env: Env, db: Database, queue: string, message: Message): Promise<void> {
	try {
		const event = queuedEvent.safeParse(message.body);
		if (event.success) await dispatch(env, db, event.data);
		else await bury(db, queue, message);
		message.ack();
	} catch (error) {
		report(error, message.id);
		message.retry({ delaySeconds: retryDelay(message.attempts) });
	}
}

/** Keeps a message that the Queue gave up on; one that cannot be kept yet holds up no other, and waits as wrangler.toml says. */
async function keep(db: Database, queue: string, message: Message): Promise<void> {
	try {
		await bury(db, queue, message);
		message.ack();
	} catch (error) {
		report(error, message.id);
		message.retry();
	}
}

/** Which delivery a message wants to call a webhook for; undefined where it is about something else. */
function deliveryOf({ body }: Message): string | undefined {
	const event = queuedEvent.safeParse(body).data;
	return event?.type === "webhook.delivery" ? `${event.webhook_id} ${event.event_id}` : undefined;
}

/**
 * Webhooks are called last and side by side: nobody's inbox waits for a stranger's server. Only what came twice waits for
 * the first, and then finds nothing to do.
 */
async function handleAll(env: Env, db: Database, { queue, messages }: MessageBatch): Promise<void> {
	const { first = [], ...calls } = Object.groupBy(messages, (message) => deliveryOf(message) ?? "first");
	const inTurn = async (some: readonly Message[] = []) => {
		for (const message of some) await handle(env, db, queue, message);
	};
	await inTurn(first);
	// What the inboxes have given rise to goes out now; where that fails, with the next minute.
	await flushOutbox(env).catch((error) => report(error));
	await Promise.all(Object.values(calls).map(inTurn));
}

/** Consumes the notification queue and its dead-letter queue. Throws for a queue that is not ours. */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
	const db = database(env);
	switch (batch.queue) {
		case "edgeward-notifications":
			return handleAll(env, db, batch);
		case "edgeward-notifications-dead":
			for (const message of batch.messages) await keep(db, batch.queue, message);
			return;
		default:
			throw new Error(`No consumer for the queue ${batch.queue}`);
	}
}
