import { and, eq, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/table.ts";
import { auditRow } from "../audit/service.ts";
import { isAdmin } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { atomic, notNullViolation } from "../db/client.ts";
import { nextVersion, staleProblem } from "../db/versions.ts";
import { deliveries } from "../deliveries/table.ts";
import { settings } from "../env.ts";
import { invalid, problem } from "../http/problem.ts";
import { addressFault } from "./address.ts";
import { mayListen } from "./listening.ts";
import type { CreateWebhookBody, EditWebhookBody } from "./schema.ts";
import { newSecret, OVERLAP_MS } from "./secrets.ts";
import { findWebhook, getWebhook } from "./service.ts";
import { webhookAttempts, webhooks } from "./table.ts";

/** Each event is sent to all of them. */
const MOST_PER_OWNER = 20;

/** The address as URLs are written. Throws `invalid` for one that must not be called. */
function checkedAddress(env: Env, url: string): string {
	const fault = addressFault(url, settings(env).webhookPrivateAddresses);
	if (fault) throw invalid("url", fault);
	return new URL(url).href;
}

/** The actor's id, or null (which the column refuses) where they may not own another webhook of this scope. */
function ownerId({ db, actor }: ServiceContext, scope: CreateWebhookBody["scope"]): SQL<number> {
	const fewer = sql`(select count(*) from webhooks where owner_id = ${actor.id}) < ${MOST_PER_OWNER}`;
	const where = and(eq(users.id, actor.id), mayListen(scope), fewer);
	return sql<number>`${db.select({ id: users.id }).from(users).where(where)}`;
}

/**
 * Creates a webhook of the actor's own and answers it with its secret, this once. Throws `invalid` for its address,
 * `forbidden` where somebody else than an admin wants the clinic's, and `conflict` where there are too many.
 */
export async function createWebhook(context: ServiceContext, body: CreateWebhookBody) {
	const { db, env, actor, origin } = context;
	const { scope, description, events, is_active: isActive } = body;
	if (scope === "clinic" && !isAdmin(actor)) throw problem("forbidden", { detail: "Only admins hear of everybody." });
	const url = checkedAddress(env, body.url);
	const { secret, sealed } = await newSecret(settings(env));
	const values = { scope, url, description, events, isActive, secret: sealed };
	const [[row]] = await db
		.batch([
			db
				.insert(webhooks)
				.values({ ...values, ownerId: ownerId(context, scope) })
				.returning({ id: webhooks.id }),
			auditRow(db, {
				...{ actor, origin, action: "webhook.create", entity: "webhook" },
				// Ids only grow: within the batch the newest row is the one that it has inserted.
				entityId: sql<string>`(select max(id) from webhooks)`,
			}),
		])
		.catch((error) => {
			const detail = `You have ${MOST_PER_OWNER} webhooks already, or your rights have just changed.`;
			throw notNullViolation(error) === "webhooks.owner_id" ? problem("conflict", { detail }) : error;
		});
	if (!row) throw problem("internal");
	return { ...(await getWebhook(context, row.id)), secret };
}

/**
 * Changes what the body names. Switching it on forgets why it was switched off. Throws `not_found`, `invalid` for its
 * address, and `precondition_failed` where it is not at the `expected` version.
 */
export async function editWebhook(context: ServiceContext, id: number, body: EditWebhookBody, expected?: number) {
	const { db, env, actor, origin } = context;
	await findWebhook(context, id);
	const { url, description, events, is_active: isActive } = body;
	const values = {
		...(url !== undefined && { url: checkedAddress(env, url) }),
		...(description !== undefined && { description }),
		...(events !== undefined && { events }),
		...(isActive !== undefined && { isActive }),
		...(isActive && { disabledReason: null }),
	};
	const entry = { actor, origin, action: "webhook.edit", entity: "webhook", entityId: id } as const;
	await atomic(db, [
		db
			.update(webhooks)
			.set({ ...values, version: nextVersion(expected), updatedAt: new Date() })
			.where(eq(webhooks.id, id)),
		auditRow(db, { ...entry, fields: Object.keys(body) }),
	]).catch((error) => {
		throw staleProblem(error);
	});
	return getWebhook(context, id);
}

/**
 * Deletes a webhook with its secrets and the record of its calls; what waits for it is not sent. Throws `not_found`, and
 * `precondition_failed` where it is not at the `expected` version.
 */
export async function deleteWebhook(context: ServiceContext, id: number, expected?: number): Promise<void> {
	const { db, actor, origin } = context;
	await findWebhook(context, id);
	const waiting = and(eq(deliveries.webhookId, id), eq(deliveries.status, "pending"));
	await atomic(db, [
		// Refuses an old version; there is no other reason to change what goes at once.
		db
			.update(webhooks)
			.set({ version: nextVersion(expected) })
			.where(eq(webhooks.id, id)),
		db.delete(webhooks).where(eq(webhooks.id, id)),
		db.delete(webhookAttempts).where(eq(webhookAttempts.webhookId, id)),
		db
			.update(deliveries)
			.set({ status: "skipped", reason: "webhook_off", nextAttemptAt: null, at: new Date() })
			.where(waiting),
		auditRow(db, { actor, origin, action: "webhook.delete", entity: "webhook", entityId: id }),
	]).catch((error) => {
		throw staleProblem(error);
	});
}

/** Gives a webhook a new secret, answered this once; the one before signs too for 24 h. Throws `not_found`. */
export async function rotateSecret(context: ServiceContext, id: number) {
	const { db, env, actor, origin } = context;
	await findWebhook(context, id);
	const { secret, sealed } = await newSecret(settings(env));
	const now = new Date();
	await atomic(db, [
		db
			.update(webhooks)
			.set({
				...{ secret: sealed, previousSecret: sql`secret`, previousUntil: new Date(now.getTime() + OVERLAP_MS) },
				...{ version: nextVersion(undefined), updatedAt: now },
			})
			.where(eq(webhooks.id, id)),
		auditRow(db, { actor, origin, action: "webhook.rotate", entity: "webhook", entityId: id, fields: ["secret"] }),
	]);
	return { ...(await getWebhook(context, id)), secret };
}
