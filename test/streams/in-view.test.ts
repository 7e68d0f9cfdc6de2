import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { viewerOf } from "../../src/streams/stub.ts";
import { del, get, post } from "../support/client.ts";
import { kill } from "../support/device-socket.ts";
import { begunStream, patientStream, ticketFor, wardStream } from "../support/event-stream.ts";
import { createDevice, createMonitored, createUser, mapDoctor, type TestUser } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { postAll, steadily } from "../support/readings.ts";
import { newCircle } from "../support/relations.ts";

afterEach(() => vi.restoreAllMocks());

const looking = async (user: TestUser, ...patients: number[]) =>
	begunStream(`${wardStream(await ticketFor(user.token))}&patients=${patients.join()}`);

const ratesOf = (stream: Awaited<ReturnType<typeof looking>>, patient: number): number[] =>
	stream.of("reading").flatMap((reading) => (reading.patient === patient ? [reading.heart_rate] : []));

/** How many sockets of wards a patient's object has open. */
const onlookers = (patient: number) =>
	runInDurableObject(monitorOf(env, patient), (_, state) => state.getWebSockets("ward").length);

it("brings the newest reading of who is in view when it opens, and then each new one", async () => {
	const { admin, patient, device } = await createMonitored();
	const recorded_at = new Date(Date.now() - 60_000).toISOString();
	await post("/api/heart-rate/", { heart_rate: 70, recorded_at }, device.token);
	const stream = await looking(admin, patient.id);
	await expect.poll(() => stream.of("reading")).toEqual([{ patient: patient.id, heart_rate: 70, recorded_at }]);
	await post("/api/heart-rate/", { heart_rate: 75, recorded_at }, device.token);
	await expect.poll(() => ratesOf(stream, patient.id), { timeout: 2_000 }).toEqual([70, 75]);
	await post("/api/heart-rate/", { heart_rate: 80 }, device.token);
	await expect.poll(() => ratesOf(stream, patient.id), { timeout: 2_000 }).toEqual([70, 75, 80]);
});

it("keeps no patient's object awake, and goes on when the object comes back", async () => {
	const { admin, patient, device } = await createMonitored();
	const stream = await looking(admin, patient.id);
	await expect.poll(() => onlookers(patient.id)).toBe(1);
	await evictDurableObject(monitorOf(env, patient.id), { webSockets: "hibernate" });
	await post("/api/heart-rate/", { heart_rate: 70 }, device.token);
	await expect.poll(() => ratesOf(stream, patient.id)).toEqual([70]);
});

it("a backlog is no news, and of many at once only the newest is told", async () => {
	const { admin, patient, device } = await createMonitored();
	const stream = await looking(admin, patient.id);
	await expect.poll(() => onlookers(patient.id)).toBe(1);
	const begun = Date.now();
	await postAll(
		device.token,
		steadily(begun - 50_000, 50, 1_000, (index) => 50 + index),
		1,
	);
	await expect.poll(() => ratesOf(stream, patient.id).at(-1), { timeout: 2_000 }).toBe(99);
	expect(ratesOf(stream, patient.id).length).toBeLessThanOrEqual(2 + (Date.now() - begun) / 1_000);
	const told = stream.of("reading").length;
	await postAll(
		device.token,
		steadily("2026-01-31T00:00:00Z", 600, 1_000, () => 60),
	);
	await post("/api/heart-rate/", { heart_rate: 101 }, device.token);
	await expect.poll(() => ratesOf(stream, patient.id).slice(told), { timeout: 2_000 }).toEqual([101]);
});

it("passes over whom the owner does not see, and lets go of who is out of sight", async () => {
	const { people, patient } = await newCircle();
	const device = await createDevice(people.admin, patient);
	const other = await createMonitored();
	const doctor = people["mapped doctor"];
	const stream = await looking(doctor, other.patient.id, patient, 999_999_999);
	await expect.poll(() => onlookers(patient)).toBe(1);
	await post("/api/heart-rate/", { heart_rate: 70 }, device.token);
	await post("/api/heart-rate/", { heart_rate: 90 }, other.device.token);
	await expect.poll(() => ratesOf(stream, patient)).toEqual([70]);
	expect(await onlookers(other.patient.id)).toBe(0);
	const { body } = await get(`/api/mappings/?patient_id=${patient}`, doctor.token);
	await del(`/api/mappings/${body.results[0].id}/`, people.self.token);
	await expect.poll(() => onlookers(patient)).toBe(0);
	await post("/api/heart-rate/", { heart_rate: 71 }, device.token);
	await viewerOf(env, doctor.id).recheck();
	expect(stream.of("reading")).toHaveLength(1);
	expect(stream.isOver()).toBe(false);
});

it("an object that fails keeps nobody else's readings away, and one that comes back is heard again", async () => {
	vi.spyOn(console, "error").mockImplementation(() => {});
	const [broken, well] = [await createMonitored(), await createMonitored()];
	await runInDurableObject(monitorOf(env, broken.patient.id), (instance) => {
		Reflect.set(instance, "fetch", async () => {
			throw new Error("out of order");
		});
	});
	const stream = await looking(well.admin, broken.patient.id, well.patient.id);
	await post("/api/heart-rate/", { heart_rate: 70 }, well.device.token);
	await expect.poll(() => ratesOf(stream, well.patient.id)).toEqual([70]);
	await kill(well.patient.id);
	await post("/api/heart-rate/", { heart_rate: 71 }, well.device.token);
	await viewerOf(env, well.admin.id).recheck();
	await expect.poll(() => ratesOf(stream, well.patient.id), { timeout: 5_000 }).toEqual([70, 71]);
	expect(stream.isOver()).toBe(false);
});

it("moves no cursor: a cut stream goes on in the log where it was, with the newest reading", async () => {
	const { admin, patient, device } = await createMonitored();
	const address = `${wardStream(await ticketFor(admin.token))}&patients=${patient.id}`;
	const stream = await begunStream(address);
	await post("/api/heart-rate/", { heart_rate: 70 }, device.token);
	await expect.poll(() => ratesOf(stream, patient.id)).toEqual([70]);
	await stream.cut();
	await expect.poll(() => onlookers(patient.id)).toBe(0);
	await post("/api/heart-rate/", { heart_rate: 71 }, device.token);
	await postAll(
		device.token,
		steadily(Date.now() - 6 * 60_000, 37, 10_000, () => 140),
	);
	const resumed = await begunStream(address, stream.lastEventId());
	await expect.poll(() => ratesOf(resumed, patient.id)).toHaveLength(1);
	await expect.poll(() => resumed.of("alert").map(({ type }) => type)).toEqual(["alert.opened", "alert.closed"]);
	expect(new Set(resumed.of("alert").map(({ event_id }) => event_id)).size).toBe(2);
});

it("who has seen to an alert is told at once to every board and to the patient's stream", async () => {
	const { admin, patient, device } = await createMonitored();
	const nurse = await createUser("staff");
	const doctor = await createUser("doctor");
	await mapDoctor(doctor, patient.id);
	const boards = [await looking(admin, patient.id), await looking(nurse, patient.id), await looking(doctor)];
	boards.push(await begunStream(patientStream(patient.id, await ticketFor(doctor.token))));
	const types = (board: (typeof boards)[number]) => board.of("alert").map(({ type }) => type);
	await expect.poll(() => onlookers(patient.id)).toBe(2);
	await post(
		`/api/patients/${patient.id}/alert-rules/`,
		{ kind: "above", threshold: 150, sustained_minutes: 0 },
		admin.token,
	);
	await post("/api/heart-rate/", { heart_rate: 160 }, device.token);
	for (const board of boards) await expect.poll(() => types(board), { timeout: 3_000 }).toEqual(["alert.opened"]);
	const [{ alert_id }] = boards[0]?.of("alert") ?? [];
	await post(`/api/alerts/${alert_id}/acknowledge/`, {}, nurse.token);
	await post(`/api/alerts/${alert_id}/acknowledge/`, {}, admin.token);
	for (const board of boards) {
		await expect.poll(() => types(board), { timeout: 3_000 }).toEqual(["alert.opened", "alert.acknowledged"]);
		expect(board.of("alert")[1]).toMatchObject({
			...{ alert_id, patient_id: patient.id, acknowledged_by: nurse.id, acknowledged_at: expect.any(String) },
		});
	}
	const { body } = await get("/api/notifications/", admin.token);
	expect(body.results.filter(({ data }: { data: { type: string } }) => data.type === "alert.acknowledged")).toEqual([]);
});

it("ids that are none, or too many, are refused by name", async () => {
	const admin = await createUser("admin");
	const many = Array.from({ length: 101 }, (_, index) => index + 1).join();
	for (const patients of ["one", many]) {
		const answer = await get(`${wardStream(await ticketFor(admin.token))}&patients=${patients}`);
		expect(answer).toMatchObject({ status: 400, body: { errors: { patients: [expect.any(String)] } } });
	}
});
