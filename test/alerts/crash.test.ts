import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newBedside } from "../support/bedside.ts";
import { get, post } from "../support/client.ts";
import { deliver } from "../support/mailbox.ts";
import { steadily } from "../support/readings.ts";
import { intercept, nextTransactionFails, transactionsFail } from "../support/statements.ts";

beforeEach(() => {
	vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

/** Numbers from 0 to 1, the same for the same seed. */
function dice(seed: number) {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

/** Has the database fail at a transaction, at random: before it is done, or so that only the answer is lost. */
function shake(roll: () => number) {
	return intercept({
		async transaction(_, go) {
			const fate = roll();
			if (fate < 0.3) throw new Error("The database is overloaded");
			const result = await go();
			if (fate < 0.5) throw new Error("The connection is lost");
			return result;
		},
	});
}

describe("whatever fails on the way", () => {
	it.each([1, 2, 3])("every change of an alert's state is told once to each: story %d", async (seed) => {
		const roll = dice(seed);
		const bedside = await newBedside();
		for (const rule of [1, 2]) await bedside.editRule(rule, { sustained_minutes: 0, escalation: [] });
		bedside.trouble.next = () => {
			const fate = roll();
			return fate < 0.3 ? "refuses" : fate < 0.5 ? "forgets to answer" : null;
		};
		const rates = [130, 135, 160, 80, 40, 42, 30, 70, 140, 155, 90];
		for (const [minute, bpm] of rates.entries()) {
			bedside.goTo(minute);
			await bedside.store(steadily(bedside.at(minute), 1, 1, () => bpm));
			if (roll() < 0.5) await evictDurableObject(bedside.stub);
			if (roll() < 0.5) await bedside.tick();
		}
		// By and by the queue takes everything.
		for (let minute = rates.length; minute < rates.length + 14; minute++) await bedside.wait(minute);
		bedside.trouble.next = () => null;
		await bedside.wait(rates.length + 14);

		const shaken = shake(roll);
		let left: readonly unknown[] = bedside.told();
		const sent = left;
		for (let attempt = 0; left.length > 0; attempt++) {
			if (attempt > 50) throw new Error("it never gets through");
			const { again } = await deliver(left);
			left = again.map((place) => left[place]);
		}
		shaken.restore();
		// And the Queue, which promises no less than once, brings some of it again.
		await deliver(sent.slice(0, 3));

		const transitions = ["OPENED", "RAISED", "CLOSED", "OPENED", "RAISED", "CLOSED", "OPENED", "RAISED", "CLOSED"];
		for (const username of [bedside.admin.username, bedside.patient.username]) {
			const inbox = await bedside.inbox(username);
			const kinds = inbox.map(({ notification_type }) => notification_type.slice("ALERT_".length));
			expect(kinds.sort()).toEqual(transitions.sort());
			expect(new Set(inbox.map(({ data }) => data.event_id)).size).toBe(9);
		}
	});

	it("what is due is done, even if those who watch cannot be told", async () => {
		const bedside = await newBedside();
		await runInDurableObject(bedside.stub, (instance) => {
			vi.spyOn(Reflect.get(instance, "live"), "tell").mockImplementationOnce(() => {
				throw new Error("The socket is gone");
			});
		});
		bedside.goTo(1);
		const reading = { heart_rate: 70, recorded_at: bedside.iso(0) };
		expect((await post("/api/heart-rate/", reading, bedside.device.token)).status).toBe(500);
		expect(await bedside.tick()).toBe(true);
	});

	it("an object that was evicted between the reading and its alarm tells it all the same", async () => {
		const bedside = await newBedside();
		bedside.goTo(6);
		await bedside.store(steadily(bedside.at(0), 13, 30_000, () => 130));
		await evictDurableObject(bedside.stub);
		expect(bedside.news()).toEqual([]);
		expect(await bedside.tick()).toBe(true);
		expect(bedside.news()).toEqual(["opened"]);
	});
});

describe("while the queue is down", () => {
	it("readings that come do not bring the next try forward", async () => {
		const bedside = await newBedside();
		let tries = 0;
		bedside.trouble.next = () => {
			tries += 1;
			return "refuses";
		};
		await bedside.beat(0, 6, 130);
		for (let failure = 0; failure < 3; failure++) await bedside.wait(6);
		tries = 0;
		const alarm = () => runInDurableObject(bedside.stub, (_, { storage }) => storage.getAlarm());
		const next = await alarm();
		expect(next).toBe(bedside.at(6) + 40_000);
		for (const second of [1, 2, 3]) {
			bedside.goTo(6 + second / 60);
			await bedside.store(steadily(Date.now(), 1, 1, () => 130));
			expect(await alarm()).toBe(next);
		}
		await bedside.stub.wake();
		expect(tries).toBe(0);
		bedside.trouble.next = () => null;
		await bedside.wait(7);
		expect(bedside.news()).toEqual(["opened"]);
	});
});

describe("while the database is down", () => {
	it("people are told, and the list of alerts catches up", async () => {
		const bedside = await newBedside();
		const down = transactionsFail();
		await bedside.beat(0, 6, 130);
		expect(bedside.news()).toEqual(["opened"]);
		down.restore();
		expect(await bedside.alerts()).toEqual([]);
		await bedside.wait(6.5);
		expect(await bedside.alerts()).toMatchObject([{ status: "open", opened_at: bedside.iso(5) }]);
	});

	it("what is due is done in time, though nothing can be listed", async () => {
		const bedside = await newBedside();
		await bedside.addRule({ kind: "no_data", sustained_minutes: 2, escalation: [] });
		await bedside.reads(0, 130);
		const down = transactionsFail();
		await bedside.editRule(1, { sustained_minutes: 0, threshold: 125 });
		// After so many failures it tries again only every five minutes.
		for (let failure = 0; failure < 10; failure++) await bedside.wait(1);
		const next = await runInDurableObject(bedside.stub, (_, { storage }) => storage.getAlarm());
		expect(next).toBeLessThanOrEqual(bedside.at(2));
		await bedside.wait(2);
		expect(bedside.told().map(({ kind }) => kind)).toEqual(["above", "no_data"]);
		down.restore();
	});

	it("an acknowledgement counts and is audited, and the list learns of it later", async () => {
		const bedside = await newBedside();
		await bedside.beat(0, 6, 130);
		const [{ id }] = await bedside.alerts();
		const token = await bedside.token();
		const failing = nextTransactionFails();
		const seen = await bedside.acknowledge(id);
		failing.restore();
		expect([seen.status, seen.body.status]).toEqual([200, "acknowledged"]);
		expect(await bedside.alerts()).toMatchObject([{ status: "open" }]);
		const { results } = (await get(`/api/audit/?patient=${bedside.patient.id}`, token)).body;
		expect(results[0]).toMatchObject({ action: "alert.acknowledge", entity_id: String(id) });
		await bedside.wait(7);
		expect(await bedside.alerts()).toMatchObject([{ status: "acknowledged", acknowledged_by: bedside.admin.id }]);
	});

	it.each([
		["before the trail has it", () => Promise.reject(new Error("D1_ERROR: overloaded"))],
		[
			"after it, without an answer",
			async (write: () => Promise<unknown>) => {
				await write();
				throw new Error("D1_ERROR: network connection lost");
			},
		],
	])("a rule is written once and audited once: it fails %s", async (_, fail) => {
		const bedside = await newBedside();
		await bedside.reads(0, 70);
		const down = intercept({ transaction: (_, go) => fail(go) });
		const { id } = await bedside.addRule({ kind: "no_data", sustained_minutes: 30 });
		const edited = await bedside.editRule(id, { sustained_minutes: 40 });
		down.restore();
		expect([edited.status, edited.body.version]).toEqual([200, 2]);
		await evictDurableObject(bedside.stub);
		await bedside.wait(3);
		const { results } = (
			await get(`/api/audit/?patient=${bedside.patient.id}&action=alert-rule.`, await bedside.token())
		).body;
		expect(results).toMatchObject([
			{ action: "alert-rule.edit", entity_id: String(id), actor: bedside.admin.id, fields: ["sustained_minutes"] },
			{ action: "alert-rule.create", entity_id: String(id), at: bedside.iso(0) },
		]);
	});

	it("and both the queue and it are, an alert is told and listed once they are back", async () => {
		const bedside = await newBedside();
		const down = transactionsFail();
		bedside.trouble.next = () => "refuses";
		await bedside.beat(0, 6, 130);
		await evictDurableObject(bedside.stub);
		await bedside.wait(6.5);
		down.restore();
		bedside.trouble.next = () => null;
		await bedside.wait(7);
		expect(bedside.news()).toEqual(["opened"]);
		expect(await bedside.alerts()).toHaveLength(1);
	});
});
