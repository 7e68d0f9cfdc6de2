import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { fitabase } from "../../src/cli/formats/fitabase.ts";
import { zone } from "../../src/cli/zone.ts";
import { get } from "../support/client.ts";
import { createMonitored } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { postAll, type SentReading } from "../support/readings.ts";

const ZONE = "America/New_York";
const PEOPLE = { 2022484408: 35_400, 4558609924: 42_958, 6117666160: 54_416 };
const csv = inject("fitabase");

interface Figures {
	count: number;
	min: number;
	max: number;
	avg: number;
}

/** Counted straight from the file's text, with none of the project's code: by person, and by person and date. */
function countedFromFile(text: string): { people: Map<string, Figures>; days: Map<string, Figures> } {
	const values = new Map<string, number[]>();
	const dates = new Map<string, number[]>();
	const put = (map: Map<string, number[]>, key: string, bpm: number) => {
		const list = map.get(key);
		if (list) list.push(bpm);
		else map.set(key, [bpm]);
	};
	for (const line of text.trim().split("\r\n").slice(1)) {
		const [id = "", time = "", value] = line.split(",");
		const [month = "", day = "", year = ""] = time.slice(0, time.indexOf(" ")).split("/");
		put(values, id, Number(value));
		put(dates, `${id} ${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`, Number(value));
	}
	const figures = (list: number[]): Figures => ({
		count: list.length,
		min: list.reduce((a, b) => Math.min(a, b)),
		max: list.reduce((a, b) => Math.max(a, b)),
		avg: list.reduce((a, b) => a + b) / list.length,
	});
	const all = (map: Map<string, number[]>) => new Map([...map].map(([key, list]) => [key, figures(list)]));
	return { people: all(values), days: all(dates) };
}

/** A fixed shuffle: sorted by a hash of the place. */
function shuffled<T>(items: readonly T[]): T[] {
	const rank = (index: number) => Math.imul(index + 1, 0x9e3779b1) >>> 0;
	return items
		.map((item, index) => ({ item, rank: rank(index) }))
		.sort((a, b) => a.rank - b.rank)
		.map(({ item }) => item);
}

const pick = ({ count, min, max, avg }: Figures): Figures => ({ count, min, max, avg });

describe.skipIf(csv === null)("a week of three people, as their wristbands recorded it", () => {
	let expected: ReturnType<typeof countedFromFile>;
	const readings = new Map<string, SentReading[]>();

	beforeAll(() => {
		expected = countedFromFile(csv ?? "");
		for (const { person = "", bpm, at } of fitabase.parse(csv ?? "", zone(ZONE)).readings) {
			const own = readings.get(person) ?? [];
			own.push({ heart_rate: bpm, recorded_at: new Date(at).toISOString() });
			readings.set(person, own);
		}
	});

	async function statistics(patient: number, token: string) {
		const path = `/api/patients/${patient}/heart-rate-stats/`;
		const { all_time } = (await get(path, token)).body;
		const { results } = (await get(`${path}?period=daily`, token)).body;
		const days = results.map((day: Figures & { start: string }) => [day.start, pick(day)]);
		return {
			total: pick(all_time),
			days: Object.fromEntries(days),
			percentiles: [all_time.p5, all_time.p50, all_time.p95],
		};
	}

	function fromFile(person: string) {
		const days = [...expected.days].flatMap(([key, figures]) =>
			key.startsWith(person) ? [[key.split(" ")[1], figures]] : [],
		);
		return { total: expected.people.get(person), days: Object.fromEntries(days) };
	}

	it.each(
		Object.entries(PEOPLE),
	)("of %s: statistics equal the file's, posted once, again, and in any order", async (person, count) => {
		const { admin, patient, device } = await createMonitored({ timezone: ZONE });
		const recorded = readings.get(person) ?? [];
		expect(await postAll(device.token, recorded)).toEqual({ created: count, duplicates: 0, updated: 0, rejected: 0 });
		const once = await statistics(patient.id, admin.token);
		expect({ total: once.total, days: once.days }).toEqual(fromFile(person));

		const again = await postAll(device.token, recorded, 1_700);
		expect(again).toEqual({ created: 0, duplicates: count, updated: 0, rejected: 0 });
		await evictDurableObject(monitorOf(env, patient.id));
		expect(await statistics(patient.id, admin.token)).toEqual(once);

		const fresh = await createMonitored({ timezone: ZONE });
		const totals = await postAll(fresh.device.token, shuffled(recorded), 1_000);
		expect(totals).toEqual({ created: count, duplicates: 0, updated: 0, rejected: 0 });
		expect(await statistics(fresh.patient.id, fresh.admin.token)).toEqual(once);
	});
});
