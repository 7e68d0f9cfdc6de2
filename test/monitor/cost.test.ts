import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FrameBuffer } from "../../src/device-sockets/frame-buffer.ts";
import { get, post } from "../support/client.ts";
import { commitWhenBuffered, openSocket } from "../support/device-socket.ts";
import { createMonitored, createPatient, createUser } from "../support/factories.ts";
import { monitorOf, settled } from "../support/monitor.ts";
import { postAll, steadily } from "../support/readings.ts";
import { noteStatements } from "../support/statements.ts";

afterEach(() => vi.restoreAllMocks());

/** Rows that SQLite wrote, as they are billed, while the work was done. */
async function rowsWritten(patientId: number, work: () => Promise<unknown>): Promise<number> {
	const cursors: { rowsWritten: number }[] = [];
	await settled(patientId);
	await runInDurableObject(monitorOf(env, patientId), (_, { storage }) => {
		const exec = storage.sql.exec.bind(storage.sql);
		vi.spyOn(storage.sql, "exec").mockImplementation((query, ...bindings) => {
			const cursor = exec(query, ...bindings);
			cursors.push(cursor);
			return cursor;
		});
	});
	await work();
	return cursors.reduce((total, cursor) => total + cursor.rowsWritten, 0);
}

describe("a device's post of readings", () => {
	it.each([1, 60, 900])("writes two rows for %d readings of one window", async (count) => {
		const { patient, device } = await createMonitored();
		const readings = steadily("2026-01-31T12:00:00Z", count, 1000, (index) => 60 + (index % 5));
		await post("/api/heart-rate/", { heart_rate: 70, recorded_at: "2026-01-31T11:59:00Z" }, device.token);
		expect(await rowsWritten(patient.id, () => postAll(device.token, readings))).toBe(2);
	});

	it("writes each day once for a backlog of ten days", async () => {
		const { patient, device } = await createMonitored();
		await post("/api/heart-rate/", { heart_rate: 70, recorded_at: "2025-12-31T12:00:00Z" }, device.token);
		const readings = steadily("2026-01-01T00:00:00Z", 960, 15 * 60_000, () => 60);
		expect(await rowsWritten(patient.id, () => postAll(device.token, readings))).toBe(960 + 10);
	});

	it("writes nothing for what is known already", async () => {
		const { patient, device } = await createMonitored();
		const readings = steadily("2026-01-31T12:00:00Z", 60, 1000, () => 60);
		await postAll(device.token, readings);
		expect(await rowsWritten(patient.id, () => postAll(device.token, readings))).toBe(0);
	});

	it("writes two rows also while an alert is open", async () => {
		const { patient, device } = await createMonitored();
		const now = Date.now();
		await postAll(
			device.token,
			steadily(now - 6 * 60_000, 361, 1000, () => 140),
		);
		const more = [{ heart_rate: 150, recorded_at: new Date(now + 1000).toISOString() }];
		expect(await rowsWritten(patient.id, () => postAll(device.token, more))).toBe(2);
	});

	it("writes two rows with rules of all four kinds in force, and none for what they need not tell", async () => {
		const { admin, patient, device } = await createMonitored();
		const path = `/api/patients/${patient.id}/alert-rules/`;
		await post(path, { kind: "change", threshold: 60, critical_threshold: 90 }, admin.token);
		await post(
			path,
			{ kind: "no_data", sustained_minutes: 30, active_hours: { from: "22:00", to: "06:00" } },
			admin.token,
		);
		const calm = (index: number) => 60 + (index % 30);
		// In one window of readings, and the first of them arms the rule that listens for silence.
		const now = Math.floor(Date.now() / 900_000) * 900_000;
		await postAll(device.token, steadily(now - 800_000, 10, 1000, calm));
		const more = () => postAll(device.token, steadily(now - 700_000, 60, 1000, calm));
		expect(await rowsWritten(patient.id, more)).toBe(2);
	});

	it("reads as few rows after a year of alerts as after none", async () => {
		const { patient, device } = await createMonitored();
		const rowsRead = async () => {
			const cursors: { rowsRead: number }[] = [];
			await runInDurableObject(monitorOf(env, patient.id), (_, { storage }) => {
				const exec = storage.sql.exec.bind(storage.sql);
				vi.spyOn(storage.sql, "exec").mockImplementation((query, ...bindings) => {
					const cursor = exec(query, ...bindings);
					cursors.push(cursor);
					return cursor;
				});
			});
			await post("/api/heart-rate/", { heart_rate: 70 }, device.token);
			vi.restoreAllMocks();
			return cursors.reduce((total, cursor) => total + cursor.rowsRead, 0);
		};
		await post("/api/heart-rate/", { heart_rate: 70 }, device.token);
		await settled(patient.id);
		await rowsRead();
		const without = await rowsRead();
		await runInDurableObject(monitorOf(env, patient.id), (_, { storage }) => {
			storage.sql.exec(
				`WITH RECURSIVE days (day) AS (SELECT 1 UNION ALL SELECT day + 1 FROM days WHERE day < 1000)
				INSERT INTO alert_episodes (rule_id, rule_version, slot, started_at, opened_at, closed_at, ended_by, told, step, news,
				published) SELECT 1 + day % 2, 1, 0, ?1 - day * 3600000, ?1 - day * 3600000, ?1 - day * 3600000 + 60000, 'calm',
				'closed', 0, 2, 1 FROM days`,
				Date.now() - 24 * 3_600_000,
			);
		});
		// For each rule its last alert, by the index and in the table.
		expect(await rowsRead()).toBeLessThanOrEqual(without + 2 * 4);
	});

	it("asks no database, from the first reading after the token was issued", async () => {
		const { device, patient } = await createMonitored();
		const stub = monitorOf(env, patient.id);
		// The push to the ward list is the alarm's, once a minute, and not the post's: it has its turn first.
		await runInDurableObject(stub, (_, { storage }) => {
			storage.sql.exec(`INSERT INTO settings (name, value) VALUES ('pushed_at', ?)`, String(Date.now()));
		});
		const { statements } = noteStatements();
		await postAll(
			device.token,
			steadily("2026-01-31T12:00:00Z", 900, 1000, () => 60),
		);
		await post("/api/heart-rate/", { heart_rate: 71 }, device.token);
		expect(statements).toEqual([]);
	});

	it("would be seen to ask the database, if it did", async () => {
		const admin = await createUser("admin");
		const patient = await createPatient(admin);
		const { statements } = noteStatements();
		await get(`/api/patients/${patient.id}/`, admin.token);
		expect(statements).not.toEqual([]);
	});
});

describe("a device that streams one reading a second over its socket", () => {
	const START = Date.UTC(2026, 0, 31, 12);
	const SECONDS = 600;

	it("is stored once in five seconds at the most, and writes at most 0.4 rows a second", async () => {
		const { patient, device } = await createMonitored();
		const socket = await openSocket(device.token);
		socket.send(0, [{ heart_rate: 70, recorded_at: START }]);
		await commitWhenBuffered(patient.id, 1);
		// The buffer's own clock says when it would store what the device sends at each second.
		const buffer = new FrameBuffer<{ items: unknown[]; second: number }>();
		const commits: number[] = [];
		let frames = 0;
		const written = await rowsWritten(patient.id, async () => {
			for (let second = 1, due = Number.POSITIVE_INFINITY; second <= SECONDS; second++) {
				if (due <= second * 1000) {
					await commitWhenBuffered(patient.id, frames);
					commits.push(due);
					[frames, due] = [0, Number.POSITIVE_INFINITY];
					buffer.take();
				}
				const reading = { heart_rate: 60 + (second % 9), recorded_at: START + second * 1000 };
				due = buffer.add({ items: [reading], second }, second * 1000);
				socket.send(second, [reading]);
				frames += 1;
			}
			await commitWhenBuffered(patient.id, frames);
		});
		await expect.poll(() => socket.acks().at(-1)?.ack).toBe(SECONDS);
		expect(socket.acks()).toHaveLength(commits.length + 2);
		expect(Math.min(...commits.slice(1).map((at, index) => at - (commits[index] ?? 0)))).toBeGreaterThanOrEqual(5_000);
		expect(written / SECONDS).toBeLessThanOrEqual(0.4);
	});
});

describe("a day of one reading a second", () => {
	const size = (patientId: number) =>
		runInDurableObject(monitorOf(env, patientId), (_, { storage }) => storage.sql.databaseSize);

	const pulse = (index: number) => Math.round(75 + 20 * Math.sin(index / 900) + 5 * Math.sin(index / 7));

	it.each([
		["in order", 5_000],
		["one minute at a time", 60],
	])("takes at most 4 bytes a reading, all tables counted, when posted %s", async (_, batch) => {
		const { patient, device } = await createMonitored();
		const readings = steadily("2026-01-31T00:00:00Z", 86_400, 1000, pulse);
		await postAll(device.token, readings, batch);
		expect((await size(patient.id)) / readings.length).toBeLessThanOrEqual(4);
	});

	it("takes at most 4 bytes a reading when two devices send at once, with clocks that jitter", async () => {
		const { admin, patient, device } = await createMonitored();
		const second = (await post("/api/devices/", { device_id: `b-${patient.id}`, patient: patient.id }, admin.token))
			.body;
		const { token } = (await post(`/api/devices/${second.id}/token/`, {}, admin.token)).body;
		const start = Date.UTC(2026, 0, 31);
		for (let minute = 0; minute < 24 * 60; minute += 5) {
			for (const sender of [device.token, token]) {
				const readings = Array.from({ length: 300 }, (_, second) => {
					const index = minute * 60 + second;
					const at = start + index * 1000 + ((index * 7919) % 61);
					return { heart_rate: pulse(index), recorded_at: new Date(at).toISOString() };
				});
				await postAll(sender, readings);
			}
		}
		expect((await size(patient.id)) / (2 * 86_400)).toBeLessThanOrEqual(4);
	});
});
