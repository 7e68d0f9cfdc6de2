import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { tally } from "../../src/alert-engine/rehearsal.ts";
import { ALWAYS, LocalDays } from "../../src/monitor/local-days.ts";
import { get, post } from "../support/client.ts";
import { createMonitored, sessionOf } from "../support/factories.ts";
import { inbox } from "../support/inbox.ts";
import { monitorOf, settled } from "../support/monitor.ts";
import { postAll, steadily } from "../support/readings.ts";

afterEach(() => vi.restoreAllMocks());

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const STEP = 20_000;

/** A heart that wanders, the same in each run: calm for hours, at times far too fast. */
const wander = (index: number) =>
	Math.round(95 + 30 * Math.sin(index / 90) + 12 * Math.sin(index / 17) + 4 * Math.sin(index * 2.3));

/** Two days of it, to a minute ago, with a gap of two hours. */
async function lived() {
	const { admin, patient, device } = await createMonitored({ timezone: "Europe/Berlin" });
	const start = Date.now() - 2 * DAY - MINUTE;
	const all = steadily(start, (2 * DAY) / STEP, STEP, wander);
	const readings = all.filter((_, index) => index < 4_000 || index > 4_000 + (2 * 60 * MINUTE) / STEP);
	await postAll(device.token, readings);
	const path = `/api/patients/${patient.id}/alert-rules/`;
	const beats = readings.map(({ recorded_at, heart_rate }) => ({ at: Date.parse(recorded_at), bpm: heart_rate }));
	const rehearse = async (rule: object) => (await post(`${path}rehearse/`, rule, admin.token)).body;
	return { admin, patient, device, beats, path, rehearse };
}

type Beat = Awaited<ReturnType<typeof lived>>["beats"][number];
interface Found {
	opened: number;
	closed: number;
}

/** Counted by hand: stretches of values beyond a threshold for so long, each to the first that is calm. */
function stretches(values: readonly Beat[], threshold: number, clear: number, sustained: number): Found[] {
	const found: Found[] = [];
	const gapAfter = (index: number) => (values[index + 1]?.at ?? Number.POSITIVE_INFINITY) - (values[index]?.at ?? 0);
	for (let index = 0; index < values.length; index++) {
		const first = values[index]?.at ?? 0;
		let last = index;
		while (
			(values[last]?.bpm ?? 0) > threshold &&
			(values[last]?.at ?? 0) - first < sustained &&
			gapAfter(last) <= 2 * MINUTE
		)
			last++;
		const opening = values[last];
		if (!opening || opening.bpm <= threshold || opening.at - first < sustained) continue;
		while ((values[last]?.bpm ?? 0) > clear && gapAfter(last) <= 15 * MINUTE) last++;
		found.push({ opened: opening.at, closed: values[last]?.at ?? 0 });
		index = last;
	}
	return found;
}

const iso = (at: number) => new Date(at).toISOString();
const shown = ({ opened, closed }: Found) => ({ opened_at: iso(opened), closed_at: iso(closed) });
const berlinDate = (at: number) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(new Date(at));

/** What is to be answered for these, by the patient's own days. */
function expectedOf(found: readonly Found[], days: number) {
	const tenths = (ms: number) => Math.round(ms / (MINUTE / 10)) / 10;
	const sum = (some: readonly Found[]) =>
		some.reduce((total, { opened, closed }) => total + tenths(closed - opened), 0);
	const dates = [...new Set(found.map(({ opened }) => berlinDate(opened)))];
	const of = (date: string) => found.filter(({ opened }) => berlinDate(opened) === date);
	return {
		...{ count: found.length, per_day: Math.round((found.length / days) * 100) / 100, timezone: "Europe/Berlin" },
		minutes: expect.closeTo(sum(found), 3),
		days: dates.map((date) => ({ date, count: of(date).length, minutes: expect.closeTo(sum(of(date)), 3) })),
		alerts: found.map(shown),
	};
}

it("of a threshold, of a change and of silence finds what a direct count finds, and nothing is kept of it", async () => {
	const { admin, patient, beats, path, rehearse } = await lived();
	const stub = monitorOf(env, patient.id);
	await settled(patient.id);
	const cursors: { rowsWritten: number }[] = [];
	await runInDurableObject(stub, (_, { storage }) => {
		const exec = storage.sql.exec.bind(storage.sql);
		vi.spyOn(storage.sql, "exec").mockImplementation((query, ...bindings) => {
			const cursor = exec(query, ...bindings);
			cursors.push(cursor);
			return cursor;
		});
	});

	const above = stretches(beats, 120, 110, 5 * MINUTE);
	expect(above.length).toBeGreaterThan(20);
	expect(await rehearse({ kind: "above", threshold: 120, days: 3 })).toMatchObject(expectedOf(above, 3));

	const swings = beats.map(({ at }, index) => {
		let begin = index;
		while ((beats[begin - 1]?.at ?? 0) >= at - 5 * MINUTE) begin--;
		const bpm = beats[index]?.bpm ?? 0;
		return { at, bpm: Math.max(...beats.slice(begin, index + 1).map((beat) => Math.abs(beat.bpm - bpm))) };
	});
	const changes = stretches(swings, 14, 8, 0);
	expect(changes.length).toBeGreaterThan(20);
	const change = { kind: "change", threshold: 14, clear_threshold: 8, sustained_minutes: 0, days: 31 };
	expect(await rehearse(change)).toMatchObject(expectedOf(changes, 31));

	const gap = beats.findIndex(({ at }, index) => at - (beats[index - 1]?.at ?? at) > STEP);
	const silence = { opened: (beats[gap - 1]?.at ?? 0) + 45 * MINUTE, closed: beats[gap]?.at ?? 0 };
	const noData = { kind: "no_data", sustained_minutes: 45, days: 7 };
	expect(await rehearse(noData)).toMatchObject(expectedOf([silence], 7));

	expect(cursors.length).toBeGreaterThan(0);
	expect(cursors.reduce((total, { rowsWritten }) => total + rowsWritten, 0)).toBe(0);
	expect((await get(path, admin.token)).body.count).toBe(2);
	expect((await inbox(admin.token)).filter(({ data }) => data.rule_id === 0)).toEqual([]);
});

it("counts everything by the patient's days, and shows the newest thousand", () => {
	const start = Date.parse("2026-03-01T00:00:00Z");
	const found = Array.from({ length: 1_500 }, (_, index) => ({
		openedAt: start + index * MINUTE,
		closedAt: index === 1_499 ? null : start + index * MINUTE + 30_000,
	}));
	const auckland = new LocalDays([{ from: ALWAYS, zone: "Pacific/Auckland" }]);
	const { alerts, ...counted } = tally(found, auckland, start + 1_500 * MINUTE);
	expect(counted).toEqual({
		...{ count: 1_500, minutes: 750.5 },
		days: [
			{ date: "2026-03-01", count: 660, minutes: 330 },
			{ date: "2026-03-02", count: 840, minutes: 420.5 },
		],
	});
	expect([alerts.length, alerts[0], alerts.at(-1)]).toEqual([
		...[1_000, { ...found[500], minutes: 0.5 }, { ...found[1_499], minutes: 1 }],
	]);
});

it("tells of what would be open still, by which device", async () => {
	const { admin, patient, device } = await createMonitored();
	const start = Date.now() - 10 * MINUTE;
	await postAll(
		device.token,
		steadily(start, 61, 10_000, () => 160),
	);
	const rule = { kind: "above", threshold: 130, critical_threshold: 150, sustained_minutes: 4 };
	const self = await sessionOf(patient.username);
	for (const { token } of [admin, self]) {
		const { body } = await post(`/api/patients/${patient.id}/alert-rules/rehearse/`, rule, token);
		const open = { device: device.deviceId, started_at: iso(start), opened_at: iso(start + 4 * MINUTE) };
		expect(body).toMatchObject({
			count: 1,
			alerts: [{ ...open, raised_at: iso(start + 4 * MINUTE), closed_at: null, ended_by: null }],
		});
		expect(body.minutes).toBeCloseTo(6, 0);
	}
});

it.each([
	["threshold", { kind: "above" }],
	["days", { kind: "no_data", days: 32 }],
	["days", { kind: "no_data", days: 0 }],
	["kind", { days: 7 }],
])("with a wrong %s is refused: %o", async (field, rule) => {
	const { admin, patient } = await createMonitored();
	const { status, body } = await post(`/api/patients/${patient.id}/alert-rules/rehearse/`, rule, admin.token);
	expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
});

it("goes over a month of one reading a second", async () => {
	const { admin, patient, device } = await createMonitored();
	const midnight = Math.floor(Date.now() / DAY) * DAY;
	// Fast for ten minutes of each hour but the first.
	const bpm = (second: number) => (second > 3_600 && second % 3_600 < 600 ? 140 : 70);
	await postAll(device.token, steadily(midnight - 30 * DAY, 86_400, 1000, bpm));
	// The same day again and again: a chunk tells its readings from the beginning of its window.
	await runInDurableObject(monitorOf(env, patient.id), (_, { storage }) => {
		for (let day = 1; day < 30; day++)
			storage.sql.exec(
				`INSERT INTO chunks SELECT key + ?, data FROM chunks WHERE key % (1 << 24) < ?`,
				day * 96,
				96 + (midnight - 30 * DAY) / 900_000,
			);
	});
	const path = `/api/patients/${patient.id}/alert-rules/rehearse/`;
	const { status, body } = await post(path, { kind: "above", threshold: 120, days: 31 }, admin.token);
	expect(status).toBe(200);
	expect(body).toMatchObject({ count: 23 * 30, per_day: Math.round(((23 * 30) / 31) * 100) / 100 });
	expect(body.days).toHaveLength(30);
	expect(body.minutes).toBeCloseTo(23 * 30 * 5, 3);
});
