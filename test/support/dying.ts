import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { intercept } from "./statements.ts";

/**
 * Has the Worker die at its so-many-th step: before a statement, before and after a transaction, before and
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
	// Of the test's own queue, whose place it takes for as long.
	const sendBatch = vi.mocked(env.NOTIFICATIONS.sendBatch).getMockImplementation();
	if (!sendBatch) throw new Error("hold the queue first");
	const database = intercept({
		async statement(_, go) {
			live();
			return await go();
		},
		async transaction(_, go) {
			live();
			const results = await go();
			live();
			return results;
		},
	});
	const silent = vi.spyOn(console, "error").mockImplementation(() => {});
	const queue = vi.spyOn(env.NOTIFICATIONS, "sendBatch").mockImplementation(async (messages) => {
		live();
		const answer = await sendBatch(messages);
		live();
		return answer;
	});
	await work().catch(() => undefined);
	database.restore();
	silent.mockRestore();
	queue.mockImplementation(sendBatch);
	return isDead;
}
