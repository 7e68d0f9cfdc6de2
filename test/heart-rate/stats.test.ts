import { describe, expect, it } from "vitest";
import { get, patch } from "../support/client.ts";
import { createMonitored, createUser, endMappings, mapDoctor, sessionOf } from "../support/factories.ts";
import { postAll, type SentReading, steadily } from "../support/readings.ts";

const DAY = 24 * 3_600_000;
const stats = async (patient: number, token: string, query = "") =>
	(await get(`/api/patients/${patient}/heart-rate-stats/${query}`, token)).body;

const reading = (at: number, heart_rate: number): SentReading => ({
	heart_rate,
	recorded_at: new Date(at).toISOString(),
});

describe("statistics", () => {
	it("are null where there is nothing", async () => {
		const { admin, patient } = await createMonitored();
		expect(await stats(patient.id, admin.token)).toEqual({
			timezone: "UTC",
			...{ today: null, week: null, month: null, all_time: null },
			...{ last_24h: null, last_7d: null, last_30d: null },
		});
	});

	it("count the calendar windows and the rolling ones apart", async () => {
		const { admin, patient, device } = await createMonitored();
		const now = Date.now();
		const ages = [0, 23.9 / 24, 24.1 / 24, 6.9, 7.1, 29.9, 30.1, 400];
		await postAll(
			device.token,
			ages.map((days, index) => reading(now - days * DAY - 60_000, 60 + index)),
		);
		const body = await stats(patient.id, admin.token);
		expect([body.last_24h.count, body.last_7d.count, body.last_30d.count, body.all_time.count]).toEqual([2, 4, 6, 8]);
		const on = (iso: string) => ages.filter((days) => new Date(now - days * DAY - 60_000).toISOString() >= iso).length;
		const today = new Date(now).toISOString().slice(0, 10);
		expect(body.today?.count ?? 0).toBe(on(today));
		expect(body.month?.count ?? 0).toBe(on(`${today.slice(0, 7)}-01`));
	});

	it("give exact percentiles and shares of zones", async () => {
		const { admin, patient, device } = await createMonitored();
		await postAll(
			device.token,
			steadily("2026-01-31T12:00:00Z", 100, 1000, (index) => 51 + index),
		);
		const { all_time } = await stats(patient.id, admin.token);
		expect(all_time).toMatchObject({ min: 51, max: 150, avg: 100.5, count: 100, p5: 55, p50: 100, p95: 145 });
		expect(all_time.zones.map((zone: { zone: string; share: number }) => [zone.zone, zone.share])).toEqual([
			["very_low", 0],
			["low", 0.09],
			["normal", 0.4],
			["raised", 0.2],
			["high", 0.3],
			["very_high", 0.01],
		]);
	});

	it("are seen by the patient, staff and a mapped doctor, until the mapping ends", async () => {
		const { patient } = await createMonitored();
		const doctor = await createUser("doctor");
		const path = `/api/patients/${patient.id}/heart-rate-stats/`;
		const statusFor = async (token: string) => (await get(path, token)).status;
		expect(await statusFor((await sessionOf(patient.username)).token)).toBe(200);
		expect(await statusFor((await createUser("staff")).token)).toBe(200);
		expect(await statusFor((await createUser("patient")).token)).toBe(404);
		expect(await statusFor(doctor.token)).toBe(404);
		await mapDoctor(doctor, patient.id);
		expect(await statusFor(doctor.token)).toBe(200);
		await endMappings(patient.id);
		expect(await statusFor(doctor.token)).toBe(404);
	});
});

describe("buckets", () => {
	it.each([
		[
			"daily",
			[
				["2026-01-31", 1],
				["2026-02-01", 2],
				["2026-02-09", 1],
			],
		],
		[
			"weekly",
			[
				["2026-01-26", 3],
				["2026-02-09", 1],
			],
		],
		[
			"monthly",
			[
				["2026-01-01", 1],
				["2026-02-01", 3],
			],
		],
	])("%s follow the patient's own days", async (period, expected) => {
		const { admin, patient, device } = await createMonitored({ timezone: "Asia/Kathmandu" });
		// 18:15 UTC is midnight in Kathmandu.
		const instants = ["2026-01-31T18:14:59Z", "2026-01-31T18:15:00Z", "2026-02-01T12:00:00Z", "2026-02-08T18:15:00Z"];
		await postAll(
			device.token,
			instants.map((iso) => reading(Date.parse(iso), 70)),
		);
		const body = await stats(patient.id, admin.token, `?period=${period}`);
		expect(body).toMatchObject({ period, timezone: "Asia/Kathmandu" });
		expect(body.results.map(({ start, count }: { start: string; count: number }) => [start, count])).toEqual(expected);
	});

	it("can be narrowed to local dates, both included", async () => {
		const { admin, patient, device } = await createMonitored();
		await postAll(
			device.token,
			steadily("2026-01-01T12:00:00Z", 31, DAY, () => 70),
		);
		const body = await stats(patient.id, admin.token, "?period=daily&from=2026-01-10&to=2026-01-12");
		expect(body.results.map(({ start, end }: { start: string; end: string }) => [start, end])).toEqual([
			["2026-01-10", "2026-01-11"],
			["2026-01-11", "2026-01-12"],
			["2026-01-12", "2026-01-13"],
		]);
	});

	it.each([
		["?period=hourly", "period"],
		["?from=2026-01-01", "period"],
		["?period=daily&from=2026-02-30", "from"],
	])("refuse %s and name %s", async (query, field) => {
		const { admin, patient } = await createMonitored();
		const { status, body } = await get(`/api/patients/${patient.id}/heart-rate-stats/${query}`, admin.token);
		expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
	});
});

describe("a patient who changes zone", () => {
	const daily = async (patient: number, token: string) =>
		(await stats(patient, token, "?period=daily")).results.map((day: { start: string; count: number }) => [
			day.start,
			day.count,
		]);
	const evening = steadily("2026-01-31T22:30:00Z", 2, 3_600_000, () => 70);

	it("before the first reading has all days in the new zone", async () => {
		const { admin, patient, device } = await createMonitored();
		await patch(`/api/patients/${patient.id}/`, { timezone: "Asia/Tokyo" }, admin.token);
		await postAll(device.token, evening);
		expect(await daily(patient.id, admin.token)).toEqual([["2026-02-01", 2]]);
	});

	it("keeps earlier days as they were, also for readings that arrive late", async () => {
		const { admin, patient, device } = await createMonitored();
		await postAll(device.token, evening.slice(0, 1));
		const { body } = await patch(`/api/patients/${patient.id}/`, { timezone: "Asia/Tokyo" }, admin.token);
		expect(body.timezone).toBe("Asia/Tokyo");
		await postAll(device.token, evening);
		expect(await daily(patient.id, admin.token)).toEqual([["2026-01-31", 2]]);
	});

	it("can say when the new zone began: days from then on are cut anew", async () => {
		const { admin, patient, device } = await createMonitored();
		await postAll(device.token, [...evening, ...steadily("2026-02-02T22:30:00Z", 1, 1, () => 80)]);
		const change = { timezone: "Asia/Tokyo", timezone_from: "2026-02-01T00:00:00Z" };
		await patch(`/api/patients/${patient.id}/`, change, admin.token);
		expect(await daily(patient.id, admin.token)).toEqual([
			["2026-01-31", 2],
			["2026-02-03", 1],
		]);
		expect((await stats(patient.id, admin.token)).all_time).toMatchObject({ count: 3, min: 70, max: 80 });
	});
});

describe("days of 23 and 25 hours", () => {
	it.each([
		["2026-03-29", "2026-03-28T23:00:00Z", 23],
		["2026-10-25", "2026-10-24T22:00:00Z", 25],
	])("%s in Berlin holds a reading of each of its hours", async (date, start, hours) => {
		const { admin, patient, device } = await createMonitored({ timezone: "Europe/Berlin" });
		await postAll(
			device.token,
			steadily(Date.parse(start) - 3_600_000, hours + 2, 3_600_000, () => 70),
		);
		const { results } = await stats(patient.id, admin.token, `?period=daily&from=${date}&to=${date}`);
		expect(results.map(({ count }: { count: number }) => count)).toEqual([hours]);
	});
});
