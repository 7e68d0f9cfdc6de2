import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { get, post } from "../support/client.ts";
import { createDevice, createMonitored, createUser, mapDoctor, sessionOf } from "../support/factories.ts";
import { arrived, inbox, type Notification } from "../support/inbox.ts";
import { monitorOf } from "../support/monitor.ts";
import { postAll, steadily } from "../support/readings.ts";

const MINUTE = 60_000;

const types = (found: Notification[]) => found.map(({ notification_type }) => notification_type);

/** Sends what waits in the object's outbox, if its alarm has not done so already. */
const flush = (patientId: number) => runDurableObjectAlarm(monitorOf(env, patientId));

describe("a fast heart", () => {
	it("reaches the patient, the owner and the mapped doctor once, through the queue", async () => {
		const { admin, patient, device } = await createMonitored({ first_name: "Ada", last_name: "Byron" });
		const doctor = await createUser("doctor");
		const stranger = await createUser("doctor");
		await mapDoctor(doctor, patient.id);
		const self = await sessionOf(patient.username);
		await postAll(
			device.token,
			steadily(Date.now() - 6 * MINUTE, 37, 10_000, (index) => 125 + (index % 10)),
		);
		await flush(patient.id);
		for (const { token } of [self, admin, doctor]) {
			const [alert] = await arrived(token, 1);
			expect(alert).toMatchObject({
				notification_type: "ALERT_OPENED",
				title: "Fast heart rate: Ada Byron",
				message: expect.stringMatching(/^Ada Byron: Heart rate above 120 bpm since .* \(UTC\), at worst 134 bpm, by /),
				is_read: false,
				data: { patient_id: patient.id, type: "alert.opened", extreme: 134 },
			});
		}
		expect(await inbox(stranger.token)).toEqual([]);
	});

	it("that goes on is one episode; calm ends it, and tells so", async () => {
		const { admin, patient, device } = await createMonitored();
		const now = Date.now();
		const readings = steadily(now - 12 * MINUTE, 73, 10_000, (index) => (index < 66 ? 130 + (index % 3) : 90));
		for (let from = 0; from < readings.length; from += 5) await postAll(device.token, readings.slice(from, from + 5));
		await flush(patient.id);
		const found = await arrived(admin.token, 2);
		expect(types(found)).toEqual(["ALERT_CLOSED", "ALERT_OPENED"]);
		expect(found[0]?.message).toContain("(11 minutes), at worst 132 bpm");
	});

	it("and a slow one are two episodes", async () => {
		const { admin, patient, device } = await createMonitored();
		const now = Date.now();
		await postAll(
			device.token,
			steadily(now - 13 * MINUTE, 37, 10_000, () => 140),
		);
		await postAll(
			device.token,
			steadily(now - 6 * MINUTE, 37, 10_000, () => 40),
		);
		await flush(patient.id);
		const found = await arrived(admin.token, 3);
		expect(types(found).sort()).toEqual(["ALERT_CLOSED", "ALERT_OPENED", "ALERT_OPENED"]);
	});

	it("on one device alerts although another one lies on a table", async () => {
		const { admin, patient, device } = await createMonitored();
		const idle = await createDevice(admin, patient.id);
		const now = Date.now();
		for (let minute = 10; minute >= 0; minute--) {
			await postAll(
				idle.token,
				steadily(now - minute * MINUTE, 1, 1, () => 70),
			);
			await postAll(
				device.token,
				steadily(now - minute * MINUTE - 5000, 6, 10_000, () => 150),
			);
		}
		await flush(patient.id);
		expect(types(await arrived(admin.token, 1))).toEqual(["ALERT_OPENED"]);
	});

	it("that comes back after the device was off is an episode of its own", async () => {
		const { admin, patient, device } = await createMonitored();
		// The first was fresh when it came; its clock now shows 20 minutes more.
		const now = Date.now();
		vi.setSystemTime(now - 30 * MINUTE);
		await postAll(
			device.token,
			steadily(now - 36 * MINUTE, 37, 10_000, () => 140),
		);
		vi.useRealTimers();
		await postAll(
			device.token,
			steadily(now - 6 * MINUTE, 37, 10_000, () => 160),
		);
		await flush(patient.id);
		const found = await arrived(admin.token, 3);
		expect(types(found)).toEqual(["ALERT_OPENED", "ALERT_CLOSED", "ALERT_OPENED"]);
		expect(found[1]?.message).toContain("(6 minutes), at worst 140 bpm");
	});

	it("tells its real beginning, also when it comes late", async () => {
		const { admin, patient, device } = await createMonitored();
		const from = Date.now() - 60 * MINUTE;
		await postAll(
			device.token,
			steadily(from, 361, 10_000, (index) => (index < 120 ? 180 : 130)),
		);
		await flush(patient.id);
		const [alert] = await arrived(admin.token, 1);
		expect(alert?.data).toMatchObject({ started_at: new Date(from).toISOString(), extreme: 180 });
	});

	it.each([
		["of an old recording", () => steadily("2026-01-31T12:00:00Z", 600, 1000, () => 180)],
		["for only four minutes", () => steadily(Date.now() - 4 * MINUTE, 25, 10_000, () => 180)],
		["with a gap of three minutes in it", () => steadily(Date.now() - 9 * MINUTE, 4, 3 * MINUTE, () => 180)],
	])("pages nobody %s", async (_, readings) => {
		const { admin, patient, device } = await createMonitored();
		await postAll(device.token, readings());
		await flush(patient.id);
		// An episode that is there shows that the empty inbox is not merely slow.
		const other = await createMonitored();
		await postAll(
			other.device.token,
			steadily(Date.now() - 6 * MINUTE, 37, 10_000, () => 140),
		);
		await flush(other.patient.id);
		await arrived(other.admin.token, 1);
		expect(await inbox(admin.token)).toEqual([]);
	});

	it("posted again raises nothing new", async () => {
		const { admin, patient, device } = await createMonitored();
		const readings = steadily(Date.now() - 6 * MINUTE, 37, 10_000, () => 140);
		await postAll(device.token, readings);
		await postAll(device.token, readings);
		await postAll(device.token, [...readings].reverse());
		await flush(patient.id);
		await arrived(admin.token, 1);
	});
});

describe("the inbox", () => {
	async function withTwo() {
		const monitored = await createMonitored();
		const now = Date.now();
		await postAll(
			monitored.device.token,
			steadily(now - 12 * MINUTE, 37, 10_000, () => 140),
		);
		await postAll(
			monitored.device.token,
			steadily(now - 5 * MINUTE, 1, 1, () => 80),
		);
		await flush(monitored.patient.id);
		const found = await arrived(monitored.admin.token, 2);
		return { ...monitored, found };
	}

	it("marks one as read, and filters by it", async () => {
		const { admin, found } = await withTwo();
		expect(await post(`/api/notifications/${found[0]?.id}/read/`, {}, admin.token)).toMatchObject({
			status: 200,
			body: { message: "Notification marked as read." },
		});
		expect((await get("/api/notifications/?is_read=false", admin.token)).body.count).toBe(1);
		expect((await get("/api/notifications/?is_read=true", admin.token)).body.results[0].id).toBe(found[0]?.id);
	});

	it("marks all as read and says how many were not", async () => {
		const { admin } = await withTwo();
		const { body } = await post("/api/notifications/mark-all-read/", {}, admin.token);
		expect(body.message).toBe("2 notifications marked as read.");
		expect((await post("/api/notifications/mark-all-read/", {}, admin.token)).body.message).toContain(
			"0 notifications",
		);
	});

	it("is one's own: another's notification does not exist", async () => {
		const { patient, found } = await withTwo();
		const self = await sessionOf(patient.username);
		expect((await post(`/api/notifications/${found[0]?.id}/read/`, {}, self.token)).status).toBe(404);
	});
});
