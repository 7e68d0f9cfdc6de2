import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { call, post } from "../support/client.ts";
import { codesFor } from "../support/codes.ts";
import { DB } from "../support/database.ts";
import { PASSWORD, unique } from "../support/factories.ts";
import { codeIn, deliver, eachMinute, holdQueue, openMailbox } from "../support/mailbox.ts";
import { registered, withEmail, withProvenEmail } from "../support/people.ts";

const NEW = "another long sentence 8";

let mailbox: ReturnType<typeof openMailbox>;
let queue: ReturnType<typeof holdQueue>;
beforeAll(() => {
	mailbox = openMailbox();
	queue = holdQueue();
});

/** Somebody who has asked for a code to set a new password, and the message in the queue. */
async function forgetful() {
	const user = await withEmail();
	await post("/api/auth/password/forget/", { email: user.email });
	const [event, ...more] = await queue.mailsOf(user.id);
	if (!event || more.length > 0) throw new Error("expected one message");
	const [code = ""] = await codesFor(user.email);
	return { ...user, event, code };
}

const reset = (code: string) => post("/api/auth/password/reset/", { token: code, new_password: NEW });

describe("a message that the Queue delivers more than once", () => {
	it("is mailed once: a code", async () => {
		const { email, event, code } = await forgetful();
		expect(await deliver([event, event])).toEqual({ done: [0, 1], again: [] });
		expect(await deliver([event])).toEqual({ done: [0], again: [] });
		expect(mailbox.to(email).map(codeIn)).toEqual([code]);
	});

	it("is mailed once: a notice", async () => {
		const user = await withProvenEmail();
		await post("/api/auth/password/change/", { old_password: PASSWORD, new_password: NEW }, user.token);
		const events = await queue.mailsOf(user.id);
		expect(events).toHaveLength(1);
		for (const _ of [1, 2, 3]) expect(await deliver(events)).toEqual({ done: [0], again: [] });
		expect(mailbox.to(user.email)).toHaveLength(1);
	});
});

describe("a code that is of no use any more by the time its message arrives", () => {
	it.each<[string, (user: Awaited<ReturnType<typeof forgetful>>) => Promise<unknown>]>([
		["was used", ({ code }) => reset(code)],
		[
			"was taken back by a change of the password",
			({ token }) => post("/api/auth/password/change/", { old_password: PASSWORD, new_password: NEW }, token),
		],
		[
			"has run out",
			({ id }) => DB.prepare("update one_time_codes set expires_at = ? where user_id = ?").bind(Date.now(), id).run(),
		],
	])("is not mailed: it %s", async (_, spend) => {
		const user = await forgetful();
		await spend(user);
		expect(await deliver([user.event])).toEqual({ done: [0], again: [] });
		expect(mailbox.to(user.email)).toEqual([]);
	});

	it("is not mailed: its key is gone", async () => {
		const { event, email } = await forgetful();
		const settings = { AUTH_KEYS: "other:a-secret-of-later-that-only-tests-know-0123" };
		expect(await deliver([event], settings)).toEqual({ done: [0], again: [] });
		expect(mailbox.to(email)).toEqual([]);
	});
});

describe("a key that was replaced but is listed still", () => {
	it("makes the code that the mail shows", async () => {
		const { event, email, code } = await forgetful();
		await deliver([event], { AUTH_KEYS: `new:a-secret-of-later-that-only-tests-know-0123,${env.AUTH_KEYS}` });
		expect(mailbox.to(email).map(codeIn)).toEqual([code]);
	});
});

describe("a mail that cannot be handed over", () => {
	it("is tried again, and holds up no other", async () => {
		const [unlucky, lucky] = [await forgetful(), await forgetful()];
		const log = vi.spyOn(console, "error").mockImplementation(() => {});
		mailbox.send.mockRejectedValueOnce(new Error(`internal: cannot deliver to ${unlucky.email}`));
		expect(await deliver([unlucky.event, lucky.event])).toEqual({ done: [1], again: [0] });
		expect(mailbox.to(unlucky.email)).toEqual([]);
		expect(mailbox.to(lucky.email)).toHaveLength(1);
		expect(JSON.stringify(log.mock.calls)).not.toContain(unlucky.email);
		log.mockRestore();
		expect(await deliver([unlucky.event])).toEqual({ done: [0], again: [] });
		expect(mailbox.to(unlucky.email).map(codeIn)).toEqual([unlucky.code]);
	});

	it("costs nobody their registration: while the Queue is down, it waits for the next minute", async () => {
		const person = await queue.whileDown(() => registered());
		await eachMinute();
		expect(await deliver(await queue.mailsOf(person.id))).toEqual({ done: [0], again: [] });
		expect(mailbox.to(person.email)).toHaveLength(1);
	});
});

/** Every row of every table. */
async function everythingStored(): Promise<string> {
	const { results } = await DB.prepare("select name from sqlite_master where type = 'table'").all<{
		name: string;
	}>();
	const tables = results.map(({ name }) => name).filter((name) => !name.startsWith("_cf_"));
	expect(tables).toContain("one_time_codes");
	const rows = await Promise.all(tables.map((name) => DB.prepare(`select * from "${name}"`).all()));
	return JSON.stringify(rows.map((table) => table.results));
}

describe("a code is only in its mail:", () => {
	it.each<[string, (email: string) => Promise<{ id: number }>]>([
		[
			"the one of a registration",
			async (email) => {
				const { body } = await post("/api/auth/register/", { username: `ada-${unique()}`, email, password: PASSWORD });
				return { id: body.user_id };
			},
		],
		[
			"the one for a new password",
			async (email) => {
				const user = await withEmail();
				await DB.prepare("update users set email = ? where id = ?").bind(email, user.id).run();
				await post("/api/auth/password/forget/", { email });
				return user;
			},
		],
	])("%s", async (_, send) => {
		const email = `${unique()}@example.org`;
		const { id } = await send(email);
		const events = await queue.mailsOf(id);
		expect(events).toHaveLength(1);
		const before = await everythingStored();
		await deliver(events);
		const [code = ""] = mailbox.to(email).map(codeIn);
		expect(code).not.toBe("");
		for (const place of [JSON.stringify(events), before, await everythingStored()]) {
			expect(place).toContain(String(id));
			expect(place).not.toContain(code);
		}
	});

	it("no answer and no header repeats it when it is refused", async () => {
		const { code } = await forgetful();
		await reset(code);
		const answer = await call("POST", "/api/auth/password/reset/", { body: { token: code, new_password: NEW } });
		expect(answer.status).toBe(400);
		expect(JSON.stringify([answer.body, ...answer.headers])).not.toContain(code);
	});
});
