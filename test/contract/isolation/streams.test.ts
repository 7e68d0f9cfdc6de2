import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { and, eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { database } from "../../../src/db/client.ts";
import { deliveries } from "../../../src/deliveries/table.ts";
import { notifications } from "../../../src/notifications/table.ts";
import { webhooks } from "../../../src/webhooks/table.ts";
import { openReceiver } from "../../support/channels.ts";
import { get, post } from "../../support/client.ts";
import { openSocket } from "../../support/device-socket.ts";
import { begunStream, openStream, patientStream, ticketFor, wardStream } from "../../support/event-stream.ts";
import { monitorOf } from "../../support/monitor.ts";
import { type Group, newGroup, PEOPLE, type Person, SETTING_UP } from "./group.ts";

let ours: Group;
let theirs: Group;
let receiver: ReturnType<typeof openReceiver>;

beforeAll(async () => {
	receiver = openReceiver();
	[ours, theirs] = [await newGroup(), await newGroup()];
}, SETTING_UP);
afterAll(() => void vi.restoreAllMocks());

const patientOf = ({ scenes }: Group) => scenes.user.patient;
const ticketOf = async (group: Group, person: Person) => ticketFor(await group.tokenOf(person));
const heard = (stream: Awaited<ReturnType<typeof begunStream>>) => JSON.stringify(stream.events);

/** All that somebody can have open of their own, with theirs among what they ask for. */
async function listening(person: Person) {
	const ids = [patientOf(theirs), theirs.secondPatient, patientOf(ours)].join();
	const inView = `${wardStream(await ticketOf(ours, person))}&patients=${ids}`;
	const own = patientStream(patientOf(ours), await ticketOf(ours, person));
	return [
		await begunStream(inView),
		await begunStream(wardStream(await ticketOf(ours, person))),
		await begunStream(own),
	];
}

/** A reading that opens an alert by the rule of the group, for what watches it. */
async function alarm(group: Group, heart_rate: number) {
	const token = await group.tokenOf("device");
	const { status } = await post("/api/heart-rate/", { heart_rate, recorded_at: new Date().toISOString() }, token);
	expect(status).toBe(201);
	await runDurableObjectAlarm(monitorOf(env, patientOf(group)));
}

/** Ends what is open, by a calm reading; the next fast one opens an alert anew. */
const calm = (group: Group) => alarm(group, 70);

it.each(PEOPLE)("no stream of a %s brings anything of another group", async (person) => {
	const streams = await listening(person);
	const theirOwn = await begunStream(patientStream(patientOf(theirs), await ticketOf(theirs, person)));
	await calm(theirs);
	await alarm(theirs, 250);
	await expect.poll(() => theirs.marks.foundIn(heard(theirOwn))).toContain(String(patientOf(theirs)));
	// What comes after it, of one's own, has come: so nothing of theirs is on its way any more.
	await calm(ours);
	await alarm(ours, 251);
	for (const stream of streams) {
		await expect.poll(() => stream.of("alert").length).toBeGreaterThan(0);
		expect(theirs.marks.foundIn(heard(stream))).toEqual([]);
	}
});

it.each(PEOPLE)("another group's patient has no stream for a %s, nor goes on with theirs", async (person) => {
	const address = async (ticket: string) => openStream(patientStream(patientOf(theirs), ticket));
	expect((await address(await ticketOf(ours, person))).status).toBe(404);
	// Cursors and ids of events that their own people were given.
	const their = await begunStream(wardStream(await ticketOf(theirs, person)));
	const [, ...numbers] = their.lastEventId().split(".");
	for (const last of [their.lastEventId(), ["0", ...numbers].join(".")]) {
		const path = patientStream(patientOf(theirs), await ticketOf(ours, person));
		expect([400, 401, 404]).toContain((await openStream(path, last)).status);
	}
});

it("nobody hears in an inbox or by a webhook of what happens to another group's patient", async () => {
	const url = `https://hooks.example.org/of-${ours.marks.hint}`;
	const [ourToken, theirToken] = [await ours.tokenOf("user"), await theirs.tokenOf("user")];
	const hook = (await post("/api/webhooks/", { url }, ourToken)).body;
	const theirUrl = `https://hooks.example.org/of-${theirs.marks.hint}`;
	await post("/api/webhooks/", { url: theirUrl }, theirToken);
	const [called, theirCalled] = [() => receiver.to(url), () => receiver.to(theirUrl)];
	await calm(theirs);
	await alarm(theirs, 252);
	await expect.poll(() => theirCalled().length).toBeGreaterThan(0);
	await calm(ours);
	await alarm(ours, 253);
	await expect.poll(() => called().length).toBeGreaterThan(0);
	expect(theirs.marks.foundIn(JSON.stringify(called()))).toEqual([]);
	const db = database(env);
	const { recipientId } = notifications;
	const inbox = await db
		.select()
		.from(notifications)
		.where(inArray(recipientId, Object.values(ours.users)));
	expect(inbox.length).toBeGreaterThan(3);
	expect(theirs.marks.foundIn(JSON.stringify(inbox))).toEqual([]);
	const sent = await db.select().from(deliveries).where(eq(deliveries.webhookId, hook.id));
	expect(theirs.marks.foundIn(JSON.stringify(sent))).toEqual([]);
	const theirHooks = db
		.select({ id: webhooks.id })
		.from(webhooks)
		.where(inArray(webhooks.ownerId, Object.values(theirs.users)));
	const sentToThem = await db
		.select()
		.from(deliveries)
		.where(and(inArray(deliveries.webhookId, theirHooks)));
	expect(ours.marks.foundIn(JSON.stringify(sentToThem))).toEqual([]);
});

it("a device's socket stores nothing for another group's patient or device", async () => {
	const readingsOf = async (group: Group) =>
		(await get(`/api/heart-rate/?patient=${patientOf(group)}`, await group.tokenOf("user"))).body.results;
	const before = await readingsOf(theirs);
	const socket = await openSocket(await ours.tokenOf("device"));
	const at = Date.now() - 600_000;
	const { device } = theirs.scenes.user;
	socket.send(1, [
		{ heart_rate: 61, recorded_at: at, patient: patientOf(theirs) },
		{ heart_rate: 62, recorded_at: at + 1000, device },
		{ heart_rate: 63, recorded_at: at + 2000, device: theirs.deviceName },
	]);
	socket.send(2, [{ heart_rate: 64, recorded_at: at + 3000 }]);
	await expect.poll(() => socket.acks().at(-1)?.ack).toBe(2);
	socket.close();
	expect(await readingsOf(theirs)).toEqual(before);
	expect(theirs.marks.foundIn(JSON.stringify(socket.heard))).toEqual([]);
});
