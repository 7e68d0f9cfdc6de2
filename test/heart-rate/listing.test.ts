import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { del, get, patch, post } from "../support/client.ts";
import {
	createDevice,
	createMonitored,
	createPatient,
	createUser,
	mapDoctor,
	sessionOf,
} from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { postAll, steadily } from "../support/readings.ts";

interface Listed {
	heart_rate: number;
	recorded_at: string;
	patient: number;
	device: number;
}

/** Follows `next` to the end. */
async function walk(path: string, token: string): Promise<{ pages: number; readings: Listed[] }> {
	const readings: Listed[] = [];
	let pages = 0;
	for (let next: string | null = path; next; pages++) {
		const { status, body } = await get(next.replace("https://edgeward.test", ""), token);
		if (status !== 200) throw new Error(JSON.stringify(body));
		readings.push(...body.results);
		next = body.next;
	}
	return { pages, readings };
}

/** Two devices of one patient whose readings interleave, some at the same instant. */
async function interleaved() {
	const { admin, patient, device } = await createMonitored();
	const second = await createDevice(admin, patient.id);
	await postAll(
		device.token,
		steadily("2026-01-31T12:00:00Z", 60, 60_000, (index) => 60 + index),
	);
	await postAll(
		second.token,
		steadily("2026-01-31T12:00:00Z", 40, 90_000, (index) => 160 + index),
	);
	return { admin, patient, device, second };
}

describe("one patient's readings", () => {
	it("come newest first, 20 a page, and every one once", async () => {
		const { admin, patient } = await interleaved();
		const first = (await get(`/api/heart-rate/?patient=${patient.id}`, admin.token)).body;
		expect([first.count, first.results.length, first.previous]).toEqual([100, 20, null]);
		const { pages, readings } = await walk(`/api/heart-rate/?patient=${patient.id}`, admin.token);
		expect([pages, readings.length]).toEqual([5, 100]);
		const instants = readings.map(({ recorded_at }) => recorded_at);
		expect(instants).toEqual([...instants].sort().reverse());
		expect(new Set(readings.map(({ device, recorded_at }) => `${device} ${recorded_at}`)).size).toBe(100);
	});

	it("can be paged by number too", async () => {
		const { admin, patient } = await interleaved();
		const numbered = [];
		for (const page of [1, 2, 3]) {
			const path = `/api/heart-rate/?patient=${patient.id}&page=${page}&page_size=40`;
			numbered.push(...(await get(path, admin.token)).body.results);
		}
		expect(numbered).toEqual((await walk(`/api/heart-rate/?patient=${patient.id}`, admin.token)).readings);
	});

	it("can be narrowed to a device and to a time, and are counted so", async () => {
		const { admin, patient, second } = await interleaved();
		const byDevice = (await get(`/api/heart-rate/?device=${second.deviceId}`, admin.token)).body;
		expect([byDevice.count, new Set(byDevice.results.map(({ device }: Listed) => device))]).toEqual([
			40,
			new Set([second.id]),
		]);
		const time = "from=2026-01-31T12:10:00Z&to=2026-01-31T12:20:00Z";
		const byTime = (await get(`/api/heart-rate/?patient=${patient.id}&${time}&page_size=100`, admin.token)).body;
		expect([byTime.count, byTime.results.length]).toEqual([17, 17]);
	});

	it("are the same where the end is given as the end of time", async () => {
		const { admin, patient, device } = await interleaved();
		const forEver = "from=0001-01-01T00:00:00Z&to=9999-12-31T00:00:00Z";
		const all = (await get(`/api/heart-rate/?patient=${patient.id}&${forEver}`, admin.token)).body;
		expect(all.results).toEqual((await get(`/api/heart-rate/?patient=${patient.id}`, admin.token)).body.results);
		expect(all.count).toBe(100);
		const one = (await get(`/api/heart-rate/?device=${device.id}&${forEver}&page_size=100`, admin.token)).body;
		expect(new Set(one.results.map((reading: Listed) => reading.device))).toEqual(new Set([device.id]));
		const series = `/api/patients/${patient.id}/heart-rate-series/?${forEver}&resolution=15m`;
		expect((await get(series, admin.token)).body.results).toHaveLength(4);
	});

	it("by number end where the cursor is the better way", async () => {
		const { admin, patient } = await createMonitored();
		const { status, body } = await get(`/api/heart-rate/?patient=${patient.id}&page=1000`, admin.token);
		expect([status, body.errors.page[0]]).toEqual([400, expect.stringContaining("cursor")]);
	});

	it("can be narrowed to a doctor's patients, which leaves nothing of another's", async () => {
		const { admin, patient } = await interleaved();
		const doctor = await createUser("doctor");
		const path = `/api/heart-rate/?patient=${patient.id}&doctor_id=${doctor.doctorId}`;
		expect((await get(path, admin.token)).body.count).toBe(0);
		await mapDoctor(doctor, patient.id);
		expect((await get(path, admin.token)).body.count).toBe(100);
	});

	it("are a patient's own without being asked for", async () => {
		const { patient } = await interleaved();
		const { token } = await sessionOf(patient.username);
		expect((await get("/api/heart-rate/", token)).body.count).toBe(100);
	});

	it("of somebody else do not exist", async () => {
		const { patient, device } = await interleaved();
		const { token } = await createUser("patient");
		for (const query of [`patient=${patient.id}`, `device=${device.id}`, `device=${device.deviceId}`])
			expect((await get(`/api/heart-rate/?${query}`, token)).status).toBe(404);
	});

	it("of a device that was handed on or taken away stay readable with the patient", async () => {
		const { admin, patient, device, second } = await interleaved();
		const other = await createPatient(admin);
		await patch(`/api/devices/${device.id}/`, { patient: other.id }, admin.token);
		await del(`/api/devices/${second.id}/`, admin.token);
		const count = async (query: string) => (await get(`/api/heart-rate/?${query}`, admin.token)).body.count;
		expect(await count(`patient=${patient.id}&device=${device.id}`)).toBe(60);
		expect(await count(`patient=${patient.id}&device=${second.id}`)).toBe(40);
		expect(await count(`device=${second.deviceId}`)).toBe(40);
		expect(await count(`patient=${other.id}&device=${device.id}`)).toBe(0);
	});

	it.each(["nonsense", "!!!", btoa("1.2")])("refuse the cursor %s", async (cursor) => {
		const { admin, patient } = await createMonitored();
		const answer = await get(
			`/api/heart-rate/?patient=${patient.id}&cursor=${encodeURIComponent(cursor)}`,
			admin.token,
		);
		expect(answer).toMatchObject({ status: 400, body: { errors: { cursor: ["is not one of ours"] } } });
	});
});

describe("readings across patients", () => {
	it("merge what the caller sees, newest first, every one once", async () => {
		const doctor = await createUser("doctor");
		const admin = await createUser("admin");
		const mine: number[] = [];
		for (const offset of [0, 1, 2, 3]) {
			const patient = await createPatient(admin);
			const device = await createDevice(admin, patient.id);
			// Two patients at the very same instants.
			const start = Date.parse("2026-01-31T12:00:00Z") + Math.floor(offset / 2) * 30_000;
			await postAll(
				device.token,
				steadily(start, 15, 60_000, () => 60 + offset),
			);
			await runDurableObjectAlarm(monitorOf(env, patient.id));
			if (offset === 3) continue;
			mine.push(patient.id);
			await mapDoctor(doctor, patient.id);
		}
		const { pages, readings } = await walk("/api/heart-rate/?page_size=10", doctor.token);
		expect([pages, readings.length]).toEqual([5, 45]);
		expect(new Set(readings.map(({ patient }) => patient))).toEqual(new Set(mine));
		const instants = readings.map(({ recorded_at }) => recorded_at);
		expect(instants).toEqual([...instants].sort().reverse());
		expect((await get("/api/heart-rate/", doctor.token)).body.count).toBe(45);
		const other = await get(`/api/heart-rate/?doctor_id=${doctor.doctorId}&page_size=100`, admin.token);
		expect(other.body.results).toHaveLength(45);
	});

	it("are empty for an outsider", async () => {
		const { token } = await createUser("user");
		expect((await get("/api/heart-rate/", token)).body).toEqual({ count: 0, next: null, previous: null, results: [] });
	});

	it("go on by cursor, not by number", async () => {
		const { token } = await createUser("staff");
		expect((await get("/api/heart-rate/?page=2", token)).body.errors.page).toEqual([expect.stringContaining("cursor")]);
	});

	it("beyond 100 patients give the newest page, and ask to be narrowed for the rest", async () => {
		const owner = await createUser("user");
		const admin = await createUser("admin");
		const seconds = 60;
		for (let index = 0; index < 101; index++) {
			const patient = (await post("/api/patients/", { first_name: `P${index}` }, owner.token)).body;
			const device = await createDevice(admin, patient.id);
			await postAll(
				device.token,
				steadily(Date.UTC(2026, 0, 1) + index * 1000 * seconds, 1, 1, () => 60),
			);
			await runDurableObjectAlarm(monitorOf(env, patient.id));
		}
		const first = await get("/api/heart-rate/", owner.token);
		expect(first.body.results[0].recorded_at).toBe("2026-01-01T01:40:00.000Z");
		const next = await get(first.body.next.replace("https://edgeward.test", ""), owner.token);
		expect(next).toMatchObject({ status: 400, body: { errors: { patient: [expect.stringContaining("100")] } } });
	});
});
