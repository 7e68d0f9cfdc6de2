import { env } from "cloudflare:workers";
import { vi } from "vitest";

/** Whether these are a request's writes: they leave an audit row, and what goes on in the background leaves none. */
const isAudited = (statements: D1PreparedStatement[]) =>
	statements.some((statement) => /insert into "audit"/.test(String(Reflect.get(statement, "statement"))));

/**
 * Has a request overtaken: whatever a rival does comes after all that the request has looked at, and right before its
 * first batch of writes.
 */
export async function overtakenBy<T>(rival: () => Promise<unknown>, request: () => Promise<T>): Promise<T> {
	const prototype: D1Database = Object.getPrototypeOf(env.DB);
	const batch = prototype.batch;
	let isOvertaken = false;
	const spy = vi.spyOn(prototype, "batch").mockImplementation(async function (this: D1Database, statements) {
		if (!isAudited(statements)) return batch.call(this, statements);
		// The rival's own batches are nobody's business.
		spy.mockRestore();
		isOvertaken = true;
		await rival();
		return batch.call(this, statements);
	});
	const answer = await request().finally(() => spy.mockRestore());
	if (!isOvertaken) throw new Error("the request came to no batch of writes: nothing overtook it");
	return answer;
}

/** Has a rival come right before the database is asked for the nth time what the pattern finds. */
export async function beforeRead<T>(
	[pattern, nth]: [pattern: RegExp, nth: number],
	rival: () => Promise<unknown>,
	request: () => Promise<T>,
): Promise<T> {
	const prototype: D1Database = Object.getPrototypeOf(env.DB);
	const prepare = prototype.prepare;
	let asked = 0;
	const spy = vi.spyOn(prototype, "prepare").mockImplementation(function (this: D1Database, text) {
		const statement = prepare.call(this, text);
		if (!pattern.test(text) || ++asked !== nth) return statement;
		const bind = statement.bind.bind(statement);
		return Object.assign(statement, {
			bind(...values: unknown[]) {
				const bound = bind(...values);
				const raw = bound.raw.bind(bound);
				return Object.assign(bound, { raw: () => rival().then(() => raw()) });
			},
		});
	});
	const answer = await request().finally(() => spy.mockRestore());
	if (asked < nth) throw new Error(`the database was asked ${asked} times only: nothing came between`);
	return answer;
}

/** Ends a user's sessions as another isolate would: this one does not hear of it at once. */
export async function endSessionsElsewhere(userId: number): Promise<void> {
	const end = env.DB.prepare("update sessions set ended_at = ? where user_id = ? and ended_at is null");
	await end.bind(Date.now(), userId).run();
}

/** What the audit trail says was done to a thing, in order. */
export async function actionsOn(entity: string, id: number): Promise<string[]> {
	const trail = env.DB.prepare("select action from audit where entity = ? and entity_id = ? order by id");
	return (await trail.bind(entity, String(id)).all<{ action: string }>()).results.map(({ action }) => action);
}
