import { evictDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { type Bedside, newBedside } from "../support/bedside.ts";
import { createUser, mapDoctor } from "../support/factories.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const LADDER = [
	{ after_minutes: 10, to: "patient", channel: "inbox" },
	{ after_minutes: 20, to: "assigned_doctor", channel: "email" },
	{ after_minutes: 20, to: "doctors", channel: "webhook" },
	{ after_minutes: 30, to: "staff", channel: "inbox" },
	{ after_minutes: 40, to: "admins", channel: "email" },
	{ after_minutes: 50, to: "owner", channel: "inbox" },
] as const;

/** An alert that one reading opens, in minute 0, and that goes on for an hour without another. */
async function alarming(bedside: Bedside) {
	for (const rule of [1, 2]) await bedside.editRule(rule, { is_active: false });
	const patience = { sustained_minutes: 0, max_gap_minutes: 60, critical_threshold: 150, escalation: LADDER };
	await bedside.addRule({ kind: "above", threshold: 120, ...patience });
	await bedside.reads(0, 130);
	const [alert] = await bedside.alerts();
	return alert.id as number;
}

const numbers = (bedside: Bedside) => bedside.steps().map(({ step }) => step);

it("each step is climbed once, at its time, and calls whom it names by its channel; evictions change nothing", async () => {
	const bedside = await newBedside();
	await alarming(bedside);
	for (const [minute, climbed] of [
		[9.9, []],
		[10, [1]],
		[19.9, [1]],
		[20, [1, 2, 3]],
		[30.5, [1, 2, 3, 4]],
		[40, [1, 2, 3, 4, 5]],
		[59, [1, 2, 3, 4, 5, 6]],
	] as const) {
		await evictDurableObject(bedside.stub);
		await bedside.wait(minute);
		await bedside.tick();
		expect(numbers(bedside), `in minute ${minute}`).toEqual(climbed);
	}
	expect(bedside.steps().map(({ to, channel, after_minutes }) => ({ after_minutes, to, channel }))).toEqual(LADDER);
	expect(new Set(bedside.told().map(({ event_id }) => event_id)).size).toBe(7);
});

it("the inboxes are those of the people that a step names", async () => {
	const bedside = await newBedside();
	const [assigned, second] = [await createUser("doctor"), await createUser("doctor")];
	const [stranger, staff, other] = [await createUser("doctor"), await createUser("staff"), await createUser("admin")];
	await mapDoctor(second, bedside.patient.id);
	// The newest is in charge.
	await mapDoctor(assigned, bedside.patient.id);
	await alarming(bedside);
	await bedside.wait(55);
	await bedside.deliver();
	const called = async (username: string) =>
		(await bedside.inbox(username)).flatMap(({ data }) => (data.type === "alert.escalated" ? [data.to] : []));
	expect(await called(bedside.patient.username)).toEqual(["patient"]);
	expect(await called(assigned.username)).toEqual(["assigned_doctor", "doctors"]);
	expect(await called(second.username)).toEqual(["doctors"]);
	expect(await called(stranger.username)).toEqual([]);
	expect(await called(staff.username)).toEqual(["staff"]);
	expect(await called(other.username)).toEqual(["admins"]);
	// The one who made the patient's record owns it.
	expect(await called(bedside.admin.username)).toEqual(["admins", "owner"]);
	const [, first] = await bedside.inbox(bedside.patient.username);
	expect(first).toMatchObject({
		notification_type: "ALERT_ESCALATED",
		title: expect.stringContaining("Nobody has seen to it"),
		message: expect.stringContaining("Nobody has acknowledged it for 10 minutes."),
	});
});

it("who acknowledges stops it", async () => {
	const bedside = await newBedside();
	const id = await alarming(bedside);
	await bedside.wait(10);
	await bedside.acknowledge(id);
	await bedside.wait(59);
	expect(numbers(bedside)).toEqual([1]);
});

it("the end of the alert stops it", async () => {
	const bedside = await newBedside();
	await alarming(bedside);
	await bedside.wait(10);
	await bedside.reads(11, 80);
	await bedside.wait(59);
	expect(numbers(bedside)).toEqual([1]);
});

it("after an outage all steps that are overdue are climbed at once, and once", async () => {
	const bedside = await newBedside();
	await alarming(bedside);
	await evictDurableObject(bedside.stub);
	await bedside.wait(45);
	await bedside.wait(46);
	expect(numbers(bedside)).toEqual([1, 2, 3, 4, 5]);
});

it("an alert that somebody has seen, and that becomes critical, climbs anew from the first step", async () => {
	const bedside = await newBedside();
	const id = await alarming(bedside);
	await bedside.wait(10);
	await bedside.acknowledge(id);
	await bedside.reads(25, 160);
	expect(bedside.news()).toEqual(["opened", "raised"]);
	await bedside.wait(34.9);
	expect(numbers(bedside)).toEqual([1]);
	await bedside.wait(45);
	expect(numbers(bedside)).toEqual([1, 1, 2, 3]);
	expect(bedside.steps().map(({ severity }) => severity)).toEqual(["warning", "critical", "critical", "critical"]);
	expect(new Set(bedside.told().map(({ event_id }) => event_id)).size).toBe(6);
});

it("a rule's new ladder is climbed from where the old one was left", async () => {
	const bedside = await newBedside();
	await alarming(bedside);
	await bedside.wait(10);
	await bedside.editRule(3, { escalation: [LADDER[0], { after_minutes: 15, to: "owner", channel: "inbox" }] });
	await bedside.wait(59);
	expect(bedside.steps().map(({ to }) => to)).toEqual(["patient", "owner"]);
});

it("after an outage nobody is called for an alert of which nothing was heard since", async () => {
	const bedside = await newBedside();
	await bedside.beat(0, 6, 130);
	expect(bedside.news()).toEqual(["opened"]);
	await bedside.wait(120);
	expect(bedside.news()).toEqual(["opened", "closed"]);
	expect(bedside.steps()).toEqual([]);
});
