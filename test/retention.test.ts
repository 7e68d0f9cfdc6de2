import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "../src/db/client.ts";
import { deliveries } from "../src/deliveries/table.ts";
import { cleanUp } from "../src/retention.ts";
import { webhookAttempts } from "../src/webhooks/table.ts";
import { post } from "./support/client.ts";
import { DB } from "./support/database.ts";
import { createUser, unique } from "./support/factories.ts";

const DAY = 24 * 60 * 60 * 1000;

describe("the nightly clean-up", () => {
	it.each([
		["a session in use", 0, true],
		["one that expired within the month", 29 * DAY, true],
		["one that expired more than a month ago", 31 * DAY, false],
	])("%s: kept or not", async (_, expiredFor, kept) => {
		const user = await createUser("user");
		const [id] = user.refresh.split(".");
		const expiresAt = expiredFor === 0 ? Date.now() + DAY : Date.now() - expiredFor;
		await DB.prepare("update sessions set expires_at = ? where id = ?").bind(expiresAt, id).run();
		await cleanUp(database(env), env.FILES);
		const count = await DB.prepare("select count(*) as n from sessions where id = ?").bind(id).first("n");
		expect(count).toBe(kept ? 1 : 0);
		const answer = await post("/api/auth/refresh/", { refresh: user.refresh });
		expect(answer.status).toBe(expiredFor === 0 ? 200 : 401);
	});

	it.each([
		["what was sent within 90 days", 89 * DAY, 1],
		["what was sent before", 91 * DAY, 0],
	])("%s: kept or not", async (_, ago, kept) => {
		const [db, at] = [database(env), new Date(Date.now() - ago)];
		const eventId = unique();
		const sent = { eventId, eventType: "webhook.test", channel: "webhook", status: "sent", createdAt: at } as const;
		const [delivery] = await db.insert(deliveries).values(sent).returning();
		const call = { webhookId: 1, deliveryId: delivery?.id ?? 0, durationMs: 1, at };
		const [attempt] = await db.insert(webhookAttempts).values(call).returning();
		await cleanUp(db, env.FILES);
		expect(await db.$count(deliveries, eq(deliveries.eventId, eventId))).toBe(kept);
		expect(await db.$count(webhookAttempts, eq(webhookAttempts.id, attempt?.id ?? 0))).toBe(kept);
	});
});
