import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Bedside, newBedside } from "../support/bedside.ts";
import { steadily } from "../support/readings.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const HALF_AN_HOUR = { kind: "no_data", sustained_minutes: 30, escalation: [] };

/** A patient whose watch must not be silent for half an hour. */
async function listening(fields: Record<string, unknown> = {}, rule: Record<string, unknown> = {}, start?: number) {
	const bedside = await newBedside(fields, start);
	await bedside.addRule({ ...HALF_AN_HOUR, ...rule });
	return bedside;
}

const timers = ({ stub }: Bedside) =>
	runInDurableObject(stub, (_, { storage }) =>
		storage.sql
			.exec(`SELECT name FROM timers`)
			.toArray()
			.map(({ name }) => name),
	);

describe("a silence", () => {
	it("opens an alert when it is due, also after an eviction; the next reading ends it, and arms the rule again", async () => {
		const bedside = await listening({ timezone: "Europe/Berlin" });
		await bedside.beat(0, 5, 70);
		await evictDurableObject(bedside.stub);
		await bedside.wait(34.9);
		expect(bedside.news()).toEqual([]);
		await bedside.wait(35);
		expect(bedside.news()).toEqual(["opened"]);
		const [open] = await bedside.alerts();
		expect(open).toMatchObject({
			...{ kind: "no_data", status: "open", device: null, threshold: null, extreme: null, sustained_minutes: 30 },
			...{ started_at: bedside.iso(5), opened_at: bedside.iso(35) },
			explanation: expect.stringMatching(/^No reading for 30 minutes since .*\(Europe\/Berlin\)\.$/),
		});
		expect((await bedside.alert(open.id)).readings).toEqual([]);
		await bedside.reads(40, 70);
		expect(await bedside.alerts()).toMatchObject([{ closed_at: bedside.iso(40), ended_by: "data", status: "cleared" }]);
		await bedside.wait(69.9);
		expect(bedside.news()).toEqual(["opened", "closed"]);
		await bedside.wait(70);
		expect(bedside.news()).toEqual(["opened", "closed", "opened"]);
	});

	it("does not begin while any device speaks", async () => {
		const bedside = await listening();
		for (let minute = 0; minute <= 120; minute += 20) await bedside.reads(minute, 70);
		expect(bedside.news()).toEqual([]);
	});

	it("does not end with a backlog that is too old itself, but with one that is not", async () => {
		const bedside = await listening();
		await bedside.beat(0, 5, 70);
		await bedside.wait(35);
		bedside.goTo(60);
		await bedside.send(steadily(bedside.at(6), 10, 60_000, () => 70));
		expect(bedside.news()).toEqual(["opened"]);
		await bedside.send(steadily(bedside.at(20), 30, 60_000, () => 70));
		expect(await bedside.alerts()).toMatchObject([{ closed_at: bedside.iso(49), ended_by: "data" }]);
		await bedside.wait(79);
		expect(bedside.news()).toEqual(["opened", "closed", "opened"]);
	});

	it("is not expected of who has sent nothing, or posts the recording of last year", async () => {
		const bedside = await listening();
		await bedside.wait(600);
		await bedside.send(steadily("2025-01-31T12:00:00Z", 100, 60_000, () => 70));
		expect(await timers(bedside)).toEqual([]);
		await bedside.wait(1_200);
		expect(bedside.told()).toEqual([]);
	});

	it("outside the rule's hours is noticed when they begin, at once", async () => {
		// 20:30 in Kathmandu.
		const start = Date.parse("2031-01-15T14:45:20Z");
		const hours = { active_hours: { from: "22:00", to: "06:00" } };
		const bedside = await listening({ timezone: "Asia/Kathmandu" }, hours, start);
		await bedside.reads(0, 70);
		await bedside.wait(31);
		expect(bedside.news()).toEqual([]);
		const ten = (Date.parse("2031-01-15T16:15:00Z") - start) / 60_000;
		await bedside.wait(ten - 0.1);
		expect(bedside.news()).toEqual([]);
		await bedside.wait(ten);
		expect(await bedside.alerts()).toMatchObject([
			{ opened_at: "2031-01-15T16:15:00.000Z", started_at: bedside.iso(0) },
		]);
	});
});

describe("a rule that is written while nothing comes", () => {
	it("counts from the last reading: edited to wait less than has passed, it opens at once", async () => {
		const bedside = await listening();
		await bedside.beat(0, 5, 70);
		bedside.goTo(28);
		await bedside.editRule(3, { sustained_minutes: 10 });
		await bedside.wait(28);
		expect(bedside.news()).toEqual(["opened"]);
		expect(await bedside.alerts()).toMatchObject([{ started_at: bedside.iso(5), rule_version: 2, status: "open" }]);
	});

	it("goes on listening after any edit", async () => {
		const bedside = await listening();
		await bedside.beat(0, 5, 70);
		bedside.goTo(28);
		await bedside.editRule(3, { severity: "critical" });
		await bedside.wait(34.9);
		expect(bedside.news()).toEqual([]);
		await bedside.wait(35);
		expect(bedside.news()).toEqual(["opened"]);
	});

	it("is due at once where it is new, too", async () => {
		const bedside = await newBedside();
		await bedside.beat(0, 5, 70);
		bedside.goTo(60);
		await bedside.addRule(HALF_AN_HOUR);
		await bedside.wait(60);
		expect(bedside.news()).toEqual(["opened"]);
	});
});

describe("the rule of an open silence", () => {
	async function silent() {
		const bedside = await listening();
		await bedside.beat(0, 5, 70);
		await bedside.wait(36);
		return bedside;
	}

	it("that is edited to wait longer ends it, and opens another when that is due", async () => {
		const bedside = await silent();
		await bedside.editRule(3, { sustained_minutes: 60 });
		await bedside.tick();
		expect(await bedside.alerts()).toMatchObject([{ status: "cleared", ended_by: "rule", closed_at: bedside.iso(36) }]);
		await bedside.wait(64.9);
		expect(bedside.news()).toEqual(["opened", "closed"]);
		await bedside.wait(65);
		expect(bedside.news()).toEqual(["opened", "closed", "opened"]);
	});

	it("that is edited to wait less leaves it open, by its new version", async () => {
		const bedside = await silent();
		await bedside.editRule(3, { sustained_minutes: 20 });
		await bedside.tick();
		expect(await bedside.alerts()).toMatchObject([{ status: "open", rule_version: 2 }]);
		await bedside.reads(40, 70);
		expect(bedside.news()).toEqual(["opened", "closed"]);
	});

	it.each<[string, (bedside: Bedside) => Promise<unknown>]>([
		["is switched off", ({ editRule }) => editRule(3, { is_active: false })],
		["is taken away", ({ dropRule }) => dropRule(3)],
	])("that %s ends it, and is silent from then on", async (_, change) => {
		const bedside = await silent();
		await change(bedside);
		await bedside.reads(40, 70);
		await bedside.wait(200);
		expect(bedside.news()).toEqual(["opened", "closed"]);
		expect(await timers(bedside)).toEqual([]);
	});
});
