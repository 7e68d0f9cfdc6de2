import { DB } from "./database.ts";
import { intercept } from "./statements.ts";

/** Whether these are a request's writes: they leave an audit row, and what goes on in the background leaves none. */
const isAudited = (statements: readonly string[]) => statements.some((sql) => /insert into "audit"/.test(sql));

/**
 * Has a request overtaken: whatever a rival does comes after all that the request has looked at, and right before its
 * first batch of writes.
 */
export async function overtakenBy<T>(rival: () => Promise<unknown>, request: () => Promise<T>): Promise<T> {
	let isOvertaken = false;
	const between = intercept({
		async transaction(statements, go) {
			if (!isAudited(statements)) return go();
			// The rival's own batches are nobody's business.
			between.restore();
			isOvertaken = true;
			await rival();
			return go();
		},
	});
	const answer = await request().finally(between.restore);
	if (!isOvertaken) throw new Error("the request came to no batch of writes: nothing overtook it");
	return answer;
}

/** Has a rival come right before the database is asked for the nth time what the pattern finds. */
export async function beforeRead<T>(
	[pattern, nth]: [pattern: RegExp, nth: number],
	rival: () => Promise<unknown>,
	request: () => Promise<T>,
): Promise<T> {
	let asked = 0;
	const between = intercept({
		async statement(sql, go) {
			if (pattern.test(sql) && ++asked === nth) await rival();
			return go();
		},
	});
	const answer = await request().finally(between.restore);
	if (asked < nth) throw new Error(`the database was asked ${asked} times only: nothing came between`);
	return answer;
}

/** Ends a user's sessions as another isolate would: this one does not hear of it at once. */
export async function endSessionsElsewhere(userId: number): Promise<void> {
	const end = DB.prepare("update sessions set ended_at = ? where user_id = ? and ended_at is null");
	await end.bind(Date.now(), userId).run();
}

/** What the audit trail says was done to a thing, in order. */
export async function actionsOn(entity: string, id: number): Promise<string[]> {
	const trail = DB.prepare("select action from audit where entity = ? and entity_id = ? order by id");
	return (await trail.bind(entity, String(id)).all<{ action: string }>()).results.map(({ action }) => action);
}
