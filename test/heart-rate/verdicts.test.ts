import { describe, expect, it } from "vitest";
import { call, get, post } from "../support/client.ts";
import { createMonitored } from "../support/factories.ts";
import { steadily } from "../support/readings.ts";

const AT = "2026-01-31T12:00:00.000Z";
const allTime = async (patient: number, token: string) =>
	(await get(`/api/patients/${patient}/heart-rate-stats/`, token)).body.all_time;

describe("many readings", () => {
	it("get an envelope of counts; what was simply created needs no result of its own", async () => {
		const { device } = await createMonitored();
		const readings = steadily(AT, 500, 1000, () => 70);
		const { status, body } = await post("/api/heart-rate/", { readings }, device.token);
		expect(status).toBe(200);
		expect(body).toEqual({
			created: 500,
			duplicates: 0,
			updated: 0,
			rejected: 0,
			accepted_through: readings.at(-1)?.recorded_at,
			clock_skew_seconds: null,
			results: [],
		});
	});

	it("with one bad item among 500 good ones lose only that one, named by index and reason", async () => {
		const { admin, patient, device } = await createMonitored();
		const readings: object[] = steadily(AT, 500, 1000, () => 70);
		readings[217] = { heart_rate: 700, recorded_at: AT };
		const { body } = await post("/api/heart-rate/", { readings }, device.token);
		expect(body).toMatchObject({
			created: 499,
			rejected: 1,
			results: [{ index: 217, status: "rejected", field: "heart_rate", reason: "heart_rate must be 20 to 300 bpm" }],
		});
		expect((await allTime(patient.id, admin.token)).count).toBe(499);
	});

	it("get a verdict for each kind of item, in the order of the request", async () => {
		const { admin, patient, device } = await createMonitored();
		const other = await createMonitored();
		await post("/api/heart-rate/", { heart_rate: 60, recorded_at: AT }, device.token);
		await post("/api/heart-rate/", { heart_rate: 61, recorded_at: "2026-01-31T12:00:01Z" }, device.token);
		const readings = [
			{ heart_rate: 65, recorded_at: "2026-01-31T12:00:02Z" },
			{ heart_rate: 60, recorded_at: AT },
			{ heart_rate: 99, recorded_at: "2026-01-31T12:00:01Z" },
			{ heart_rate: 66, recorded_at: "2026-01-31T12:00:03Z", device: other.device.id },
			"not even an object",
			{ heart_rate: 67 },
			{ heart_rate: 68, recorded_at: "2026-01-31T12:00:04Z", patient: other.patient.id },
		];
		const { body } = await post("/api/heart-rate/", { readings }, device.token);
		expect(body).toMatchObject({ created: 1, duplicates: 1, updated: 1, rejected: 4 });
		expect(body.results.map(({ index, status, field }: Record<string, unknown>) => [index, status, field])).toEqual([
			[1, "duplicate", undefined],
			[2, "updated", undefined],
			[3, "rejected", "device"],
			[4, "rejected", "reading"],
			[5, "rejected", "recorded_at"],
			[6, "rejected", "patient"],
		]);
		expect(await allTime(patient.id, admin.token)).toMatchObject({
			count: 3,
			min: 60,
			max: 99,
			avg: (60 + 99 + 65) / 3,
		});
	});

	it("may come as a bare list, or as NDJSON with a broken line", async () => {
		const { device } = await createMonitored();
		const readings = steadily(AT, 3, 1000, () => 70);
		expect((await post("/api/heart-rate/", readings, device.token)).body.created).toBe(3);
		const lines = [...readings.map((reading) => JSON.stringify(reading)), "{broken", ""].join("\n");
		const headers = { "Content-Type": "application/x-ndjson" };
		const answer = await call("POST", "/api/heart-rate/", { token: device.token, body: lines, headers });
		expect(answer.body).toMatchObject({ duplicates: 3, rejected: 1, results: { 3: { index: 3, status: "rejected" } } });
	});

	it("hear how far their clock is off", async () => {
		const { device } = await createMonitored();
		const sent_at = new Date(Date.now() - 3_600_000).toISOString();
		const { body } = await post("/api/heart-rate/", { readings: steadily(AT, 1, 1, () => 70), sent_at }, device.token);
		expect(Math.round(body.clock_skew_seconds / 60)).toBe(60);
	});

	it("of several devices of one patient can be posted together by the patient's admin", async () => {
		const { admin, patient, device } = await createMonitored();
		const second = (await post("/api/devices/", { device_id: `2-${patient.id}`, patient: patient.id }, admin.token))
			.body;
		const readings = [device.id, second.device_id].map((name) => ({ heart_rate: 70, recorded_at: AT, device: name }));
		const { body } = await post("/api/heart-rate/", { readings, patient: patient.id }, admin.token);
		expect(body).toMatchObject({ created: 2, rejected: 0 });
	});

	it("as a bare list name their patient in the items, for an admin", async () => {
		const { admin, patient, device } = await createMonitored();
		const readings = steadily(AT, 2, 1000, () => 70).map((reading) => ({
			...reading,
			device: device.id,
			patient: patient.id,
		}));
		expect((await post("/api/heart-rate/", readings, admin.token)).body).toMatchObject({ created: 2, rejected: 0 });
	});

	it("with nothing good among them are still answered one by one", async () => {
		const { device } = await createMonitored();
		const { status, body } = await post("/api/heart-rate/", { readings: [{}, {}] }, device.token);
		expect({ status, rejected: body.rejected, through: body.accepted_through }).toEqual({
			status: 200,
			rejected: 2,
			through: null,
		});
	});
});

describe("a request that holds no readings", () => {
	const fill = (bytes: number) => JSON.stringify({ readings: [{ heart_rate: 70, note: "x".repeat(bytes) }] });

	it.each([
		["no JSON", "{heart_rate: 72", 400, "malformed", undefined],
		["an empty body", "", 400, "malformed", undefined],
		["a text", '"72"', 400, "invalid", "body"],
		["null", "null", 400, "invalid", "body"],
		["a list that is none", '{"readings": "many"}', 400, "invalid", "readings"],
		["an empty list", '{"readings": []}', 400, "invalid", "readings"],
		["a bare empty list", "[]", 400, "invalid", "readings"],
		["5,001 readings", JSON.stringify({ readings: Array(5_001).fill({ heart_rate: 70 }) }), 400, "invalid", "readings"],
		["2 MiB", fill(2 * 1024 * 1024), 413, "too_large", undefined],
		["a patient that is no id", '{"readings": [{}], "patient": "me"}', 400, "invalid", "patient"],
		["a device that is none", '{"readings": [{}], "device": {}}', 400, "invalid", "device"],
	])("because it is %s gets a clear problem, and nothing is stored", async (_, body, status, code, field) => {
		const { admin, patient, device } = await createMonitored();
		const answer = await call("POST", "/api/heart-rate/", { token: device.token, body });
		expect(answer).toMatchObject({ status, body: { code, status } });
		expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
		if (field) expect(answer.body.errors[field]).toEqual([expect.any(String)]);
		expect(await allTime(patient.id, admin.token)).toBeNull();
	});

	it("is held to 1 MiB also where its length is not announced", async () => {
		const { device } = await createMonitored();
		const text = fill(2 * 1024 * 1024);
		const answer = await call("POST", "/api/heart-rate/", { token: device.token, body: text });
		expect(answer.status).toBe(413);
	});

	it("takes 5,000 readings at once", async () => {
		const { device } = await createMonitored();
		const readings = steadily(AT, 5_000, 1000, (index) => 60 + (index % 50));
		expect((await post("/api/heart-rate/", { readings }, device.token)).body.created).toBe(5_000);
	});
});
