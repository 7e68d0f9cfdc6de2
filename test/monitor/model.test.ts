import { abortAllDurableObjects, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterEach, expect, it, vi } from "vitest";
import { monitorOf } from "../../src/monitor/stub.ts";
import { del, get, patch, post } from "../support/client.ts";
import { createDevice, createMonitored, sessionOf } from "../support/factories.ts";
import { Memory, type Sent } from "./remembered.ts";

afterEach(() => {
	vi.useRealTimers();
});

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const AHEAD = 5 * MINUTE;
/** Far ahead, so that no alarm comes by itself: hours before or after clocks change in one of the zones. */
const STARTS = ["2037-03-29T02:10:00Z", "2037-11-01T06:40:00Z", "2037-04-05T14:20:00Z", "2038-01-01T10:05:00Z"];
/** Of 23 and of 25 hours, a quarter off, half an hour for summer, and both ends of the world. */
const ZONES = [
	...["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"],
	...["Pacific/Kiritimati", "Etc/GMT+12", "Pacific/Apia"],
];

interface Model {
	memory: Memory;
	now: number;
}

async function newPatient() {
	const { admin, patient, device } = await createMonitored();
	const devices = [device, await createDevice(admin, patient.id), await createDevice(admin, patient.id)];
	const path = `/api/patients/${patient.id}`;
	const ok = async (answer: ReturnType<typeof get>) => {
		const { status, body } = await answer;
		expect({ status, body: status < 300 ? "" : body }).toMatchObject({
			status: expect.toBeOneOf([200, 204]),
			body: "",
		});
		return body;
	};
	const signedIn = async () => (await sessionOf(admin.username)).token;
	return {
		devices,
		/** Only what runs can be evicted, so it is asked something first. */
		async evict() {
			const monitor = await monitorOf(env, patient.id);
			await monitor.hasRoomFor(0);
			await evictDurableObject(monitor);
		},
		read: async (rest: string) => ok(get(path + rest, await signedIn())),
		list: async (query: string) => ok(get(`/api/heart-rate/?patient=${patient.id}${query}`, await signedIn())),
		send: async (readings: readonly Sent[]) => {
			const items = readings.map(({ slot, at, bpm }) => ({
				heart_rate: bpm,
				recorded_at: at,
				device: devices[slot]?.id,
			}));
			return ok(post("/api/heart-rate/", { readings: items, patient: patient.id }, await signedIn()));
		},
		move: async (fields: object) => ok(patch(`${path}/`, fields, await signedIn())),
		erase: async (query: string) => ok(del(`/api/heart-rate/?patient=${patient.id}${query}`, await signedIn())),
		async takeAwayAndRestore(slot: number) {
			const device = `/api/devices/${devices[slot]?.id}/`;
			await ok(del(device, await signedIn()));
			await ok(post(`${device}restore/`, {}, await signedIn()));
		},
	};
}
type Real = Awaited<ReturnType<typeof newPatient>>;
type Command = fc.AsyncCommand<Model, Real>;

/** A command that can always be given, and says itself what it was in a failure. */
const command = (name: string, what: unknown, run: (model: Model, real: Real) => Promise<unknown>): Command => ({
	check: () => true,
	run: async (model, real) => {
		await run(model, real);
	},
	toString: () => `${name} ${JSON.stringify(what) ?? ""}`,
});

async function send(model: Model, real: Real, readings: readonly Sent[]) {
	if (readings.length === 0) return;
	const counts = model.memory.take(readings, model.now);
	expect(await real.send(readings)).toMatchObject({ ...counts, rejected: 0 });
}

/** About a midnight of some zone, so many days ago; never of the future. */
const instant = fc.record({
	zone: fc.constantFrom(...ZONES),
	days: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 45 })),
	by: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -4 * 60 * MINUTE, max: 4 * 60 * MINUTE })),
});
function instantOf({ zone, days, by }: { zone: string; days: number; by: number }, now: number): number {
	const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).startOfDay();
	return Math.min(today.subtract({ days }).epochMilliseconds + by, now + AHEAD);
}
const measured = fc.record({ slot: fc.nat(2), instant, bpm: fc.integer({ min: 20, max: 300 }) });

const insert = fc.array(measured, { minLength: 1, maxLength: 30 }).map((batch) =>
	command("insert", batch, (model, real) =>
		send(
			model,
			real,
			batch.map(({ slot, instant, bpm }) => ({ slot, bpm, at: instantOf(instant, model.now) })),
		),
	),
);

/** Of what is stored: a few, by their place; `bpm` null says the same again. */
const again = fc.record({
	places: fc.array(fc.nat(), { minLength: 1, maxLength: 10 }),
	bpm: fc.option(fc.integer({ min: 20, max: 300 })),
});
const correct = again.map(({ places, bpm }) =>
	command(bpm === null ? "duplicate" : "correct", { places, bpm }, (model, real) => {
		const known = model.memory.readings;
		const found = places.flatMap((place) => known[place % Math.max(1, known.length)] ?? []);
		return send(
			model,
			real,
			found.map((reading) => ({ slot: reading.slot, at: reading.at, bpm: bpm ?? reading.bpm })),
		);
	}),
);

const range = fc.record({ slot: fc.option(fc.nat(2)), from: fc.option(instant), to: fc.option(instant) });
const erase = range.map(({ slot, from, to }) =>
	command("erase", { slot, from, to }, async ({ memory, now }, real) => {
		const [begin, end] = [from && instantOf(from, now), to && instantOf(to, now)];
		if (begin !== null && end !== null && begin >= end) return;
		const device = slot === null ? "" : `&device=${real.devices[slot]?.id}`;
		const bound = (name: string, at: number | null) => (at === null ? "" : `&${name}=${new Date(at).toISOString()}`);
		const count = memory.erase(slot, begin ?? Number.NEGATIVE_INFINITY, end ?? Number.POSITIVE_INFINITY);
		expect(await real.erase(device + bound("from", begin) + bound("to", end))).toMatchObject({ erased: count });
	}),
);

const move = fc.record({ zone: fc.constantFrom(...ZONES), from: fc.option(instant) }).map(({ zone, from }) =>
	command("move", { zone, from }, async (model, real) => {
		const at = from && instantOf(from, model.now);
		await real.move({ timezone: zone, ...(at !== null && { timezone_from: new Date(at).toISOString() }) });
		if (at !== null) model.memory.move(zone, at);
		else if (model.memory.summary(model.now + AHEAD).timezone !== zone) model.memory.move(zone, model.now + AHEAD);
	}),
);

const wait = fc.oneof(fc.integer({ min: 1, max: 30 * MINUTE }), fc.integer({ min: 0, max: 9 * DAY })).map((by) =>
	command("wait", by, async (model) => {
		model.now += by;
		vi.setSystemTime(model.now);
	}),
);

const evict = fc.constant(command("evict", undefined, (_, real) => real.evict()));
const restart = fc.constant(command("restart", undefined, () => abortAllDurableObjects()));
const takeAway = fc.nat(2).map((slot) => command("take away", slot, (_, real) => real.takeAwayAndRestore(slot)));

async function compare({ memory, now }: Model, real: Real): Promise<void> {
	const all = memory.listed(real.devices);
	const listed = await real.list("&page_size=100");
	expect(listed.count).toBe(all.length);
	expect(listed.results).toMatchObject(all.slice(0, 100));
	const older = new Date(now - 7 * DAY).toISOString();
	const before = all.filter(({ recorded_at }) => recorded_at < older);
	expect((await real.list(`&page_size=100&to=${older}`)).results).toMatchObject(before.slice(0, 100));
	expect(await real.read("/heart-rate-stats/")).toEqual(memory.summary(now));
	for (const period of ["daily", "weekly", "monthly"] as const) {
		const { results } = await real.read(`/heart-rate-stats/?period=${period}`);
		expect(results).toEqual(memory.buckets(period));
	}
	const [from, to] = [now - 3 * DAY, now + AHEAD];
	const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
	for (const resolution of ["1m", "15m", "1h"] as const) {
		const { results } = await real.read(`/heart-rate-series/?${range}&resolution=${resolution}`);
		expect(results).toEqual(memory.series(resolution, from, to));
	}
}
const look = fc.constant(command("look", undefined, compare));

it("whatever is inserted, corrected, erased, moved, forgotten and restarted, everything is answered as by a plain list", {
	timeout: 120_000,
}, async () => {
	const commands = fc.commands(
		[insert, insert, insert, correct, erase, look, look, move, wait, evict, restart, takeAway],
		{
			size: "+1",
			maxCommands: 25,
		},
	);
	const property = fc.asyncProperty(fc.constantFrom(...STARTS), commands, async (start, commands) => {
		vi.useRealTimers();
		const real = await newPatient();
		const model = { memory: new Memory(), now: Date.parse(start) };
		vi.setSystemTime(model.now);
		await fc.asyncModelRun(() => ({ model, real }), commands);
		await compare(model, real);
	});
	await fc.assert(property, { numRuns: 25, interruptAfterTimeLimit: 20_000, endOnFailure: false });
});
