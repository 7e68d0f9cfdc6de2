import { afterEach, describe, expect, it, vi } from "vitest";
import { type Bedside, MINUTE, newBedside } from "../support/bedside.ts";
import { post } from "../support/client.ts";
import { createUser, mapDoctor } from "../support/factories.ts";
import { steadily } from "../support/readings.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

/** Six minutes of a fast heart: an alert is open since the fifth. */
async function opened(bedside: Bedside, bpm = 130) {
	await bedside.beat(0, 6, bpm);
	const [alert] = await bedside.alerts();
	return alert;
}

describe("an alert", () => {
	it("is open, then acknowledged, then cleared, with all that explains it", async () => {
		const bedside = await newBedside({ first_name: "Ada", last_name: "Byron", timezone: "Asia/Kathmandu" });
		const { admin, patient, device, iso } = bedside;
		const open = await opened(bedside);
		expect(open).toMatchObject({
			...{ patient: patient.id, patient_name: "Ada Byron", rule: 1, rule_version: 1, status: "open", kind: "above" },
			...{ severity: "warning", threshold: 120, device: device.deviceId, started_at: iso(0), opened_at: iso(5) },
			...{ closed_at: null, ended_by: null, extreme: 130, acknowledged_by: null },
			explanation: expect.stringMatching(
				/^Heart rate above 120 bpm since .*Asia\/Kathmandu.* at worst 130 bpm, by watch/,
			),
		});
		const seen = await bedside.acknowledge(open.id);
		expect(seen.body).toMatchObject({ status: "acknowledged", acknowledged_by: admin.id, acknowledged_at: iso(6) });
		await bedside.beat(7, 7, 90);
		const [cleared] = await bedside.alerts();
		expect(cleared).toMatchObject({
			...{ id: open.id, status: "cleared", closed_at: iso(7), ended_by: "calm", acknowledged_by: admin.id },
			explanation: expect.stringMatching(/^Heart rate above 120 bpm from .* \(7 minutes\), at worst 130 bpm/),
		});
		const { readings, rule_then, readings_truncated } = await bedside.alert(open.id);
		expect(readings).toEqual(steadily(iso(0), 11, 30_000, () => 130));
		expect([readings_truncated, rule_then]).toMatchObject([false, { id: 1, version: 1, threshold: 120 }]);
		expect(bedside.news()).toEqual(["opened", "closed"]);
	});

	it("is acknowledged by the first, and not at all once it is over", async () => {
		const bedside = await newBedside();
		const { id } = await opened(bedside);
		const doctor = await createUser("doctor");
		await mapDoctor(doctor, bedside.patient.id);
		await bedside.acknowledge(id, doctor.username);
		const first = (await bedside.alert(id)).acknowledged_by;
		expect(first).toBe(doctor.id);
		const second = await bedside.acknowledge(id);
		expect([second.status, second.body.acknowledged_by]).toEqual([200, first]);
		await bedside.beat(7, 7, 90);
		expect((await bedside.acknowledge(id)).status).toBe(409);
		expect((await bedside.acknowledge(id + 1)).status).toBe(404);
	});

	it("is not acknowledged by the patient, whom the others would rely on; but snoozed", async () => {
		const bedside = await newBedside();
		const { id } = await opened(bedside);
		const { username } = bedside.patient;
		expect((await bedside.acknowledge(id, username)).status).toBe(403);
		expect(await bedside.alert(id)).toMatchObject({ status: "open", acknowledged_by: null });
		const snoozed = await post(`/api/alerts/${id}/snooze/`, { minutes: 60 }, await bedside.token(username));
		expect(snoozed.status).toBe(200);
	});

	it("shows the newest thousand of the readings that opened it", async () => {
		const bedside = await newBedside();
		await bedside.addRule({ kind: "above", threshold: 160, sustained_minutes: 20 });
		await bedside.beat(0, 21, 170, 1);
		const id = (await bedside.alerts()).find(({ rule }: { rule: number }) => rule === 3).id;
		const { readings, readings_truncated } = await bedside.alert(id);
		expect([readings.length, readings.at(-1).recorded_at, readings_truncated]).toEqual([1_000, bedside.iso(20), true]);
	});

	it("becomes critical once: all begins anew, whoever has seen it", async () => {
		const bedside = await newBedside();
		const { id } = await opened(bedside);
		await bedside.acknowledge(id);
		await bedside.beat(6.5, 20, 155);
		const [raised] = await bedside.alerts();
		expect(raised).toMatchObject({ id, status: "open", severity: "critical", raised_at: bedside.iso(11.5) });
		expect(raised).toMatchObject({ acknowledged_by: null, acknowledged_at: null });
		expect(bedside.news()).toEqual(["opened", "raised"]);
	});
});

it("a sudden change is an alert too, as long as the swing is within its window", async () => {
	const bedside = await newBedside();
	await bedside.addRule({ kind: "change", threshold: 30, sustained_minutes: 0, window_minutes: 3 });
	await bedside.beat(0, 4, 60);
	await bedside.reads(5, 95);
	expect(await bedside.alerts()).toMatchObject([
		{
			...{ kind: "change", rule: 3, window_minutes: 3, extreme: 35, started_at: bedside.iso(5), status: "open" },
			explanation: expect.stringMatching(
				/^Heart rate changed by more than 30 bpm within 3 minutes since .*, at worst 35 bpm of/,
			),
		},
	]);
	await bedside.beat(5.5, 9, 95);
	expect(await bedside.alerts()).toMatchObject([{ status: "cleared", ended_by: "calm", closed_at: bedside.iso(7.5) }]);
});

describe("an edited rule", () => {
	it("leaves open what it too would have opened, by its new version", async () => {
		const bedside = await newBedside();
		const { id } = await opened(bedside);
		await bedside.editRule(1, { threshold: 125 });
		await bedside.beat(6.5, 8, 130);
		expect(await bedside.alerts()).toMatchObject([{ id, status: "open", rule_version: 2, threshold: 125 }]);
		expect(bedside.news()).toEqual(["opened"]);
	});

	it.each<[string, (bedside: Bedside) => Promise<unknown>]>([
		["that would not have opened it ends it", ({ editRule }) => editRule(1, { threshold: 140 })],
		["that does not watch any more ends it", ({ editRule }) => editRule(1, { is_active: false })],
		["that is taken away ends it", ({ dropRule }) => dropRule(1)],
	])("%s, and tells so", async (_, change) => {
		const bedside = await newBedside();
		await opened(bedside);
		await change(bedside);
		await bedside.tick();
		const [ended] = await bedside.alerts();
		expect(ended).toMatchObject({ status: "cleared", ended_by: "rule", closed_at: bedside.iso(6) });
		expect(bedside.news()).toEqual(["opened", "closed"]);
		await bedside.beat(6.5, 15, 130);
		expect(bedside.news()).toEqual(["opened", "closed"]);
	});

	it("does not go on with what an older version has ended, though readings of before come late", async () => {
		const bedside = await newBedside();
		await opened(bedside);
		bedside.goTo(7);
		await bedside.editRule(1, { threshold: 140 });
		await bedside.send(steadily(bedside.at(6.5), 9, 10_000, () => 130));
		expect(bedside.news()).toEqual(["opened", "closed"]);
		expect(bedside.told().map((event) => "threshold" in event && event.threshold)).toEqual([120, 120]);
		expect(await bedside.alerts()).toMatchObject([{ rule_version: 1, threshold: 120, ended_by: "rule" }]);
	});

	it("that sees at once what has been there for minutes says so at once", async () => {
		const bedside = await newBedside();
		await bedside.beat(0, 6, 115);
		await bedside.editRule(1, { threshold: 110 });
		await bedside.tick();
		expect(bedside.news()).toEqual(["opened"]);
		expect(await bedside.alerts()).toMatchObject([{ started_at: bedside.iso(0), rule_version: 2 }]);
	});

	it("that watches again after a while does not open what ended with the old one", async () => {
		const bedside = await newBedside();
		await opened(bedside);
		await bedside.editRule(1, { is_active: false });
		await bedside.editRule(1, { is_active: true });
		await bedside.beat(6.5, 10, 130);
		expect(await bedside.alerts("&is_open=true")).toEqual([]);
		await bedside.beat(10.5, 13, 130);
		expect(await bedside.alerts("&is_open=true")).toMatchObject([{ started_at: bedside.iso(6.5), rule_version: 3 }]);
	});
});

describe("what comes late", () => {
	it("takes back an alert that was a mistake, and says once that it is over", async () => {
		const bedside = await newBedside();
		const { id } = await opened(bedside);
		await bedside.send(steadily(bedside.at(2), 5, 30_000, () => 80));
		expect(await bedside.alerts()).toMatchObject([{ id, status: "withdrawn", ended_by: "withdrawn" }]);
		await bedside.send(steadily(bedside.at(2), 5, 30_000, () => 81));
		expect(bedside.news()).toEqual(["opened", "closed"]);
	});

	it("shows that it was not as bad as it seemed", async () => {
		const bedside = await newBedside();
		await bedside.beat(0, 2.5, 130);
		await bedside.reads(3, 149);
		await bedside.beat(3.5, 6, 130);
		const correct = () => bedside.send([{ heart_rate: 130, recorded_at: bedside.iso(3) }]);
		expect(await bedside.alerts()).toMatchObject([{ status: "open", extreme: 149 }]);
		await correct();
		expect(await bedside.alerts()).toMatchObject([{ status: "open", extreme: 130 }]);
		await bedside.reads(3, 148);
		await bedside.reads(7, 90);
		expect(await bedside.alerts()).toMatchObject([{ status: "cleared", extreme: 148 }]);
		await correct();
		expect(await bedside.alerts()).toMatchObject([{ status: "cleared", extreme: 130 }]);
		expect(bedside.news()).toEqual(["opened", "closed"]);
	});

	it("makes one alert of two, where there was no calm between them", async () => {
		const bedside = await newBedside();
		const { id } = await opened(bedside);
		await bedside.reads(6.5, 80);
		await bedside.beat(7, 13, 130);
		expect(bedside.news()).toEqual(["opened", "closed", "opened"]);
		await bedside.send([{ heart_rate: 130, recorded_at: bedside.iso(6.5) }]);
		expect(await bedside.alerts()).toMatchObject([
			{ id, status: "open", started_at: bedside.iso(0), closed_at: null },
			{ id: id + 1, status: "withdrawn", started_at: bedside.iso(7) },
		]);
		expect(bedside.news()).toEqual(["opened", "closed", "opened", "closed", "opened"]);
	});

	it("within the readings that opened an alert does not open the one before once more", async () => {
		const bedside = await newBedside();
		await opened(bedside);
		await bedside.reads(6.5, 80);
		await bedside.beat(7, 13, 130);
		for (const minute of [7.25, 7.5, 8.75, 11.75])
			await bedside.send([{ heart_rate: 131, recorded_at: bedside.iso(minute) }]);
		expect(await bedside.alerts()).toMatchObject([
			{ status: "cleared", started_at: bedside.iso(0) },
			{ status: "open", started_at: bedside.iso(7) },
		]);
		expect(bedside.news()).toEqual(["opened", "closed", "opened"]);
	});

	it("shows that an alert went on through a silence, and opens it again", async () => {
		const bedside = await newBedside();
		const { id } = await opened(bedside);
		await bedside.wait(22);
		expect(await bedside.alerts()).toMatchObject([{ id, status: "cleared", ended_by: "silence" }]);
		await bedside.beat(6.5, 22, 130);
		expect(await bedside.alerts()).toMatchObject([{ id, status: "open", closed_at: null, started_at: bedside.iso(0) }]);
		expect(bedside.news()).toEqual(["opened", "closed", "opened"]);
		await bedside.beat(22.5, 22.5, 80);
		expect(bedside.news()).toEqual(["opened", "closed", "opened", "closed"]);
	});

	it("and is old itself pages nobody, though it is listed", async () => {
		const bedside = await newBedside();
		bedside.goTo(60);
		await bedside.send(steadily(bedside.at(0), 13, 30_000, () => 170));
		expect(await bedside.alerts()).toMatchObject([{ status: "cleared", severity: "critical", ended_by: "silence" }]);
		expect(bedside.told()).toEqual([]);
	});
});

it("a device that falls silent ends its alert with the last reading, by the object's own clock", async () => {
	const bedside = await newBedside();
	await opened(bedside);
	await bedside.wait(20.9);
	expect(bedside.news()).toEqual(["opened"]);
	await bedside.wait(21.1);
	expect(await bedside.alerts()).toMatchObject([{ status: "cleared", ended_by: "silence", closed_at: bedside.iso(6) }]);
	expect(bedside.news()).toEqual(["opened", "closed"]);
});

describe("a rule with its hours", () => {
	const NIGHT = { from: "22:00", to: "06:00" };

	it("watches by the patient's clock, and ends with them", async () => {
		// 21:30 in Kathmandu, which is 5 h 45 min ahead.
		const bedside = await newBedside({ timezone: "Asia/Kathmandu" }, Date.parse("2031-01-15T15:45:00Z"));
		await bedside.editRule(1, { active_hours: { from: "22:00", to: "22:20" } });
		await bedside.beat(0, 34.5, 130);
		expect(await bedside.alerts()).toEqual([]);
		await bedside.beat(35, 60, 130);
		const [alert] = await bedside.alerts();
		expect(alert ?? "none").toMatchObject({
			started_at: bedside.iso(30),
			closed_at: bedside.iso(49.5),
			ended_by: "hours",
		});
	});

	it.each([
		["an hour shorter, where the clocks go forward", "2031-03-29T20:00:00Z", 7],
		["an hour longer, where they go back", "2031-10-25T19:00:00Z", 9],
	])("has a night %s", async (_, nine, hours) => {
		// At nine in Berlin.
		const evening = Date.parse(nine);
		const bedside = await newBedside({ timezone: "Europe/Berlin" }, evening);
		await bedside.editRule(1, { active_hours: NIGHT });
		const total = 12 * 60;
		bedside.goTo(total);
		await bedside.send(steadily(evening, total, MINUTE, () => 130));
		expect(await bedside.alerts()).toMatchObject([
			{ started_at: bedside.iso(60), closed_at: bedside.iso(60 + hours * 60 - 1), ended_by: "hours" },
		]);
	});
});
