import { afterEach, describe, expect, it, vi } from "vitest";
import { MINUTE, newBedside } from "../support/bedside.ts";
import { del, get, patch, post } from "../support/client.ts";
import { begunStream, patientStream, ticketFor } from "../support/event-stream.ts";
import { createDevice, createMonitored, createUser, mapDoctor, sessionOf } from "../support/factories.ts";
import { postAll, steadily } from "../support/readings.ts";
import { byRelation, newCircle, RELATIONS, type Relation } from "../support/relations.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const NOON = "2026-01-31T12:00:00.000Z";
const ONE = "2026-01-31T13:00:00.000Z";

/** Somebody with two devices, of which each measured for two hours from noon on: a reading a minute, the same each time. */
async function measured() {
	const { admin, patient, device } = await createMonitored();
	const second = await createDevice(admin, patient.id);
	const readings = (bpm: number) => steadily(NOON, 120, MINUTE, () => bpm);
	await postAll(device.token, readings(70));
	await postAll(second.token, readings(90));
	const self = await sessionOf(patient.username);
	const path = `/api/patients/${patient.id}`;
	return {
		...{ admin, patient, device, second, self, readings },
		erase: (query: string, token = self.token) => del(`/api/heart-rate/${query}`, token),
		list: async (query = "") => (await get(`/api/heart-rate/?patient=${patient.id}${query}`, admin.token)).body,
		stats: async () => (await get(`${path}/heart-rate-stats/`, admin.token)).body,
		days: async () => (await get(`${path}/heart-rate-stats/?period=daily`, admin.token)).body.results,
		audit: async () => {
			const found = await get(`/api/audit/?patient=${patient.id}&action=patient.erase-readings`, admin.token);
			return found.body.results;
		},
	};
}

describe("readings that were erased", () => {
	it("are in no list, no statistic and no chart", async () => {
		const { patient, self, erase, list, stats, days } = await measured();
		expect(await stats()).toMatchObject({ all_time: { count: 240, avg: 80 } });
		const { status, body } = await erase(`?from=${NOON}&to=${ONE}`);
		expect([status, body]).toEqual([200, { patient: patient.id, erased: 120 }]);
		expect((await list()).count).toBe(120);
		expect((await list(`&to=${ONE}`)).results).toEqual([]);
		expect((await list(`&from=${ONE}`)).count).toBe(120);
		expect(await stats()).toMatchObject({ all_time: { count: 120 } });
		expect(await days()).toMatchObject([{ start: "2026-01-31", count: 120 }]);
		const chart = `/api/patients/${patient.id}/heart-rate-series/?from=${NOON}&to=2026-02-01T00:00:00Z&resolution=1h`;
		expect((await get(chart, self.token)).body.results).toMatchObject([{ at: ONE, count: 120 }]);
		expect((await get(`/api/heart-rate/?from=${NOON}&to=${ONE}`, self.token)).body.count).toBe(0);
	});

	it("are those of the device that is named, also of one that was taken away", async () => {
		const { admin, device, second, erase, list } = await measured();
		expect(await erase(`?device=${device.deviceId}`)).toMatchObject({ status: 200, body: { erased: 120 } });
		expect(
			new Set((await list("&page_size=100")).results.map(({ heart_rate }: { heart_rate: number }) => heart_rate)),
		).toEqual(new Set([90]));
		await del(`/api/devices/${second.id}/`, admin.token);
		expect(await erase(`?device=${second.id}`, admin.token)).toMatchObject({ status: 200, body: { erased: 120 } });
		expect(await list()).toMatchObject({ count: 0, results: [] });
	});

	it("leave nothing of a day behind, and once more there is nothing to erase", async () => {
		const { patient, self, erase, list, stats, days } = await measured();
		expect(await erase(`?patient=${patient.id}`)).toMatchObject({ body: { erased: 240 } });
		expect(await list()).toMatchObject({ count: 0, results: [] });
		expect(await stats()).toMatchObject({ all_time: null, last_30d: null });
		expect(await days()).toEqual([]);
		const chart = `/api/patients/${patient.id}/heart-rate-series/?from=${NOON}&to=2026-02-01T00:00:00Z&resolution=1d`;
		expect((await get(chart, self.token)).body.results).toEqual([]);
		expect(await erase(`?patient=${patient.id}`)).toMatchObject({ status: 200, body: { erased: 0 } });
	});

	it("are out of the list of patients with the next push", async () => {
		const { patient, token, beat, goTo, tick, iso, path } = await newBedside();
		const last = async () => (await get(`${path}/`, await token())).body.last_reading;
		await beat(0, 2, 70);
		expect(await last()).toEqual({ heart_rate: 70, recorded_at: iso(2) });
		goTo(5);
		expect(await del(`/api/heart-rate/?patient=${patient.id}`, await token())).toMatchObject({ status: 200 });
		await tick();
		expect(await last()).toBeNull();
	});

	it("come back when a device sends them again", async () => {
		const { patient, device, readings, erase, stats } = await measured();
		await erase(`?patient=${patient.id}`);
		expect(await postAll(device.token, readings(70))).toMatchObject({ created: 120, duplicates: 0 });
		expect(await stats()).toMatchObject({ all_time: { count: 120, avg: 70 } });
	});

	it("may be very many: of years, part by part, and audited once", async () => {
		const { admin, patient, device } = await createMonitored();
		const quarterHourly = steadily("2026-01-01T00:00:00Z", 2_500, 15 * MINUTE, () => 70);
		await postAll(device.token, quarterHourly);
		const { body } = await del(`/api/heart-rate/?patient=${patient.id}&from=2026-01-02T00:00:00Z`, admin.token);
		expect(body).toEqual({ patient: patient.id, erased: 2_404 });
		const { count } = (await get(`/api/heart-rate/?patient=${patient.id}`, admin.token)).body;
		const { all_time } = (await get(`/api/patients/${patient.id}/heart-rate-stats/`, admin.token)).body;
		expect([count, all_time.count]).toEqual([96, 96]);
		const audit = `/api/audit/?patient=${patient.id}&action=patient.erase-readings`;
		const fields = async () =>
			(await get(audit, admin.token)).body.results.map((entry: { fields: string[] }) => entry.fields);
		await expect.poll(fields).toEqual([["from: 2026-01-02T00:00:00.000Z", "readings: 2404"]]);
	});

	it("are audited: who, whose and which, and how many there were", async () => {
		const { admin, patient, device, erase, audit } = await measured();
		const { headers } = await erase(`?patient=${patient.id}&device=${device.deviceId}&to=${ONE}`, admin.token);
		await expect.poll(audit).toMatchObject([
			{
				...{ actor: admin.id, entity: "patient", entity_id: String(patient.id) },
				fields: [`device: ${device.id}`, `to: ${ONE}`, "readings: 60"],
				request_id: headers.get("X-Request-ID"),
			},
		]);
	});
});

describe("an erasure", () => {
	it("is the patient's and an admin's", async () => {
		const { patient, tokenOf } = await newCircle();
		const statuses: [Relation, number][] = [];
		for (const relation of RELATIONS) {
			const { status } = await del(`/api/heart-rate/?patient=${patient}`, tokenOf(relation));
			statuses.push([relation, status]);
		}
		expect(statuses).toEqual(byRelation(200, 403, 403, 403, 403, 403, 200, 404, 401));
	});

	it.each([
		["nothing at all", "", "patient"],
		["a device of somebody else", "?device=nobody-has-it", "device"],
		["an end before its beginning", `?from=${ONE}&to=${NOON}`, "to"],
		["no time", "?from=yesterday", "from"],
	])("of %s is refused, and says so", async (_, query, field) => {
		const { erase, list } = await measured();
		const { status, body } = await erase(query);
		expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
		expect((await list()).count).toBe(240);
	});

	it("by an admin names whose", async () => {
		const { admin, device, erase } = await measured();
		const { status, body } = await erase(`?from=${NOON}`, admin.token);
		expect([status, Object.keys(body.errors)]).toEqual([400, ["patient"]]);
		expect(await erase(`?device=${device.deviceId}`, admin.token)).toMatchObject({ body: { erased: 120 } });
	});

	it("by a patient who is a doctor too is of their own, and not of those whom they treat", async () => {
		const { patient, list } = await measured();
		const doctor = await createUser("doctor");
		await mapDoctor(doctor, patient.id);
		const own = await createMonitored();
		await patch(`/api/users/${doctor.id}/`, { roles: ["doctor", "patient"] }, own.admin.token);
		const both = await sessionOf(doctor.username);
		expect(await del(`/api/heart-rate/?patient=${patient.id}`, both.token)).toMatchObject({ status: 403 });
		expect((await list()).count).toBe(240);
	});
});

describe("an alert", () => {
	it("whose readings were erased was none", async () => {
		const { admin, patient, token, beat, tick, alerts, iso } = await newBedside();
		await beat(0, 12, 130);
		expect(await alerts()).toMatchObject([{ kind: "above", status: "open" }]);
		const query = `?patient=${patient.id}&from=${iso(0)}&to=${iso(12.5)}`;
		expect(await del(`/api/heart-rate/${query}`, await token(admin.username))).toMatchObject({ status: 200 });
		await tick();
		expect(await alerts()).toMatchObject([{ kind: "above", ended_by: "withdrawn", extreme: null }]);
	});

	it.each([
		["edited", { threshold: 125 }],
		["switched off", { is_active: false }],
		["taken away", null],
	])("was none also by a rule that was %s since", async (_, change) => {
		const { patient, token, beat, tick, goTo, wait, alerts, editRule, dropRule, iso } = await newBedside();
		await beat(0, 12, 130);
		await beat(13, 14, 80);
		expect(await alerts()).toMatchObject([{ status: "cleared", extreme: 130 }]);
		await wait(60);
		await (change ? editRule(1, change) : dropRule(1));
		goTo(61);
		const query = `?patient=${patient.id}&from=${iso(0)}&to=${iso(13.5)}`;
		expect(await del(`/api/heart-rate/${query}`, await token())).toMatchObject({ status: 200 });
		await tick();
		expect(await alerts()).toMatchObject([{ ended_by: "withdrawn", extreme: null }]);
	});

	it("that is still open by a rule that was edited meanwhile was none", async () => {
		const { patient, token, beat, tick, goTo, alerts, editRule } = await newBedside();
		await beat(0, 60, 130);
		await editRule(1, { sustained_minutes: 6 });
		await tick();
		expect(await alerts()).toMatchObject([{ status: "open", rule_version: 2 }]);
		goTo(61);
		expect(await del(`/api/heart-rate/?patient=${patient.id}`, await token())).toMatchObject({ status: 200 });
		await tick();
		expect(await alerts()).toMatchObject([{ ended_by: "withdrawn" }]);
	});

	it("opens where the calm reading is erased that kept two runs apart", async () => {
		const { patient, token, send, goTo, tick, at, iso, alerts } = await newBedside();
		const high = steadily(at(0), 17, 30_000, () => 130);
		const readings = high.map((reading, index) => (index === 8 ? { ...reading, heart_rate: 80 } : reading));
		goTo(8);
		await send(readings);
		expect(await alerts()).toEqual([]);
		const query = `?patient=${patient.id}&from=${iso(4)}&to=${iso(4.1)}`;
		expect(await del(`/api/heart-rate/${query}`, await token())).toMatchObject({ body: { erased: 1 } });
		await tick();
		expect(await alerts()).toMatchObject([{ kind: "above", status: "open", started_at: iso(0) }]);
	});
});

describe("who watches live", () => {
	const watching = async (patient: number, token: string) => {
		const address = patientStream(patient, await ticketFor(token));
		return { address, stream: await begunStream(address) };
	};

	it("begins anew, and goes on with what comes", async () => {
		const { admin, patient, device, erase } = await measured();
		const { stream } = await watching(patient.id, admin.token);
		await erase(`?patient=${patient.id}`);
		await expect.poll(() => stream.of("reset")).toHaveLength(1);
		await post("/api/heart-rate/", { heart_rate: 71 }, device.token);
		await expect.poll(() => stream.of("reading")).toMatchObject([{ heart_rate: 71 }]);
	});

	it("begins anew also who was away meanwhile, whatever became of the days", async () => {
		const { admin, patient, device, erase } = await measured();
		const { address, stream } = await watching(patient.id, admin.token);
		await post("/api/heart-rate/", { heart_rate: 70, recorded_at: "2026-01-31T20:00:00Z" }, device.token);
		await expect.poll(() => stream.of("reading")).toHaveLength(1);
		await stream.cut();
		await erase(`?from=${NOON}&to=${ONE}`);
		const moved = { timezone: "Asia/Tokyo", timezone_from: "2026-01-01T00:00:00Z" };
		await patch(`/api/patients/${patient.id}/`, moved, admin.token);
		const resumed = await begunStream(address, stream.lastEventId());
		await expect.poll(() => resumed.events.map(({ event }) => event)).toEqual(["reset"]);
		const again = resumed.lastEventId();
		await resumed.cut();
		await post("/api/heart-rate/", { heart_rate: 72, recorded_at: "2026-01-31T12:00:00Z" }, device.token);
		const back = await begunStream(address, again);
		await expect.poll(() => back.events.map(({ data }) => data.heart_rate)).toEqual([72]);
	});
});

describe("a rule that waits for silence", () => {
	it("goes by when the heart was last heard of, whatever was erased since", async () => {
		const { patient, token, addRule, beat, goTo, wait, iso, alerts } = await newBedside();
		await addRule({ kind: "no_data", sustained_minutes: 30 });
		await beat(0, 1, 70);
		await beat(20, 25, 70);
		goTo(26);
		expect(await del(`/api/heart-rate/?patient=${patient.id}`, await token())).toMatchObject({ status: 200 });
		for (const minute of [31, 45, 54]) await wait(minute);
		expect(await alerts()).toEqual([]);
		await wait(56);
		expect(await alerts()).toMatchObject([{ kind: "no_data", started_at: iso(25) }]);
	});
});
