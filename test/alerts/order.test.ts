import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { type Beat, beatRule, episodesOf } from "../alert-engine/rule-scene.ts";
import { newBedside } from "../support/bedside.ts";
import { get } from "../support/client.ts";
import { createDevice, createPatient, createUser } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { postAll } from "../support/readings.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const NOON = Date.UTC(2026, 0, 31, 12);

/** Stretches of one heart rate each, with gaps and silences, and with the batches in which they come: in any order. */
const arrivals = fc
	.array(
		fc.record({
			step: fc.constantFrom(20, 30, 60, 90, 150, 300, 1000),
			bpm: fc.constantFrom(30, 40, 48, 80, 115, 130, 130, 160, 160),
			count: fc.integer({ min: 1, max: 14 }),
		}),
		{ minLength: 6, maxLength: 25 },
	)
	.chain((runs) => {
		let at = NOON;
		// Each story has an alert at least.
		const all = [{ step: 30, bpm: 130, count: 14 }, ...runs].flatMap(({ step, bpm, count }) =>
			Array.from({ length: count }, (): Beat => {
				at += step * 1000;
				return { at, bpm };
			}),
		);
		return fc.record({
			all: fc.constant(all),
			shuffled: fc.shuffledSubarray(all, { minLength: all.length }),
			size: fc.integer({ min: 7, max: 40 }),
		});
	});

const sent = (beats: readonly Beat[]) =>
	beats.map(({ at, bpm }) => ({ heart_rate: bpm, recorded_at: new Date(at).toISOString() }));
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

it("the same readings in any order and any batches end in the same closed alerts", async () => {
	const admin = await createUser("admin");
	/** Opened, closed, raised when, and why it ended; by rule and time. */
	async function alertsAfter(beats: readonly Beat[], batch: number) {
		const { id } = await createPatient(admin);
		const device = await createDevice(admin, id);
		await postAll(device.token, sent(beats), batch);
		await runDurableObjectAlarm(monitorOf(env, id));
		const path = `/api/patients/${id}/alerts/?status=cleared&ordering=opened_at&page_size=100`;
		const { results } = (await get(path, admin.token)).body;
		return results.map(({ kind, started_at, opened_at, raised_at, closed_at, ended_by }: Record<string, unknown>) => ({
			...{ kind, started_at, opened_at, raised_at, closed_at, ended_by },
		}));
	}
	let alerts = 0;
	await fc.assert(
		fc.asyncProperty(arrivals, async ({ all, shuffled, size }) => {
			const expected = (["above", "below"] as const)
				.flatMap((kind) => episodesOf(beatRule(kind), all, Date.now(), () => 0).map((span) => ({ kind, ...span })))
				.sort((one, other) => one.openedAt - other.openedAt)
				.map(({ kind, startedAt, openedAt, raisedAt, closedAt, endedBy }) => ({
					...{ kind, started_at: iso(startedAt), opened_at: iso(openedAt) },
					...{ raised_at: iso(raisedAt), closed_at: iso(closedAt), ended_by: endedBy },
				}));
			alerts += expected.length;
			expect(await alertsAfter(shuffled, size)).toEqual(expected);
			expect(await alertsAfter([...all].reverse(), size)).toEqual(expected);
			expect(await alertsAfter(all, all.length)).toEqual(expected);
		}),
		{ numRuns: 5 },
	);
	expect(alerts).toBeGreaterThanOrEqual(5);
});

it("a storm, one reading a second around the threshold for an hour, is one alert and told twice", async () => {
	const bedside = await newBedside();
	await bedside.editRule(1, { sustained_minutes: 0, escalation: [] });
	const around = (second: number) =>
		second === 3_600 ? 110 : second % 2 === 0 ? 121 + (second % 7) : 111 + (second % 9);
	for (let second = 0; second <= 3_600; second += 10) {
		bedside.goTo((second + 9) / 60);
		const batch = Array.from({ length: 10 }, (_, step) => second + step).filter((each) => each <= 3_600);
		await bedside.store(sent(batch.map((each) => ({ at: bedside.at(each / 60), bpm: around(each) }))));
		if (second % 300 === 0) await bedside.tick();
	}
	await bedside.tick();
	expect(bedside.news()).toEqual(["opened", "closed"]);
	await bedside.deliver();
	expect(await bedside.inbox()).toHaveLength(2);
	expect(await bedside.alerts()).toMatchObject([
		{ started_at: bedside.iso(0), closed_at: bedside.iso(60), extreme: 127 },
	]);
});
