import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { get, post } from "../support/client.ts";
import { createDevice, createMonitored, sessionOf } from "../support/factories.ts";
import { failingAt } from "../support/failing.ts";
import { monitorOf } from "../support/monitor.ts";
import { Memory, type Sent } from "./remembered.ts";

afterEach(() => {
	vi.restoreAllMocks();
	vi.useRealTimers();
});

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WINDOW = 15 * MINUTE;
/** Far ahead, so that no alarm comes by itself; near changes of clocks, weeks, months and years. */
const STARTS = ["2037-03-29T00:50:00Z", "2037-06-01T03:59:58Z", "2037-11-01T05:07:00Z", "2037-12-31T18:14:59Z"];
const ZONES = ["UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Auckland", "Europe/Berlin"];

/** When a reading was measured: about the present or an edge of a window, long ago, or when another was. */
const instant = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant("fresh" as const), by: fc.integer({ min: -30, max: 10 }) }) },
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constantFrom("day" as const, "week" as const, "month" as const, "window" as const),
			by: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -20 * MINUTE, max: 20 * MINUTE })),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant("late" as const), by: fc.integer({ min: 0, max: 40 * DAY }) }),
	},
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("again" as const), by: fc.nat() }) },
);
/** So much later than the newest of all before it. */
const ahead = fc.record({ kind: fc.constant("ahead" as const), by: fc.integer({ min: 0, max: 3 }) });
type Instant = { kind: "fresh" | "day" | "week" | "month" | "window" | "late" | "again" | "ahead"; by: number };

const slot = fc.integer({ min: 0, max: 1 });
const bpm = fc.integer({ min: 50, max: 95 });
const batch = <T extends Instant>(instant: fc.Arbitrary<T>, slot: fc.Arbitrary<number>) =>
	fc.array(fc.record({ slot, instant, bpm }), { minLength: 1, maxLength: 40 });
/** A backlog of both watches in any order, or what one or both go on to send. */
const readings = fc.oneof(
	batch(instant, slot),
	batch(instant, fc.constant(0)),
	batch(ahead, fc.constant(0)),
	batch(ahead, fc.constant(1)),
	batch(ahead, slot),
);
type Measured = Omit<Sent, "at"> & { instant: Instant };

/** What happens, and what is asked: more often than not right after something has happened. */
const event = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ kind: fc.constant("post" as const), readings }) },
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constant("fail" as const), readings, at: fc.integer({ min: 1, max: 12 }) }),
	},
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant("list" as const), size: fc.integer({ min: 1, max: 50 }) }) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("statistics" as const, "newest" as const) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("daily" as const, "evict" as const, "close" as const) }) },
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant("wait" as const),
			by: fc.oneof(
				fc.integer({ min: 1, max: 20 * MINUTE }),
				fc.integer({ min: 0, max: 8 * DAY }),
				fc.integer({ min: -DAY, max: 0 }),
			),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant("move" as const),
			zone: fc.constantFrom(...ZONES),
			ago: fc.option(fc.integer({ min: 0, max: 10 * DAY })),
		}),
	},
);

/** A patient with two watches, beside a memory of what is to be known of them. */
async function begin(start: number) {
	vi.useRealTimers();
	const { admin, patient, device } = await createMonitored();
	const devices = [device, await createDevice(admin, patient.id)];
	const stub = monitorOf(env, patient.id);
	const memory = new Memory();
	let now = start;
	let token = "";
	async function goTo(time: number) {
		now = time;
		vi.setSystemTime(now);
		token = (await sessionOf(admin.username)).token;
	}
	await goTo(start);

	const BACK = { day: DAY, week: 7 * DAY, month: 30 * DAY };
	function instantOf({ kind, by }: Instant, newest: number): number {
		if (kind === "fresh") return now + by * 1000;
		if (kind === "ahead") return newest + by * 1000;
		if (kind === "late") return now - by;
		if (kind === "window") return Math.floor(now / WINDOW) * WINDOW + Math.min(by, 0);
		if (kind === "again") return memory.readings[by % Math.max(1, memory.readings.length)]?.at ?? now;
		return now - BACK[kind] + by;
	}
	function sentOf(measured: readonly Measured[]): Sent[] {
		let newest = Math.max(now - DAY, ...memory.readings.map(({ at }) => at));
		return measured.map(({ slot, instant, bpm }) => {
			// Where the clock was set back, what was measured before is in the future.
			const at = Math.min(instantOf(instant, newest), now + 5 * MINUTE);
			newest = Math.max(newest, at);
			return { slot, bpm, at };
		});
	}
	/** By the watch itself where all are its own, else by the admin. */
	function send(sent: readonly Sent[]) {
		const [own, ...others] = devices.filter((_, slot) => sent.some((reading) => reading.slot === slot));
		const items = sent.map(({ slot, at, bpm }) => ({ heart_rate: bpm, recorded_at: at, device: devices[slot]?.id }));
		const bearer = own && others.length === 0 ? own.token : token;
		return post("/api/heart-rate/", { readings: items, patient: patient.id }, bearer);
	}
	const list = `/api/heart-rate/?patient=${patient.id}`;
	const read = async (path: string) => (await get(path.replace("https://edgeward.test", ""), token)).body;
	const expected = () => memory.listed(devices);

	return {
		async post(measured: readonly Measured[]) {
			const sent = sentOf(measured);
			const { status, body } = await send(sent);
			expect({ status, ...body }).toMatchObject({ status: 200, rejected: 0, ...memory.take(sent, now) });
		},
		async fail(measured: readonly Measured[], statement: number) {
			const sent = sentOf(measured);
			let status = 0;
			await this.newest();
			await this.statistics();
			const hasFailed = await failingAt(patient.id, statement, async () => {
				({ status } = await send(sent));
			});
			expect([hasFailed, status]).toEqual([true, 500]);
			await this.newest();
			await this.statistics();
		},
		async newest() {
			const body = await read(list);
			expect(body.results).toMatchObject(expected().slice(0, 20));
			expect(body).toMatchObject({ count: memory.readings.length, results: { length: Math.min(20, body.count) } });
		},
		/** By numbers, and by the cursor to the end. */
		async list(size: number) {
			const all = expected();
			for (const page of [1, 2, 3]) {
				const { results } = await read(`${list}&page_size=${size}&page=${page}`);
				expect(results.map(({ id }: { id: number }) => id)).toEqual(
					all.slice((page - 1) * size, page * size).map(({ id }) => id),
				);
			}
			const walked: unknown[] = [];
			for (let next = `${list}&page_size=${size * 2}`; next; ) {
				const body = await read(next);
				walked.push(...body.results);
				next = body.next;
			}
			expect(walked).toHaveLength(all.length);
			expect(walked).toMatchObject(all);
		},
		async statistics() {
			expect(await read(`/api/patients/${patient.id}/heart-rate-stats/`)).toEqual(memory.summary(now));
		},
		async daily() {
			const { results } = await read(`/api/patients/${patient.id}/heart-rate-stats/?period=daily`);
			expect(results.map(({ start, count }: { start: string; count: number }) => [start, count])).toEqual(
				memory.daily(),
			);
		},
		wait: (by: number) => goTo(now + by),
		evict: () => evictDurableObject(stub),
		async close() {
			await stub.setActive(false);
			await stub.setActive(true);
		},
		async move(zone: string, ago: number | null) {
			const from = ago === null ? null : now - ago;
			await stub.setTimezone(zone, from);
			if (from !== null || memory.summary(now + 5 * MINUTE).timezone !== zone)
				memory.move(zone, from ?? now + 5 * MINUTE);
		},
	};
}

it("what is asked between the writes is what a plain list of the readings would answer", {
	timeout: 240_000,
}, async () => {
	const history = fc.record({
		start: fc.constantFrom(...STARTS),
		events: fc.array(event, { minLength: 10, maxLength: 40 }),
	});
	const property = fc.asyncProperty(history, async ({ start, events }) => {
		const patient = await begin(Date.parse(start));
		for (const event of events) {
			if (event.kind === "post") await patient.post(event.readings);
			else if (event.kind === "fail") await patient.fail(event.readings, event.at);
			else if (event.kind === "list") await patient.list(event.size);
			else if (event.kind === "wait") await patient.wait(event.by);
			else if (event.kind === "move") await patient.move(event.zone, event.ago);
			else await patient[event.kind]();
		}
		await patient.newest();
		await patient.list(20);
		await patient.statistics();
		await patient.daily();
	});
	await fc.assert(property, { numRuns: 15, endOnFailure: true });
});
