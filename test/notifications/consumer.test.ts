import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { database } from "../../src/db/client.ts";
import { deadLetters } from "../../src/dead-letters/table.ts";
import worker from "../../src/index.ts";
import type { NotificationEvent } from "../../src/notifications/events.ts";
import { retryDelay } from "../../src/notifications/retry-delay.ts";
import { notifications } from "../../src/notifications/table.ts";
import { alertOpened } from "../support/alerts.ts";
import { createPatient, createUser, unique } from "../support/factories.ts";
import { intercept, nextTransactionFails } from "../support/statements.ts";

const QUEUE = "edgeward-notifications";
const DEAD = "edgeward-notifications-dead";

async function consume(queue: string, bodies: unknown[]) {
	const messages = bodies.map((body) => ({ id: unique(), timestamp: new Date(), attempts: 1, body }));
	const batch = createMessageBatch(queue, messages);
	const ctx = createExecutionContext();
	await worker.queue(batch, env);
	return { ids: messages.map(({ id }) => id), result: await getQueueResult(batch, ctx) };
}

const rowsOf = (event: NotificationEvent) =>
	database(env).select().from(notifications).where(eq(notifications.eventId, event.event_id));

async function patientOfOwner() {
	const owner = await createUser("admin");
	return createPatient(owner);
}

describe("the notification consumer", () => {
	it("writes one row for each recipient, however often an event is delivered", async () => {
		const event = alertOpened((await patientOfOwner()).id);
		for (const _ of [1, 2]) {
			const { ids, result } = await consume(QUEUE, [event, event]);
			expect(result.explicitAcks).toEqual(ids);
		}
		expect(await rowsOf(event)).toHaveLength(2);
	});

	it("lets a message that fails try again, and delivers the others", async () => {
		const [bad, good] = [alertOpened((await patientOfOwner()).id), alertOpened((await patientOfOwner()).id)];
		let failures = 1;
		const overloaded = async (_: unknown, go: () => Promise<unknown>) => {
			if (failures-- > 0) throw new Error("The database is overloaded");
			return go();
		};
		const database = intercept({ statement: overloaded, transaction: overloaded });
		vi.spyOn(console, "error").mockImplementation(() => {});
		const { ids, result } = await consume(QUEUE, [bad, good]);
		database.restore();
		expect(result.explicitAcks).toEqual([ids[1]]);
		expect(result.retryMessages).toMatchObject([{ msgId: ids[0] }]);
		expect([await rowsOf(bad), await rowsOf(good)].map((rows) => rows.length)).toEqual([0, 2]);
	});

	it("keeps a message that nobody can read, instead of trying for ever", async () => {
		const { ids, result } = await consume(QUEUE, [{ type: "alert.sung" }]);
		expect(result.explicitAcks).toEqual(ids);
		const kept = await database(env)
			.select()
			.from(deadLetters)
			.where(eq(deadLetters.messageId, ids[0] ?? ""));
		expect(kept).toMatchObject([{ queue: QUEUE, body: { type: "alert.sung" } }]);
	});

	it("keeps what the queue has given up on", async () => {
		const event = alertOpened(1);
		const { ids } = await consume(DEAD, [event]);
		const kept = await database(env)
			.select()
			.from(deadLetters)
			.where(eq(deadLetters.messageId, ids[0] ?? ""));
		expect(kept).toMatchObject([{ queue: DEAD, body: event }]);
	});

	it("tries again with what it could not keep, and keeps the others", async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		const down = nextTransactionFails();
		const { ids, result } = await consume(DEAD, [alertOpened(1), alertOpened(1)]);
		down.restore();
		expect(result.explicitAcks).toEqual([ids[1]]);
		expect(result.retryMessages).toMatchObject([{ msgId: ids[0] }]);
	});

	it("tells nobody of a patient who is not there", async () => {
		const event = alertOpened(999_999);
		expect((await consume(QUEUE, [event])).result.explicitAcks).toHaveLength(1);
		expect(await rowsOf(event)).toEqual([]);
	});

	it("refuses a queue that is not ours", async () => {
		await expect(worker.queue(createMessageBatch("other", []), env)).rejects.toThrow("other");
	});
});

it.each([
	[1, 5],
	[2, 10],
	[5, 80],
	[50, 900],
])("after attempt %d the next try is in %d s", (attempts, seconds) => {
	expect(retryDelay(attempts)).toBe(seconds);
});
