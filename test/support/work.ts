import { AsyncLocalStorage } from "node:async_hooks";
import { vi } from "vitest";
import worker, { Viewer } from "../../src/index.ts";
import { noteStatements } from "./statements.ts";

/** Sends what waits to the Queue, and notes who looked: after the answer, so that no client can see what there was. */
const IN_THE_BACKGROUND = /^(select|delete)\b.* from "outbox"|^insert into "patient_accesses"/;

// What alarms and the Queue's consumer do for other tests meanwhile comes by another door, and is not the request's. What
// opens a stream is: the object that holds it goes on where the Worker has passed the request on.
const ofRequest = new AsyncLocalStorage<true>();
const { fetch } = worker;
worker.fetch = (...request) => ofRequest.run(true, () => fetch(...request));
const { fetch: opens } = Viewer.prototype;
Viewer.prototype.fetch = function (...request) {
	return ofRequest.run(true, () => opens.apply(this, request));
};

const isOfRequest = (sql: string) => !IN_THE_BACKGROUND.test(sql);

/**
 * What a request makes the Worker do, as far as its client could tell by the time it takes: the database's statements,
 * how many went in one transaction, and how often a password was hashed. Needs `vi.restoreAllMocks` after the test.
 */
export async function workOf(password: string, request: () => Promise<unknown>) {
	const noted = noteStatements(() => ofRequest.getStore() === true);
	// The one thing that only hashing does to a password: the runtime's scrypt cannot be watched.
	const normalize = vi.spyOn(String.prototype, "normalize");
	await request();
	const statements = noted.statements.filter(isOfRequest);
	const transactions = noted.transactions.filter((list) => list.some(isOfRequest)).map(({ length }) => length);
	const hashed = normalize.mock.contexts.filter((text) => String(text) === password).length;
	noted.restore();
	normalize.mockRestore();
	return { statements, transactions, hashed };
}

/** Which sessions have ended is read every few seconds, by whatever request comes then. */
const BY_THE_CLOCK = /^select\b.* from "sessions" where "sessions"\."ended_at" >= /;

/**
 * How many statements a request takes, however long after the last one: the fewest of three tries, because streams of
 * other tests ask the database too, now and then. Needs `vi.restoreAllMocks` after the test.
 */
export async function statementsOf(request: () => Promise<unknown>, prepare = async () => {}): Promise<number> {
	const counts: number[] = [];
	for (let attempt = 1; attempt <= 3; attempt++) {
		await prepare();
		const { statements } = await workOf("", request);
		counts.push(statements.filter((sql) => !BY_THE_CLOCK.test(sql)).length);
	}
	return Math.min(...counts);
}
