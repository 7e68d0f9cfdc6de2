import { and, eq, or, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import type { Database } from "../db/client.ts";
import { webhooks } from "./table.ts";

/** How long an announced attempt is given before the minute's run announces it again: longer than a queue takes. */
export const LEASE_MS = 5 * 60_000;

/** Of `users`: an active account, and for the whole clinic's webhooks an admin's. */
export function mayListen(scope: "user" | "clinic"): SQL | undefined {
	const isAdmin = sql`exists (select 1 from json_each(${users.roles}) role where role.value = 'admin')`;
	return and(eq(users.isActive, true), scope === "clinic" ? isAdmin : undefined);
}

/**
 * The webhooks that want an event of this type which concerns these people. The owner is named where it is theirs alone,
 * and null where it is the clinic's.
 */
export async function listeningTo(db: Database, type: string, people: readonly number[]) {
	const ofPeople = sql`${webhooks.ownerId} in (select value from json_each(${JSON.stringify(people)}))`;
	const wanted = sql`(${webhooks.events} = '[]' or exists (
		select 1 from json_each(${webhooks.events}) wanted where wanted.value = ${type}))`;
	const rows = await db
		.select({ id: webhooks.id, ownerId: webhooks.ownerId, scope: webhooks.scope })
		.from(webhooks)
		.innerJoin(users, eq(users.id, webhooks.ownerId))
		.where(
			and(
				eq(webhooks.isActive, true),
				wanted,
				or(and(eq(webhooks.scope, "user"), ofPeople), and(eq(webhooks.scope, "clinic"), mayListen("clinic"))),
			),
		);
	return rows.map(({ id, ownerId, scope }) => ({ id, owner: scope === "user" ? ownerId : null }));
}
