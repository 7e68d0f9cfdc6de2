import { env } from "cloudflare:workers";
import { parse } from "csv-parse/sync";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { TREND_STEP_MS } from "../../src/monitor/trend.ts";
import { get } from "../support/client.ts";
import { DB, ENGINE } from "../support/database.ts";
import { createUser, mapDoctor, type TestUser, unique } from "../support/factories.ts";
import { byRelation, type Circle, newCircle } from "../support/relations.ts";
import { noteStatements } from "../support/statements.ts";
import { newWard } from "../support/ward.ts";
import { statementsOf } from "../support/work.ts";

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});
afterEach(() => vi.restoreAllMocks());

const idsOf = (body: { results: { id: number }[] }) => body.results.map(({ id }) => id);
const utcDate = (at: number) => new Date(at).toISOString().slice(0, 10);

describe("a row", () => {
	it("says who it is, how their heart is and was, what is open and who is in charge", async () => {
		const doctor = await createUser("doctor");
		const until = (Math.floor(Date.now() / TREND_STEP_MS) + 1) * TREND_STEP_MS;
		const trend = { until, means: [60, null, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71] };
		const alert = { severity: "warning", status: "open" } as const;
		const [id = 0] = await newWard([
			{
				lastReading: 0,
				fields: { firstName: "Ada", lastName: "Byron", statedAge: 42, statedAgeAt: new Date() },
				vitals: { day: utcDate(Date.now()), todayMin: 50, todayMax: 130, todayAvg: 71.5, todayCount: 9, trend },
				alerts: [
					{ ...alert, opened: 1 },
					{ severity: "critical", status: "acknowledged", opened: 50 },
					{ ...alert, opened: 3 },
					{ severity: "critical", status: "open", opened: 2 },
				],
			},
		]);
		await mapDoctor(doctor, id);
		const { body } = await get("/api/ward/", doctor.token);
		expect(body).toMatchObject({ count: 1, next: null, previous: null, standings: { critical: 1, steady: 0 } });
		const [row] = body.results;
		expect(row).toEqual({
			...{ id, name: "Ada Byron", date_of_birth: null, age: 42, timezone: "UTC", standing: "critical" },
			last_reading: { recorded_at: expect.any(String), heart_rate: 70 },
			today: { min: 50, max: 130, avg: 71.5 },
			trend: trend.means,
			alerts: [4, 3, 1].map((number) => expect.objectContaining({ id: id * 1_000_000 + number, acknowledged: false })),
			alert_count: 4,
			assigned_doctor: { id: doctor.doctorId, name: "Dora" },
		});
		expect(row.alerts[0]).toEqual({
			...{ id: id * 1_000_000 + 4, kind: "above", severity: "critical", threshold: 120, extreme: 140 },
			...{ opened_at: expect.any(String), acknowledged: false },
		});
	});

	it("ages: the trend of who has gone silent moves on, and yesterday's values are none of today's", async () => {
		const now = Date.now();
		const until = (Math.floor(now / TREND_STEP_MS) + 1) * TREND_STEP_MS - 8 * TREND_STEP_MS;
		const means = Array.from({ length: 12 }, (_, step) => 60 + step);
		const today = { todayMin: 50, todayMax: 130, todayAvg: 71.5, todayCount: 9 };
		const lastName = unique();
		await newWard([
			{ lastReading: 40, fields: { lastName }, vitals: { ...today, day: "2020-01-31", trend: { until, means } } },
		]);
		const { body } = await get(`/api/ward/?search=${lastName}`, admin.token);
		expect(body.results[0]).toMatchObject({ standing: "silent", today: null });
		expect(body.results[0].trend).toEqual([68, 69, 70, 71, ...Array.from({ length: 8 }, () => null)]);
	});
});

describe("who is on it", () => {
	let circle: Circle;
	const last_name = unique();
	beforeAll(async () => {
		circle = await newCircle({ last_name });
	});

	it.each(byRelation(200, 200, 200, 200, 200, 200, 403, 403, 401))("for the %s: %d", async (relation, status) => {
		expect((await get("/api/ward/", circle.tokenOf(relation))).status).toBe(status);
	});

	it.each([
		["admin", true],
		["staff", true],
		["mapped doctor", true],
		["owner", true],
		["formerly mapped doctor", false],
		["other doctor", false],
	] as const)("the %s sees the patient: %s", async (relation, sees) => {
		const { body } = await get(`/api/ward/?search=${last_name}`, circle.tokenOf(relation));
		expect(idsOf(body).includes(circle.patient)).toBe(sees);
	});
});

describe("the filters", () => {
	it("narrow by standing, doctor, gender and name; the counts are those of all standings", async () => {
		const doctor = await createUser("doctor");
		const firstName = unique();
		const [a = 0, b = 0, c = 0] = await newWard([
			{ lastReading: 1, fields: { firstName, gender: "female" } },
			{ lastReading: 60, fields: { firstName, gender: "male" } },
			{ fields: { firstName, gender: "female" } },
		]);
		await mapDoctor(doctor, a);
		await mapDoctor(doctor, c);
		const ask = async (query: string) => (await get(`/api/ward/?search=${firstName}&${query}`, admin.token)).body;
		expect(idsOf(await ask(""))).toEqual([b, a, c]);
		expect(idsOf(await ask("gender=F"))).toEqual([a, c]);
		expect(idsOf(await ask(`doctor_id=${doctor.doctorId}&standing=never`))).toEqual([c]);
		const counts = { silent: 1, steady: 1, never: 1 };
		for (const query of ["standing=steady,silent", "standing=steady&standing=silent"]) {
			const body = await ask(query);
			expect(idsOf(body)).toEqual([b, a]);
			expect(body).toMatchObject({ count: 2, standings: counts });
		}
		expect(await ask("standing=critical")).toMatchObject({ count: 0, results: [], standings: counts });
		expect(await ask("page=9")).toMatchObject({ count: 3, results: [], standings: counts });
	});

	it("a standing that is none is refused by name", async () => {
		const { status, body } = await get("/api/ward/?standing=fine", admin.token);
		expect(status).toBe(400);
		expect(Object.keys(body.errors).join()).toMatch(/^standing/);
	});

	it("pages follow each other without a gap or a repeat, and a file has all of it", async () => {
		const lastName = unique();
		const ids = await newWard(Array.from({ length: 7 }, (_, i) => ({ fields: { lastName, firstName: `P${i % 2}` } })));
		const found: number[] = [];
		for (const page of [1, 2, 3, 4]) {
			const { body } = await get(`/api/ward/?search=${lastName}&page_size=2&page=${page}`, admin.token);
			found.push(...idsOf(body));
		}
		expect(found).toHaveLength(7);
		expect(found.toSorted()).toEqual(ids.toSorted());
		const csv = await get(`/api/ward/?search=${lastName}&format=csv`, admin.token);
		const rows: Record<string, string>[] = parse(csv.body, { columns: true });
		expect(rows.map(({ id }) => Number(id))).toEqual(ids);
		expect(rows[0]).toMatchObject({ standing: "never", alerts: "[]" });
	});
});

describe("a ward of a thousand", () => {
	it("is one query, which finds each patient's things by an index and reads each patient once or twice", async () => {
		await newWard(Array.from({ length: 3 }, () => ({ lastReading: 1 })));
		const rows = Array.from({ length: 1_000 }, (_, index) => `P${index}`);
		await DB.prepare(`insert into patients (first_name, created_at, updated_at) select value, 0, 0 from json_each(?)`)
			.bind(JSON.stringify(rows))
			.run();
		expect(await statementsOf(() => get("/api/ward/?page_size=20", admin.token))).toBe(1);
		const { statements } = noteStatements();
		const { body } = await get("/api/ward/?page_size=1000", admin.token);
		expect(body.results).toHaveLength(1_000);
		const query = statements.find((text) => text.includes("flagged")) ?? "";
		const values = Array.from(query.matchAll(/\?/g), () => 1_000);
		const plan = await DB.prepare(`explain query plan ${query}`)
			.bind(...values)
			.all<{ detail: string }>();
		const scans = plan.results.map(({ detail }) => detail).filter((detail) => /^SCAN/.test(detail));
		// All patients are on the board: nothing else that grows is read whole.
		expect(scans.filter((scan) => /patient_vitals|alerts|mappings|doctors|users/.test(scan))).toEqual([]);
		// Only D1 says what it has read.
		if (ENGINE === "libsql") return;
		const { meta } = await env.DB.prepare(query)
			.bind(...values)
			.all();
		expect(meta.rows_read).toBeLessThan(20 * body.count);
	});
});
