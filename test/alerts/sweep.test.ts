import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PatientMonitor } from "../../src/monitor/patient-monitor.ts";
import { type Bedside, MINUTE, newBedside } from "../support/bedside.ts";
import { call, del, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createPatient } from "../support/factories.ts";
import { eachMinute } from "../support/mailbox.ts";
import { steadily } from "../support/readings.ts";

afterEach(async () => {
	vi.useRealTimers();
	vi.restoreAllMocks();
	await DB.exec("update patient_vitals set next_due_at = null");
});

/** A patient whose silence is due in minute 30, and whose object has lost the alarm for it. */
async function forgotten() {
	const bedside = await newBedside();
	await bedside.addRule({ kind: "no_data", sustained_minutes: 30, escalation: [] });
	await bedside.reads(0, 70);
	// The list across patients knows by then when the object is due.
	await bedside.wait(2);
	await runInDurableObject(bedside.stub, (_, { storage }) => storage.deleteAlarm());
	await evictDurableObject(bedside.stub);
	return bedside;
}

/** Which patients' objects are woken from now on; the first so many of them fail. */
function watchWaking(failing = 0) {
	const wake = vi.spyOn(PatientMonitor.prototype, "wake");
	for (let time = 0; time < failing; time++) wake.mockRejectedValueOnce(new Error("The object is overloaded"));
	const patientOf = (monitor: unknown) => Reflect.get(Reflect.get(Object(monitor), "state"), "patientId");
	return () => wake.mock.contexts.map(patientOf);
}

/** What the Worker does each minute, in a minute of the patient's. */
const sweepAt = async ({ goTo }: Bedside, minute: number) => {
	goTo(minute);
	await eachMinute();
};

it("an object that has lost its alarm is woken two minutes after it was due", async () => {
	const bedside = await forgotten();
	expect(await bedside.tick()).toBe(false);
	await sweepAt(bedside, 31.9);
	expect(bedside.news()).toEqual([]);
	await sweepAt(bedside, 32.1);
	expect(bedside.news()).toEqual(["opened"]);
	await sweepAt(bedside, 33);
	expect(bedside.news()).toEqual(["opened"]);
});

it("an object whose turn has not come, or was two minutes ago at most, is left alone", async () => {
	const bedside = await forgotten();
	const woken = watchWaking();
	for (const minute of [10, 30, 31.9]) await sweepAt(bedside, minute);
	expect(woken()).toEqual([]);
	await sweepAt(bedside, 32.1);
	expect(woken()).toEqual([bedside.patient.id]);
});

it("the object of a deleted patient is left alone, and is woken once they are restored", async () => {
	const bedside = await forgotten();
	const woken = watchWaking();
	await del(`${bedside.path}/`, await bedside.token());
	await sweepAt(bedside, 60);
	expect(woken()).toEqual([]);
	await call("POST", `${bedside.path}/restore/`, { token: await bedside.token(), body: {} });
	await sweepAt(bedside, 61);
	expect(woken()).toEqual([bedside.patient.id]);
	expect(bedside.news()).toEqual(["opened"]);
});

describe("an object that loses the alarm which it has just set", () => {
	/** When the database expects something of it, once that was told. */
	const expected = ({ patient }: Bedside) =>
		expect.poll(() =>
			DB.prepare("select next_due_at from patient_vitals where patient_id = ?").bind(patient.id).first("next_due_at"),
		);

	async function losesItsAlarm({ stub }: Bedside) {
		await runInDurableObject(stub, (_, { storage }) => storage.deleteAlarm());
		await evictDurableObject(stub);
	}

	it("by the first reading of all is woken for the silence after it", async () => {
		const bedside = await newBedside();
		await bedside.addRule({ kind: "no_data", sustained_minutes: 30, escalation: [] });
		// The rule itself was a change, which the object has told of by then.
		await bedside.tick();
		await bedside.store([{ heart_rate: 70, recorded_at: bedside.iso(0) }]);
		await expected(bedside).toBe(bedside.at(30));
		await losesItsAlarm(bedside);
		await sweepAt(bedside, 32.1);
		expect(bedside.news()).toEqual(["opened"]);
	});

	it("by the reading that opened an alert is woken to tell of it, and climbs its ladder", async () => {
		const bedside = await newBedside();
		await bedside.reads(0, 130);
		await bedside.wait(2);
		bedside.goTo(6);
		await bedside.store(steadily(bedside.at(0), 13, 30_000, () => 130));
		await expected(bedside).toBe(bedside.at(6));
		await losesItsAlarm(bedside);
		await sweepAt(bedside, 7.9);
		expect(bedside.news()).toEqual([]);
		await sweepAt(bedside, 8.1);
		expect(bedside.news()).toEqual(["opened"]);
		await expected(bedside).toBeGreaterThan(bedside.at(8.1));
	});
});

describe("a deletion that closed the object and then came to nothing", () => {
	it("leaves nobody unwatched: the object is opened again when it is found overdue", async () => {
		const bedside = await forgotten();
		bedside.goTo(20);
		await bedside.stub.setActive(false);
		await runInDurableObject(bedside.stub, (_, { storage }) => storage.deleteAlarm());
		await evictDurableObject(bedside.stub);
		await sweepAt(bedside, 32.1);
		expect(bedside.news()).toEqual(["opened"]);
	});

	const posted = async ({ device, at }: Bedside, minute: number) =>
		(await post("/api/heart-rate/", { heart_rate: 70, recorded_at: at(minute) }, device.token)).status;

	it("or by its own alarm, but not while it may still be under way", async () => {
		const bedside = await newBedside();
		await bedside.reads(0, 70);
		bedside.goTo(1);
		await bedside.stub.setActive(false);
		await bedside.wait(2.9);
		expect(await posted(bedside, 2.5)).toBe(404);
		await bedside.wait(3);
		expect(await posted(bedside, 2.5)).toBe(201);
	});

	it("and one that went through stays what it is", async () => {
		const bedside = await newBedside();
		await bedside.reads(0, 70);
		bedside.goTo(1);
		await del(`${bedside.path}/`, await bedside.token());
		for (const minute of [2, 3.1, 10]) await bedside.wait(minute);
		expect(await posted(bedside, 9)).toBe(404);
		expect(await bedside.tick()).toBe(false);
	});
});

it("objects that fail keep no other from being woken", async () => {
	const bedside = await forgotten();
	const others = [];
	for (let count = 0; count < 9; count++) others.push((await createPatient(bedside.admin)).id);
	for (const [index, id] of others.entries())
		await DB.prepare(
			"insert into patient_vitals (patient_id, reading_count, next_due_at, updated_at) values (?, 0, ?, 0)",
		)
			.bind(id, bedside.at(0) + index * MINUTE)
			.run();
	const woken = watchWaking(2);
	await expect(sweepAt(bedside, 60)).rejects.toThrow("2 objects could not be woken");
	expect(woken().sort((one, other) => one - other)).toEqual([bedside.patient.id, ...others]);
	expect(bedside.news()).toEqual(["opened"]);
});
