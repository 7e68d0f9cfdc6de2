import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { database } from "../../src/db/client.ts";
import type { NotificationEvent } from "../../src/notifications/events.ts";
import { notifications } from "../../src/notifications/table.ts";
import { alertOf, newOwner, newWebhook, openQueue, openReceiver, recorded } from "../support/channels.ts";
import { get, put } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { dyingAt } from "../support/dying.ts";
import { createUser, mapDoctor } from "../support/factories.ts";
import { deliver, openMailbox } from "../support/mailbox.ts";

let queue: ReturnType<typeof openQueue>;
let mailbox: ReturnType<typeof openMailbox>;
let receiver: ReturnType<typeof openReceiver>;
beforeAll(() => {
	queue = openQueue();
	mailbox = openMailbox();
	receiver = openReceiver();
});
afterAll(() => {
	vi.restoreAllMocks();
});

const rowsOf = ({ event_id }: NotificationEvent) =>
	database(env).select().from(notifications).where(eq(notifications.eventId, event_id));

const prefer = (token: string, email: string, quiet_hours: unknown = null) =>
	put("/api/notifications/preferences/", { email, quiet_hours }, token);

/** Quiet hours of which the present minute is the second, so that the test may take its time. */
function now() {
	const clock = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
	return { from: clock(-1), to: clock(60), timezone: "UTC" };
}

describe("an alert", () => {
	it("reaches the inbox, the mailbox and the webhook, each once, however often the Queue brings it", async () => {
		const { owner, patient } = await newOwner();
		const hook = await newWebhook(owner);
		const event = alertOf(patient);
		for (const _ of [1, 2]) await queue.settle(event, event);
		expect(await rowsOf(event)).toHaveLength(1);
		expect(mailbox.to(owner.email)).toHaveLength(1);
		expect(receiver.to(hook.url)).toHaveLength(1);
		expect(await recorded(event.event_id)).toEqual(["email sent", "inbox sent", "webhook sent"]);
	});

	it("says in its mail no more than the title, and that only within", async () => {
		const { owner, patient } = await newOwner();
		await queue.settle(alertOf(patient));
		const [mail] = mailbox.to(owner.email);
		expect(mail?.subject).toBe("Urgent: look into your inbox");
		expect(mail?.text).toContain("\n\nCritical: fast heart rate: Ada Byron\n\nSign in to see it.");
		// The address is made up of whatever figures.
		expect([mail?.subject, mail?.text].join()).not.toMatch(/171|120|bpm/);
	});

	it("of no great severity is not mailed unless somebody wishes it", async () => {
		const { owner, patient } = await newOwner();
		const [before, after] = [alertOf(patient, { severity: "warning" }), alertOf(patient, { severity: "warning" })];
		await queue.settle(before);
		await prefer(owner.token, "alerts");
		await queue.settle(after);
		expect(await recorded(before.event_id)).toEqual(["email skipped preference", "inbox sent"]);
		expect(await recorded(after.event_id)).toEqual(["email sent", "inbox sent"]);
		expect(mailbox.to(owner.email).map(({ subject }) => subject)).toEqual(["Something new in your inbox"]);
	});

	it("is never mailed to an address that nobody has proven", async () => {
		const { owner, patient } = await newOwner();
		await DB.prepare("update users set email_verified_at = null where id = ?").bind(owner.id).run();
		const event = alertOf(patient);
		await queue.settle(event);
		expect(await recorded(event.event_id)).toEqual(["email skipped no_address", "inbox sent"]);
		expect(mailbox.to(owner.email)).toEqual([]);
	});

	it("with a link for a name in its title is mailed without the title", async () => {
		const { owner, patient } = await newOwner();
		await DB.prepare("update patients set first_name = 'https://evil.example' where id = ?").bind(patient).run();
		await queue.settle(alertOf(patient));
		expect(mailbox.to(owner.email)[0]?.text).not.toContain("evil");
	});
});

describe("in quiet hours", () => {
	it("the inbox gets everything, and mailbox and webhook only what is critical", async () => {
		const { owner, patient } = await newOwner();
		const hook = await newWebhook(owner);
		await prefer(owner.token, "all", now());
		const [warning, critical] = [alertOf(patient, { severity: "warning" }), alertOf(patient)];
		await queue.settle(warning);
		expect(await recorded(warning.event_id)).toEqual([
			...["email skipped quiet_hours", "inbox sent", "webhook skipped quiet_hours"],
		]);
		expect([mailbox.to(owner.email), receiver.to(hook.url)].map(({ length }) => length)).toEqual([0, 0]);
		await queue.settle(critical);
		expect(await recorded(critical.event_id)).toEqual(["email sent", "inbox sent", "webhook sent"]);
	});

	it("the clinic's webhook is called all the same", async () => {
		const [{ patient, owner }, admin] = [await newOwner(), await createUser("admin")];
		await prefer(owner.token, "all", now());
		await prefer(admin.token, "all", now());
		const hook = await newWebhook(admin, { scope: "clinic" });
		await queue.settle(alertOf(patient, { severity: "warning" }));
		expect(receiver.to(hook.url)).toHaveLength(1);
		await DB.prepare("update webhooks set is_active = 0 where id = ?").bind(hook.id).run();
	});
});

describe("whoever loses sight of the patient before the message is delivered", () => {
	it("gets neither mail nor call", async () => {
		const { patient } = await newOwner();
		const doctor = await createUser("doctor");
		await mapDoctor(doctor, patient);
		const email = `${doctor.username}@example.org`;
		const proven = DB.prepare("update users set email = ?, email_verified_at = 1 where id = ?");
		await proven.bind(email, doctor.id).run();
		const hook = await newWebhook(doctor);
		const event = alertOf(patient);
		await deliver([event]);
		const messages = (await queue.take(event.event_id)).map((message) => message.event);
		expect(messages).toHaveLength(3);
		await DB.prepare("update mappings set status = 'ended' where patient_id = ?").bind(patient).run();
		await deliver(messages);
		expect([...mailbox.to(email), ...receiver.to(hook.url)]).toEqual([]);
		const said = await recorded(event.event_id);
		expect(said).toContain("email skipped no_concern");
		expect(said).toContain("webhook skipped no_concern");
	});
});

describe("a consumer that dies", () => {
	it("between any two steps, and is run again, ends in one inbox row, one mail and one webhook message", async () => {
		let died = true;
		for (let step = 1; died; step++) {
			const { owner, patient } = await newOwner();
			const hook = await newWebhook(owner);
			const event = alertOf(patient);
			died = await dyingAt(step, () => queue.settle(event));
			const noted = DB.prepare("select count(*) as n from mails where user_id = ?").bind(owner.id);
			// A mail that was handed over and not noted goes out again: nobody can tell whether it had gone.
			const copies = mailbox.to(owner.email).length > 0 && (await noted.first("n")) === 0 ? 2 : 1;
			// The Queue brings again what was not acknowledged, and the minute's run what was left behind.
			await DB.prepare(
				"update deliveries set next_attempt_at = 1 where event_id = ? and status = 'pending' and channel = 'webhook'",
			)
				.bind(event.event_id)
				.run();
			const mail = { type: "mail.notification", event_id: `${event.event_id}:${owner.id}`, user_id: owner.id } as const;
			await queue.settle(event);
			await queue.settle({ ...mail, about: event.event_id });
			const calls = receiver.to(hook.url);
			const ends = {
				inbox: (await rowsOf(event)).length,
				mails: mailbox.to(owner.email).length,
				messages: new Set(calls.map(({ headers }) => headers.get("webhook-id"))).size,
				recorded: await recorded(event.event_id),
			};
			expect(ends, `dead at step ${step}`).toEqual({
				...{ inbox: 1, mails: copies, messages: 1, recorded: ["email sent", "inbox sent", "webhook sent"] },
			});
			expect(calls.length, `dead at step ${step}`).toBeLessThanOrEqual(2);
			if (!died) expect(step).toBeGreaterThan(20);
		}
	}, 120_000);
});

describe("the record of deliveries", () => {
	it("is for admins, by recipient, channel, status and event, and says nothing of what was sent", async () => {
		const [{ owner, patient }, admin] = [await newOwner(), await createUser("admin")];
		const event = alertOf(patient);
		await queue.settle(event);
		const ask = async (query: string) => (await get(`/api/notifications/deliveries/?${query}`, admin.token)).body;
		const { count, results } = await ask(`recipient=${owner.id}`);
		expect(count).toBe(2);
		expect(JSON.stringify(results)).not.toMatch(/Byron|bpm/);
		// Nor a figure: of numbers it has those alone that say which delivery it is.
		for (const { id, recipient, webhook, attempts, ...rest } of results)
			expect(Object.values(rest).filter((value) => typeof value === "number")).toEqual([]);
		expect((await ask(`event_id=${event.event_id}&channel=email&status=sent`)).results).toMatchObject([
			{ recipient: owner.id, webhook: null, event_type: "alert.opened", attempts: 1, reason: null },
		]);
		expect((await ask(`event_id=${event.event_id}&status=failed`)).count).toBe(0);
		expect((await get("/api/notifications/deliveries/", owner.token)).status).toBe(403);
	});
});
