import { describe, expect, it } from "vitest";
import { resolutionFor } from "../../src/heart-rate/service.ts";
import { get } from "../support/client.ts";
import { createMonitored } from "../support/factories.ts";
import { postAll, steadily } from "../support/readings.ts";

const series = async (patient: number, token: string, query: string) =>
	get(`/api/patients/${patient}/heart-rate-series/?${query}`, token);

describe("a chart's points", () => {
	it.each([
		["1m", "2026-01-31T12:00:00.000Z", 60, 120],
		["15m", "2026-01-31T12:00:00.000Z", 900, 8],
		["1h", "2026-01-31T12:00:00.000Z", 3600, 2],
		["1d", "2026-01-31T00:00:00.000Z", 7200, 1],
	])("at %s hold the minimum, mean and maximum of each step", async (resolution, first, perPoint, points) => {
		const { admin, patient, device } = await createMonitored();
		await postAll(
			device.token,
			steadily("2026-01-31T12:00:00Z", 7200, 1000, (index) => (index % 2 === 0 ? 60 : 80)),
		);
		const query = `from=2026-01-31T00:00:00Z&to=2026-02-01T00:00:00Z&resolution=${resolution}`;
		const { body } = await series(patient.id, admin.token, query);
		expect(body).toMatchObject({ resolution, truncated: false, next_from: null, timezone: "UTC" });
		expect(body.results).toHaveLength(points);
		expect(body.results[0]).toEqual({ at: first, min: 60, avg: 70, max: 80, count: perPoint });
	});

	it("say when there would be more, and where to go on", async () => {
		const { admin, patient, device } = await createMonitored();
		await postAll(
			device.token,
			steadily("2026-01-31T00:00:00Z", 1200, 60_000, () => 70),
		);
		const to = "to=2026-02-02T00:00:00Z&resolution=1m";
		const { body } = await series(patient.id, admin.token, `from=2026-01-31T00:00:00Z&${to}`);
		expect([body.results.length, body.truncated, body.next_from]).toEqual([1000, true, "2026-01-31T16:40:00.000Z"]);
		const rest = await series(patient.id, admin.token, `from=${body.next_from}&${to}`);
		expect([rest.body.results.length, rest.body.truncated]).toEqual([200, false]);
	});

	it("leave out what has no readings, and what is outside the range", async () => {
		const { admin, patient, device } = await createMonitored();
		await postAll(
			device.token,
			steadily("2026-01-01T00:00:00Z", 3, 40 * 3_600_000, () => 70),
		);
		const { body } = await series(
			patient.id,
			admin.token,
			"from=2026-01-01T00:00:00Z&to=2026-01-04T08:00:00Z&resolution=1h",
		);
		expect(body.results.map(({ at }: { at: string }) => at)).toEqual([
			"2026-01-01T00:00:00.000Z",
			"2026-01-02T16:00:00.000Z",
		]);
	});

	it("of hours begin at the patient's own full hours", async () => {
		const { admin, patient, device } = await createMonitored({ timezone: "Asia/Kathmandu" });
		await postAll(
			device.token,
			steadily("2026-01-31T12:10:00Z", 2, 600_000, () => 70),
		);
		const { body } = await series(patient.id, admin.token, "from=2026-01-31T00:00:00Z&resolution=1h");
		expect(body.results.map(({ at }: { at: string }) => at)).toEqual([
			"2026-01-31T11:15:00.000Z",
			"2026-01-31T12:15:00.000Z",
		]);
	});

	it.each([
		["", "from"],
		["from=yesterday", "from"],
		["from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to"],
		["from=2026-01-02T00:00:00Z&resolution=7m", "resolution"],
		["from=2026-01-02T00:00:00Z&points=1001", "points"],
	])("refuse '%s' and name %s", async (query, field) => {
		const { admin, patient } = await createMonitored();
		const { status, body } = await series(patient.id, admin.token, query);
		expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
	});
});

it.each([
	[3_600_000, 100, "1m"],
	[86_400_000, 100, "15m"],
	[7 * 86_400_000, 200, "1h"],
	[365 * 86_400_000, 500, "1d"],
	[3_000 * 86_400_000, 10, "1d"],
])("%d ms in %d points are shown at %s", (length, points, resolution) => {
	expect(resolutionFor(0, length, points)).toBe(resolution);
});
