import { afterEach, expect, it, vi } from "vitest";
import { type Bedside, newBedside } from "../support/bedside.ts";
import { call, get, post } from "../support/client.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

/** An alert, told to the patient and to the owner, of which the patient does not want to hear for an hour. */
async function snoozing() {
	const bedside = await newBedside();
	for (const rule of [1, 2]) await bedside.editRule(rule, { sustained_minutes: 0, escalation: [] });
	await bedside.reads(0, 130);
	await bedside.deliver();
	const [{ id }] = await bedside.alerts();
	const self = bedside.patient.username;
	const snooze = async (minutes: unknown) => post(`/api/alerts/${id}/snooze/`, { minutes }, await bedside.token(self));
	const { status, body } = await snooze(60);
	expect([status, body.snoozed_until]).toEqual([200, bedside.iso(60)]);
	return { bedside, id: id as number, self, snooze };
}

const heard = async (bedside: Bedside, username?: string) => {
	await bedside.deliver();
	return (await bedside.inbox(username)).map(({ notification_type }) => notification_type.slice("ALERT_".length));
};

it("of a rule is for who asks for it: others hear all of it", async () => {
	const { bedside, self } = await snoozing();
	await bedside.reads(1, 80);
	await bedside.reads(2, 130);
	expect(await heard(bedside)).toEqual(["OPENED", "CLOSED", "OPENED"]);
	expect(await heard(bedside, self)).toEqual(["OPENED"]);
});

it("keeps no step of the ladder from being climbed, but for who asks for it", async () => {
	const { bedside, self } = await snoozing();
	const step = { after_minutes: 10, channel: "inbox" };
	await bedside.editRule(1, { escalation: ["patient", "owner"].map((to) => ({ ...step, to })) });
	await bedside.wait(10);
	expect(await heard(bedside)).toEqual(["OPENED", "ESCALATED"]);
	expect(await heard(bedside, self)).toEqual(["OPENED"]);
});

it("ends with its time", async () => {
	const { bedside, self } = await snoozing();
	await bedside.reads(1, 80);
	await bedside.reads(59, 130);
	expect(await heard(bedside, self)).toEqual(["OPENED"]);
	bedside.goTo(60);
	await bedside.reads(60, 80);
	expect(await heard(bedside, self)).toEqual(["OPENED", "CLOSED"]);
});

it("ends when one wants to hear of it again", async () => {
	const { bedside, id, self } = await snoozing();
	const token = await bedside.token(self);
	const { body } = await call("DELETE", `/api/alerts/${id}/snooze/`, { token });
	expect(body.snoozed_until).toBeNull();
	await bedside.reads(1, 80);
	expect(await heard(bedside, self)).toEqual(["OPENED", "CLOSED"]);
});

it("does not hide what is worse", async () => {
	const { bedside, self } = await snoozing();
	await bedside.reads(1, 160);
	expect(await heard(bedside, self)).toEqual(["OPENED", "RAISED"]);
});

it("of something critical hides what is critical too", async () => {
	const { bedside, self, snooze } = await snoozing();
	await bedside.reads(1, 160);
	await heard(bedside);
	await snooze(60);
	await bedside.reads(2, 80);
	await bedside.reads(3, 170);
	expect(await heard(bedside, self)).toEqual(["OPENED", "RAISED"]);
});

it("of one rule does not hide another", async () => {
	const { bedside, self } = await snoozing();
	await bedside.reads(1, 80);
	await bedside.reads(2, 40);
	expect(await heard(bedside, self)).toEqual(["OPENED", "OPENED"]);
	expect((await bedside.inbox(self)).at(-1)?.data.kind).toBe("below");
});

it("is nobody else's business", async () => {
	const { bedside, id, self } = await snoozing();
	const until = async (username?: string) => {
		const token = await bedside.token(username);
		const list = await get(`${bedside.path}/alerts/`, token);
		return [list.body.results[0].snoozed_until, (await get(`/api/alerts/${id}/`, token)).body.snoozed_until];
	};
	expect(await until()).toEqual([null, null]);
	expect(await until(self)).toEqual([bedside.iso(60), bedside.iso(60)]);
	bedside.goTo(61);
	expect(await until(self)).toEqual([null, null]);
});

it("is for a minute at least, and a day at most, and never for another's alert", async () => {
	const { bedside, id, snooze } = await snoozing();
	for (const minutes of [0, 1441, 1.5, "long"]) {
		const { status, body } = await snooze(minutes);
		expect([status, Object.keys(body.errors)]).toEqual([400, ["minutes"]]);
	}
	const other = await newBedside();
	const token = await other.token(other.patient.username);
	expect((await post(`/api/alerts/${id}/snooze/`, { minutes: 5 }, token)).status).toBe(404);
	const audit = (await get(`/api/audit/?patient=${bedside.patient.id}`, await bedside.token())).body.results;
	expect(audit[0]).toMatchObject({ action: "alert.snooze", entity_id: String(id) });
});
