import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { database } from "../src/db/client.ts";
import { cleanUp } from "../src/retention.ts";
import { post } from "./support/client.ts";
import { createUser } from "./support/factories.ts";

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
		await env.DB.prepare("update sessions set expires_at = ? where id = ?").bind(expiresAt, id).run();
		await cleanUp(database(env), env.FILES);
		const count = await env.DB.prepare("select count(*) as n from sessions where id = ?").bind(id).first("n");
		expect(count).toBe(kept ? 1 : 0);
		const answer = await post("/api/auth/refresh/", { refresh: user.refresh });
		expect(answer.status).toBe(expiredFor === 0 ? 200 : 401);
	});
});
