import { createExecutionContext, createMessageBatch, createScheduledController, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import worker from "../../src/index.ts";
import type { MailEvent } from "../../src/mail/events.ts";
import { type QueuedEvent, queuedEvent } from "../../src/notifications/events.ts";
import { unique } from "./factories.ts";

type Builder = Extract<Parameters<typeof env.MAIL.send>[0], { subject: string }>;

/** Takes the mails that the Worker hands over, in place of the service that delivers them. */
export function openMailbox() {
	const mails: Builder[] = [];
	// Of the two forms of a mail the Worker sends the one with a subject and a text; the other has neither.
	const send = vi.spyOn(env.MAIL, "send").mockImplementation(async (mail) => {
		if ("subject" in mail) mails.push(mail);
		return { messageId: unique() };
	});
	const to = (address: string) => mails.filter((mail) => mail.to === address);
	return {
		send,
		to,
		/** Waits until there are so many mails for the address. */
		async arrived(address: string, count = 1): Promise<Builder[]> {
			await vi.waitFor(() => expect(to(address)).toHaveLength(count), 10_000);
			return to(address);
		},
	};
}

/** The code in a mail: a line of its own. */
export function codeIn({ text = "" }: Builder): string {
	const [code, ...more] = text.split("\n").filter((line) => /^[\w-]{43}$/.test(line));
	if (!code || more.length > 0) throw new Error(`expected one code in: ${text}`);
	return code;
}

const METADATA = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };

/** Holds back what the Worker hands to the Queue, so that a test decides when and how often it is delivered. */
export function holdQueue() {
	const held: QueuedEvent[] = [];
	const state = { isDown: false, refused: 0 };
	vi.spyOn(env.NOTIFICATIONS, "sendBatch").mockImplementation(async (messages) => {
		if (state.isDown) {
			state.refused++;
			throw new Error("The queue is down");
		}
		for (const { body } of messages) held.push(queuedEvent.parse(body));
		return METADATA;
	});
	const about = (userId: number) =>
		held.filter((event): event is MailEvent => "user_id" in event && event.user_id === userId);
	return {
		/** Has the Queue refuse everything while the work is done, and waits until it has refused something. */
		async whileDown<T>(work: () => Promise<T>): Promise<T> {
			Object.assign(state, { isDown: true, refused: 0 });
			const result = await work();
			await vi.waitFor(() => expect(state.refused).toBeGreaterThan(0));
			state.isDown = false;
			return result;
		},
		/** The mails on their way to a user. Also sends what waits, as the Worker does each minute. */
		async mailsOf(userId: number): Promise<MailEvent[]> {
			await eachMinute();
			const events = new Map(about(userId).map((event) => [event.event_id, event]));
			return [...events.values()];
		},
	};
}

/** What the Worker does each minute. */
export async function eachMinute(): Promise<void> {
	await worker.scheduled(createScheduledController({ cron: "* * * * *" }), env);
}

function batchOf(queue: string, bodies: readonly unknown[]) {
	const messages = bodies.map((body) => ({ id: unique(), timestamp: new Date(), attempts: 1, body }));
	return { ids: messages.map(({ id }) => id), batch: createMessageBatch(queue, messages) };
}

/** Has the Worker take messages from one of its queues; answers their ids. */
export async function consume(queue: string, bodies: readonly unknown[]): Promise<string[]> {
	const { ids, batch } = batchOf(queue, bodies);
	await worker.queue(batch, env);
	return ids;
}

/** Has the Worker take messages from the Queue, as one batch; answers which of them it is done with. */
export async function deliver(events: readonly unknown[], settings: Partial<Env> = {}) {
	const { ids, batch } = batchOf("edgeward-notifications", events);
	await worker.queue(batch, { ...env, ...settings });
	const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
	const place = (id: string) => ids.indexOf(id);
	return { done: explicitAcks.map(place), again: retryMessages.map(({ msgId }) => place(msgId)) };
}
