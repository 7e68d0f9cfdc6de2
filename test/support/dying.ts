import { env } from "cloudflare:workers";
import { vi } from "vitest";

/**
 * Has the Worker die at its so-many-th step: before it prepares a statement, before and after a transaction, before and
 * after it hands something to the Queue, which the test holds. From then on nothing works any more. Answers whether it
 * came so far.
 */
export async function dyingAt(step: number, work: () => Promise<unknown>): Promise<boolean> {
	let steps = 0;
	let isDead = false;
	const live = () => {
		isDead ||= ++steps === step;
		if (isDead) throw new Error("The process is gone");
	};
	const prototype: D1Database = Object.getPrototypeOf(env.DB);
	const { prepare, batch } = prototype;
	// Of the test's own queue, whose place it takes for as long.
	const sendBatch = vi.mocked(env.NOTIFICATIONS.sendBatch).getMockImplementation();
	if (!sendBatch) throw new Error("hold the queue first");
	const spies = [
		vi.spyOn(prototype, "prepare").mockImplementation(function (this: D1Database, query) {
			live();
			return prepare.call(this, query);
		}),
		vi.spyOn(prototype, "batch").mockImplementation(async function <T>(this: D1Database, list: D1PreparedStatement[]) {
			live();
			const results = await batch.call(this, list);
			live();
			return results as D1Result<T>[]; // The cast: the rows are whatever the caller asked for.
		}),
		vi.spyOn(console, "error").mockImplementation(() => {}),
	];
	const queue = vi.spyOn(env.NOTIFICATIONS, "sendBatch").mockImplementation(async (messages) => {
		live();
		const answer = await sendBatch(messages);
		live();
		return answer;
	});
	await work().catch(() => undefined);
	for (const spy of spies) spy.mockRestore();
	queue.mockImplementation(sendBatch);
	return isDead;
}
