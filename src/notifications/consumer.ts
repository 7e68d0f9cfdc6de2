import { atomic, type Database, database, type Statement } from "../db/client.ts";
import { deadLetters } from "../dead-letters/table.ts";
import { deliverMail } from "../mail/delivery.ts";
import { countConsumed } from "../operations/counters.ts";
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

/**
 * Each message stands alone: delivered and acknowledged, or tried again later; one that cannot be read is kept. Answers
 * whether it goes no further.
 */
async function handle(env: Env, db: Database, queue: string, message: Message): Promise<boolean> {
	try {
		const event = queuedEvent.safeParse(message.body);
		if (event.success) await dispatch(env, db, event.data);
		else await bury(db, queue, message);
		message.ack();
		return true;
	} catch (error) {
		report(error, message.id);
		message.retry({ delaySeconds: retryDelay(message.attempts) });
		return false;
	}
}

/** Keeps a message that the Queue gave up on; one that cannot be kept yet holds up no other, and waits as wrangler.toml says. */
async function keep(db: Database, queue: string, message: Message): Promise<boolean> {
	try {
		await bury(db, queue, message);
		message.ack();
		return true;
	} catch (error) {
		report(error, message.id);
		message.retry();
		return false;
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
async function handleAll(env: Env, db: Database, { queue, messages }: MessageBatch): Promise<boolean[]> {
	const { first = [], ...calls } = Object.groupBy(messages, (message) => deliveryOf(message) ?? "first");
	const inTurn = async (some: readonly Message[] = []) => {
		const ends: boolean[] = [];
		for (const message of some) ends.push(await handle(env, db, queue, message));
		return ends;
	};
	const ends = await inTurn(first);
	// What the inboxes have given rise to goes out now; where that fails, with the next minute.
	await flushOutbox(env).catch((error) => report(error));
	return [ends, ...(await Promise.all(Object.values(calls).map(inTurn)))].flat();
}

async function keepAll(db: Database, { queue, messages }: MessageBatch): Promise<boolean[]> {
	const ends: boolean[] = [];
	for (const message of messages) ends.push(await keep(db, queue, message));
	return ends;
}

/** Counts a batch and logs a line of it: what, how much and how late, and not a word of what it was about. */
function tell(env: Env, { queue, messages, metadata }: MessageBatch, begun: number, ends: readonly boolean[]): void {
	const consumed = {
		...{ queue, messages: messages.length, retried: ends.filter((isOver) => !isOver).length },
		lagMs: Math.max(0, ...messages.map(({ timestamp }) => begun - timestamp.getTime())),
		backlog: metadata.metrics.backlogCount,
	};
	countConsumed(env, consumed);
	const { lagMs: lag_ms, ...rest } = consumed;
	console.log(JSON.stringify({ level: "info", at: "queue", ...rest, lag_ms }));
}

/** Consumes the notification queue and its dead-letter queue. Throws for a queue that is not ours. */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
	const [db, begun] = [database(env), Date.now()];
	switch (batch.queue) {
		case "edgeward-notifications":
			return tell(env, batch, begun, await handleAll(env, db, batch));
		case "edgeward-notifications-dead":
			return tell(env, batch, begun, await keepAll(db, batch));
		default:
			throw new Error(`No consumer for the queue ${batch.queue}`);
	}
}
