import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { database } from "../../src/db/client.ts";
import { deadLetters } from "../../src/dead-letters/table.ts";
import { alertOf, newOwner, openQueue, recorded } from "../support/channels.ts";
import { get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, type TestUser, unique } from "../support/factories.ts";
import { arrived } from "../support/inbox.ts";
import { consume, deliver, openMailbox } from "../support/mailbox.ts";
import { overtakenBy } from "../support/races.ts";

let admin: TestUser;
let queue: ReturnType<typeof openQueue>;
beforeAll(async () => {
	openMailbox();
	queue = openQueue();
	admin = await createUser("admin");
});
afterAll(() => {
	vi.restoreAllMocks();
});

async function buried(body: unknown, name = "edgeward-notifications-dead"): Promise<number> {
	const [id = ""] = await consume(name, [body]);
	const row = await database(env).select().from(deadLetters).where(eq(deadLetters.messageId, id)).get();
	return row?.id ?? 0;
}

const replay = (id: number) => post(`/api/dead-letters/${id}/replay/`, {}, admin.token);

describe("a message that the Queue gave up on", () => {
	it("is shown to admins, and to nobody else", async () => {
		const event = alertOf(1);
		const id = await buried(event);
		expect((await get(`/api/dead-letters/${id}/`, admin.token)).body).toMatchObject({
			...{ id, queue: "edgeward-notifications-dead", status: "waiting", body: event },
			...{ replayed_at: null, replayed_by: null, replayed_by_name: null, type: "alert.opened" },
		});
		for (const role of ["staff", "doctor", "patient", "user"] as const)
			expect((await get(`/api/dead-letters/${id}/`, (await createUser(role)).token)).status).toBe(403);
	});

	it("is put back into the queue once, and reaches whom it was for", async () => {
		const { owner, patient } = await newOwner();
		const event = alertOf(patient);
		const id = await buried(event);
		expect(await replay(id)).toMatchObject({
			status: 200,
			body: { status: "replayed", replayed_by: admin.id, replayed_by_name: admin.username },
		});
		const again = await replay(id);
		expect(again).toMatchObject({ status: 409, body: { detail: expect.stringContaining("already") } });
		const messages = await queue.take(event.event_id);
		expect(messages).toMatchObject([{ event }]);
		await deliver(messages.map((held) => held.event));
		await arrived(owner.token, 1);
	});

	it("by two admins at once is put back once", async () => {
		const event = alertOf(999_999);
		const id = await buried(event);
		const late = await overtakenBy(
			() => replay(id),
			() => replay(id),
		);
		expect(late.status).toBe(409);
		expect(await queue.take(event.event_id)).toHaveLength(1);
		const trail = DB.prepare("select count(*) as n from audit where action = 'dead-letter.replay' and entity_id = ?");
		expect(await trail.bind(String(id)).first("n")).toBe(1);
	});

	it("and is a mail is recorded as failed, until a replay sends it", async () => {
		const { owner, patient } = await newOwner();
		const event = alertOf(patient);
		await deliver([event]);
		const [mail] = (await queue.take(event.event_id)).map((held) => held.event);
		const id = await buried(mail);
		expect(await recorded(event.event_id)).toEqual([
			...["email failed the mail service did not take it", "inbox sent"],
		]);
		await replay(id);
		await deliver((await queue.take(`${event.event_id}:${owner.id}`)).map((held) => held.event));
		expect(await recorded(event.event_id)).toEqual(["email sent", "inbox sent"]);
	});
});

describe("a message that nobody can read", () => {
	it.each([
		[{ type: "alert.sung", tune: unique() }, /type/],
		[{ ...alertOf(1), patient_id: "one" }, /patient_id/],
		["nonsense", /body/],
	])("is not put back, and says why: %j", async (body, reason) => {
		const id = await buried(body, "edgeward-notifications");
		const answer = await replay(id);
		expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringMatching(reason) } });
		expect((await get(`/api/dead-letters/${id}/`, admin.token)).body.status).toBe("waiting");
	});
});

it("the list tells by queue, status, type and time", async () => {
	const [waiting, unread, done] = [
		await buried(alertOf(1)),
		await buried({}, "edgeward-notifications"),
		await buried(alertOf(2)),
	];
	await replay(done);
	const ids = async (query: string): Promise<number[]> => {
		const { body } = await get(`/api/dead-letters/?page_size=100&${query}`, admin.token);
		return body.results
			.map(({ id }: { id: number }) => id)
			.filter((id: number) => [waiting, unread, done].includes(id));
	};
	expect(await ids("")).toEqual([done, unread, waiting]);
	expect(await ids("status=waiting")).toEqual([unread, waiting]);
	expect(await ids("status=replayed")).toEqual([done]);
	expect(await ids("queue=edgeward-notifications")).toEqual([unread]);
	expect(await ids("queue=edgeward-notifications-dead&status=waiting")).toEqual([waiting]);
	expect(await ids("type=alert.opened")).toEqual([done, waiting]);
	expect(await ids("type=alert")).toEqual([]);
	expect(await ids("from=2020-01-01")).toHaveLength(3);
	expect(await ids("to=2020-01-01")).toEqual([]);
});

it("none that is not there", async () => {
	expect((await replay(999_999)).status).toBe(404);
});
