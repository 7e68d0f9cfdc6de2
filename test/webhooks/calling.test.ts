import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { QueuedEvent } from "../../src/notifications/events.ts";
import {
	alertOf,
	expectedSignature,
	newOwner,
	newWebhook,
	openQueue,
	openReceiver,
	recorded,
} from "../support/channels.ts";
import { get, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser } from "../support/factories.ts";
import { inbox } from "../support/inbox.ts";
import { deliver } from "../support/mailbox.ts";

const HOUR = 3_600_000;

let queue: ReturnType<typeof openQueue>;
let receiver: ReturnType<typeof openReceiver>;
beforeAll(() => {
	queue = openQueue();
	receiver = openReceiver();
});
afterEach(() => {
	vi.useRealTimers();
});
afterAll(() => {
	vi.restoreAllMocks();
});

const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);

/** Of somebody who owns a patient, and an alert of the patient's that is on its way to it. */
async function called() {
	const { owner, patient } = await newOwner();
	const hook = await newWebhook(owner);
	const event = alertOf(patient);
	await deliver([event]);
	const messages = await queue.take(event.event_id);
	const message = messages.find((held) => held.event.type === "webhook.delivery");
	if (!message) throw new Error("nothing was announced");
	return { owner, patient, hook, event, message: message.event };
}

const attemptsOf = async ({ owner, hook }: Awaited<ReturnType<typeof called>>) =>
	(await get(`/api/webhooks/${hook.id}/attempts/?page_size=100`, owner.token)).body.results;

describe("a call", () => {
	it("is signed by Standard Webhooks, thin, and follows no redirect", async () => {
		const { hook, message, patient, event } = await called();
		await deliver([message]);
		const [call] = receiver.to(hook.url);
		const header = (name: string) => call?.headers.get(`webhook-${name}`) ?? "";
		const body = call?.body ?? "";
		expect(header("signature")).toBe(expectedSignature(hook.secret, header("id"), header("timestamp"), body));
		expect(Math.abs(Date.now() / 1000 - Number(header("timestamp")))).toBeLessThan(60);
		expect(header("id")).toMatch(/^msg_[\w-]{27}$/);
		expect(call?.headers.get("content-type")).toBe("application/json");
		expect(call?.redirect).toBe("manual");
		expect(JSON.parse(body)).toEqual({
			...{ type: "alert.opened", timestamp: expect.any(String) },
			data: { event_id: event.event_id, patient_id: patient, alert_id: event.alert_id, severity: "critical" },
		});
	});

	it("is made for the types that the webhook wants", async () => {
		const { owner, patient } = await newOwner();
		const [wants, other] = [["alert.opened"], ["appointment.booked"]].map((events) => newWebhook(owner, { events }));
		const event = alertOf(patient);
		await queue.settle(event);
		expect(receiver.to((await wants)?.url ?? "")).toHaveLength(1);
		expect(receiver.to((await other)?.url ?? "")).toHaveLength(0);
	});

	it("is signed with both secrets for a day after a rotation, and then with the new one", async () => {
		const scene = await called();
		const { owner, hook } = scene;
		const { secret } = (await post(`/api/webhooks/${hook.id}/rotate/`, {}, owner.token)).body;
		expect(secret).not.toBe(hook.secret);
		await deliver([scene.message]);
		const second = alertOf(scene.patient);
		later(25 * HOUR);
		await queue.settle(second);
		const signedWith = receiver.to(hook.url).map(({ headers, body }) => {
			const [id = "", at = ""] = ["webhook-id", "webhook-timestamp"].map((name) => headers.get(name) ?? "");
			const made = [secret, hook.secret].map((candidate) => expectedSignature(candidate, id, at, body));
			return headers
				.get("webhook-signature")
				?.split(" ")
				.map((signature) => made.indexOf(signature));
		});
		expect(signedWith).toEqual([[0, 1], [0]]);
	});

	it("of an admin's webhook for the clinic tells of everybody, until they are no admin any more", async () => {
		const [{ patient }, admin] = [await newOwner(), await createUser("admin")];
		const hook = await newWebhook(admin, { scope: "clinic" });
		await queue.settle(alertOf(patient));
		expect(receiver.to(hook.url)).toHaveLength(1);
		await DB.prepare(`update users set roles = '["user"]' where id = ?`).bind(admin.id).run();
		await queue.settle(alertOf(patient));
		expect(receiver.to(hook.url)).toHaveLength(1);
	});

	it("is not made where the webhook was switched off in the meantime", async () => {
		const scene = await called();
		await patch(`/api/webhooks/${scene.hook.id}/`, { is_active: false }, scene.owner.token);
		await deliver([scene.message]);
		expect(receiver.to(scene.hook.url)).toEqual([]);
		expect(await recorded(scene.event.event_id)).toContain("webhook skipped webhook_off");
	});

	it("is not made to an address that is refused by now, however it came to be there", async () => {
		const scene = await called();
		const { id } = scene.hook;
		await DB.prepare("update webhooks set url = 'https://169.254.169.254/' where id = ?").bind(id).run();
		await deliver([scene.message]);
		expect(receiver.to("https://169.254.169.254/")).toEqual([]);
		expect(await attemptsOf(scene)).toMatchObject([
			{ status_code: null, duration_ms: 0, reason: "The address must be on the public internet." },
		]);
	});

	it("goes to a laptop where the settings say so", async () => {
		const scene = await called();
		const address = `http://127.0.0.1:9/${scene.hook.id}`;
		await DB.prepare("update webhooks set url = ? where id = ?").bind(address, scene.hook.id).run();
		await deliver([scene.message], { WEBHOOK_PRIVATE_ADDRESSES: "allow" } as Partial<Env>);
		expect(receiver.to(address)).toHaveLength(1);
	});
});

describe("a failed call", () => {
	it.each<[string, () => Response | Promise<Response>, object]>([
		[
			"an error",
			() => new Response("stack trace of Ada Byron", { status: 500 }),
			{ status_code: 500, reason: "HTTP 500" },
		],
		["a redirect", () => Response.redirect("https://10.0.0.1/", 307), { status_code: 307, reason: "HTTP 307" }],
		[
			"no connection",
			() => Promise.reject(new TypeError(`refused ${"x".repeat(300)}`)),
			{ status_code: null, reason: `No connection: refused ${"x".repeat(177)}` },
		],
		[
			"no answer in time",
			() => Promise.reject(new DOMException("timed out", "TimeoutError")),
			{ status_code: null, reason: "No answer within 15 s." },
		],
	])("(%s) is recorded without the answer, and made again after 5 s under the same id", async (_, answer, attempt) => {
		const scene = await called();
		const { hook, event, message } = scene;
		receiver.answer(hook.url, answer);
		await deliver([message]);
		expect(await attemptsOf(scene)).toMatchObject([{ ...attempt, event_id: event.event_id }]);
		const [next] = (await queue.take(event.event_id)).filter((held) => held.event.type === "webhook.delivery");
		expect(next?.delaySeconds).toBeGreaterThanOrEqual(5);
		expect(next?.delaySeconds).toBeLessThanOrEqual(6);
		receiver.answer(hook.url, () => new Response(null, { status: 200 }));
		// The message that was made before is worth nothing any more.
		await deliver([message, next?.event]);
		const ids = receiver.to(hook.url).map(({ headers }) => headers.get("webhook-id"));
		expect(ids).toHaveLength(2);
		expect(new Set(ids).size).toBe(1);
		expect(await recorded(event.event_id)).toContain("webhook sent");
	});

	it("of an overloaded endpoint is made again when the endpoint says so", async () => {
		const { hook, event, message } = await called();
		receiver.answer(hook.url, () => new Response(null, { status: 429, headers: { "Retry-After": "7200" } }));
		await deliver([message]);
		expect(await queue.take(event.event_id)).toEqual([]);
		later(1.9 * HOUR);
		expect(await queue.take(event.event_id)).toEqual([]);
		later(0.4 * HOUR);
		expect(await queue.take(event.event_id)).toHaveLength(1);
	});

	it("whose message was lost is announced again by the minute's run, and not each minute", async () => {
		const { hook, event, message } = await called();
		receiver.answer(hook.url, () => new Response(null, { status: 500 }));
		await deliver([message]);
		expect(await queue.take(event.event_id)).toHaveLength(1);
		later(6 * 60_000);
		expect(await queue.take(event.event_id)).toHaveLength(1);
		later(60_000);
		expect(await queue.take(event.event_id)).toEqual([]);
		later(5 * 60_000);
		expect(await queue.take(event.event_id)).toHaveLength(1);
	});
});

describe("a webhook that is switched off for its owner", () => {
	const newsOf = async (token: string) =>
		(await inbox(token)).filter(({ notification_type }) => notification_type === "WEBHOOK_DISABLED");

	it("said 410: at once", async () => {
		const scene = await called();
		const { hook, owner, event, message } = scene;
		receiver.answer(hook.url, () => new Response(null, { status: 410 }));
		for (const _ of [1, 2]) await deliver([message]);
		expect((await get(`/api/webhooks/${hook.id}/`, owner.token)).body).toMatchObject({
			...{ is_active: false, disabled_reason: "gone", version: 2 },
		});
		expect(await recorded(event.event_id)).toContain("webhook failed HTTP 410");
		await queue.settle(...(await queue.take("webhook.disabled")).map((held) => held.event));
		expect(await newsOf(owner.token)).toMatchObject([
			{ message: expect.stringContaining("is gone"), data: { webhook_id: hook.id } },
		]);
		await queue.settle(alertOf(scene.patient));
		expect(receiver.to(hook.url)).toHaveLength(1);
		const on = await patch(`/api/webhooks/${hook.id}/`, { is_active: true }, owner.token);
		expect(on.body).toMatchObject({ is_active: true, disabled_reason: null });
	});

	it("failed ten times: the owner hears of it once", async () => {
		const scene = await called();
		const { hook, owner, event } = scene;
		receiver.answer(hook.url, () => new Response(null, { status: 503 }));
		for (let message: QueuedEvent[] = [scene.message]; message.length > 0; ) {
			await deliver(message);
			later(27 * HOUR);
			// What the queue has delayed is announced anew by now: one of the two is enough.
			message = (await queue.take(event.event_id)).slice(-1).map((held) => held.event);
		}
		expect(receiver.to(hook.url)).toHaveLength(10);
		expect(await recorded(event.event_id)).toContain("webhook failed HTTP 503");
		await queue.settle(...(await queue.take("webhook.disabled")).map((held) => held.event));
		vi.useRealTimers();
		expect((await get(`/api/webhooks/${hook.id}/`, owner.token)).body.disabled_reason).toBe("failing");
		expect(await newsOf(owner.token)).toHaveLength(1);
	});
});

describe("what the owner can do about it", () => {
	it("send again what an attempt has sent, under the same id", async () => {
		const scene = await called();
		const { hook, owner, event } = scene;
		await deliver([scene.message]);
		const [attempt] = await attemptsOf(scene);
		const replay = () => post(`/api/webhooks/${hook.id}/attempts/${attempt.id}/replay/`, {}, owner.token);
		expect((await replay()).status).toBe(202);
		await deliver((await queue.take(event.event_id)).map((held) => held.event));
		const calls = receiver.to(hook.url);
		expect(calls).toHaveLength(2);
		expect(calls[1]?.body).toBe(calls[0]?.body);
		expect(calls[1]?.headers.get("webhook-id")).toBe(calls[0]?.headers.get("webhook-id"));
		expect(await attemptsOf(scene)).toHaveLength(2);
		await patch(`/api/webhooks/${hook.id}/`, { is_active: false }, owner.token);
		expect((await replay()).status).toBe(409);
	});

	it("not replay what another webhook has sent", async () => {
		const [one, other] = [await called(), await called()];
		await deliver([one.message]);
		const [attempt] = await attemptsOf(one);
		const path = `/api/webhooks/${other.hook.id}/attempts/${attempt.id}/replay/`;
		expect((await post(path, {}, other.owner.token)).status).toBe(404);
	});

	it("not be told by a replay of a patient whom they have lost sight of", async () => {
		const scene = await called();
		await deliver([scene.message]);
		const [attempt] = await attemptsOf(scene);
		await DB.prepare("update patients set owner_id = null where id = ?").bind(scene.patient).run();
		await post(`/api/webhooks/${scene.hook.id}/attempts/${attempt.id}/replay/`, {}, scene.owner.token);
		await deliver((await queue.take(scene.event.event_id)).map((held) => held.event));
		expect(receiver.to(scene.hook.url)).toHaveLength(1);
	});

	it("try whether anybody listens", async () => {
		const user = await createUser("user");
		const hook = await newWebhook(user);
		expect((await post(`/api/webhooks/${hook.id}/test/`, {}, user.token)).status).toBe(202);
		const tests = (await queue.take("webhook.test")).map((held) => held.event);
		await deliver(tests);
		const [call] = receiver.to(hook.url);
		expect(JSON.parse(call?.body ?? "")).toMatchObject({ type: "webhook.test" });
	});
});
