import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { del, get, patch, post } from "../support/client.ts";
import { commit, commitWhenBuffered, type DeviceSocket, knockFor, openSocket } from "../support/device-socket.ts";
import { createDevice, createMonitored } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { steadily } from "../support/readings.ts";

const AT = "2026-01-31T12:00:00.000Z";
const readingAt = (second: number, heart_rate = 70) => ({
	heart_rate,
	recorded_at: Date.parse(AT) + second * 1000,
});

describe("the door", () => {
	it("opens for a device's token in the header, and answers with the WebSocket", async () => {
		const { device } = await createMonitored();
		const answer = await knockFor({ Authorization: `Bearer ${device.token}` });
		expect(answer.status).toBe(101);
		expect(answer.headers.get("Sec-WebSocket-Protocol")).toBeNull();
	});

	it("opens for a token among the subprotocols, and selects the other one", async () => {
		const { device } = await createMonitored();
		const answer = await knockFor({ "Sec-WebSocket-Protocol": `edgeward.v1, bearer.${device.token}` });
		expect(answer.status).toBe(101);
		expect(answer.headers.get("Sec-WebSocket-Protocol")).toBe("edgeward.v1");
	});

	it("says what is wrong before it opens", async () => {
		const { admin, device } = await createMonitored();
		const plain = await get("/api/devices/socket/", device.token);
		expect(plain).toMatchObject({ status: 426, body: { code: "upgrade_required" } });
		expect(plain.headers.get("Upgrade")).toBe("websocket");
		expect((await knockFor({})).status).toBe(401);
		expect((await knockFor({ "Sec-WebSocket-Protocol": "edgeward.v1, bearer.garbage" })).status).toBe(401);
		expect((await knockFor({ Authorization: `Bearer ${admin.token}` })).status).toBe(403);
	});

	it("stays shut for a token that was revoked, and for a deleted patient", async () => {
		const { admin, patient, device } = await createMonitored();
		await del(`/api/devices/${device.id}/token/`, admin.token);
		expect((await knockFor({ Authorization: `Bearer ${device.token}` })).status).toBe(401);
		const other = await createDevice(admin, patient.id);
		await del(`/api/patients/${patient.id}/`, admin.token);
		expect((await knockFor({ Authorization: `Bearer ${other.token}` })).status).toBe(404);
	});
});

describe("frames", () => {
	it("are acknowledged once they are stored, cumulatively, with what became of each reading", async () => {
		const { admin, patient, device } = await createMonitored();
		const socket = await openSocket(device.token);
		socket.send(17, [readingAt(0), readingAt(1, 1000), { ...readingAt(2), device: "another" }]);
		socket.send(20, [readingAt(0), readingAt(3), readingAt(3, 75)]);
		await commitWhenBuffered(patient.id, 2);
		await expect.poll(() => socket.heard).toHaveLength(1);
		expect(socket.heard).toEqual([
			{
				...{ ack: 20, created: 2, duplicates: 1, updated: 1 },
				rejected: [
					{ seq: 17, index: 1, field: "heart_rate", reason: "heart_rate must be 20 to 300 bpm" },
					{ seq: 17, index: 2, field: "device", reason: "device is not a device of this patient" },
				],
			},
		]);
		const list = await get(`/api/heart-rate/?patient=${patient.id}`, admin.token);
		expect(list.body.results.map(({ heart_rate }: { heart_rate: number }) => heart_rate)).toEqual([75, 70]);
	});

	it("are stored by themselves some seconds later", async () => {
		const { device } = await createMonitored();
		const socket = await openSocket(device.token);
		socket.send(1, [readingAt(0)]);
		await expect.poll(() => socket.acks(), { timeout: 15_000 }).toMatchObject([{ ack: 1, created: 1 }]);
	});

	it("are stored at once where they fill the buffer", async () => {
		const { patient, device } = await createMonitored();
		const socket = await openSocket(device.token);
		socket.send(
			1,
			steadily(AT, 2_500, 1000, () => 60),
		);
		socket.send(
			2,
			steadily(AT, 5_000, 1000, () => 60),
		);
		await expect.poll(() => socket.acks()).toMatchObject([{ ack: 2, created: 5_000, duplicates: 2_500 }]);
		await commit(patient.id);
		expect(socket.acks()).toHaveLength(1);
	});

	it("of two sockets of a device are acknowledged on their own", async () => {
		const { patient, device } = await createMonitored();
		const [one, two] = [await openSocket(device.token), await openSocket(device.token)];
		one.send(1, [readingAt(0)]);
		two.send(1000, [readingAt(1), readingAt(2)]);
		await commitWhenBuffered(patient.id, 2);
		await expect.poll(() => one.acks()).toMatchObject([{ ack: 1, created: 1 }]);
		await expect.poll(() => two.acks()).toMatchObject([{ ack: 1000, created: 2 }]);
	});

	it("come through at most four sockets of a device: another closes the oldest", async () => {
		const { admin, patient, device } = await createMonitored();
		const other = await openSocket((await createDevice(admin, patient.id)).token);
		const sockets: DeviceSocket[] = [];
		for (let count = 0; count < 4; count++) sockets.push(await openSocket(device.token));
		await evictDurableObject(monitorOf(env, patient.id), { webSockets: "hibernate" });
		for (let count = 0; count < 2; count++) sockets.push(await openSocket(device.token));
		const codes = () => sockets.map((socket) => socket.closed()?.code);
		await expect.poll(codes).toEqual([4409, 4409, undefined, undefined, undefined, undefined]);
		for (const socket of [other, ...sockets.slice(2)]) socket.send(1, [readingAt(0)]);
		await commitWhenBuffered(patient.id, 5);
		for (const socket of [other, ...sockets.slice(2)]) await expect.poll(() => socket.acks()).toHaveLength(1);
	});

	it.each([
		["nonsense", { error: "frame must be a JSON object", field: "frame", seq: null }],
		["[]", { error: "frame must be a JSON object", field: "frame", seq: null }],
		['{"readings": []}', { error: "seq must be a whole number", field: "seq", seq: null }],
		['{"seq": 1.5, "readings": []}', { error: "seq must be a whole number", field: "seq", seq: null }],
		['{"seq": 9}', { error: "readings must be a list", field: "readings", seq: 9 }],
		['{"seq": 9, "readings": []}', { error: "readings is empty", field: "readings", seq: 9 }],
	])("that cannot be read are answered, and the socket lives on: %s", async (text, answer) => {
		const { patient, device } = await createMonitored();
		const socket = await openSocket(device.token);
		socket.sendText(text);
		await expect.poll(() => socket.heard).toEqual([answer]);
		socket.send(9, [readingAt(0)]);
		await commitWhenBuffered(patient.id, 1);
		await expect.poll(() => socket.acks()).toMatchObject([{ ack: 9, created: 1 }]);
	});

	it("must be numbered upwards", async () => {
		const { device } = await createMonitored();
		const socket = await openSocket(device.token);
		socket.send(5, [readingAt(0)]);
		socket.send(5, [readingAt(1)]);
		const error = { error: "seq must be above 5, the one before", field: "seq", seq: 5 };
		await expect.poll(() => socket.heard).toEqual([error]);
	});

	it("hold so many readings and bytes, and no more", async () => {
		const { device } = await createMonitored();
		const socket = await openSocket(device.token);
		socket.send(1, new Array(5_001).fill(readingAt(0)));
		const error = { error: "readings holds 5001: at most 5000 at once", field: "readings", seq: 1 };
		await expect.poll(() => socket.heard).toEqual([error]);
		socket.sendText(" ".repeat(1024 * 1024 + 1));
		await expect.poll(() => socket.closed()?.code).toBe(1009);
	});

	it("open alerts like posts do", async () => {
		const { admin, patient, device } = await createMonitored();
		const socket = await openSocket(device.token);
		socket.send(
			1,
			steadily(Date.now() - 6 * 60_000, 361, 1000, () => 140),
		);
		await commitWhenBuffered(patient.id, 1);
		await expect
			.poll(async () => (await get("/api/notifications/", admin.token)).body.results)
			.toMatchObject([expect.objectContaining({ data: expect.objectContaining({ type: "alert.opened" }) })]);
	});
});

describe("access that ends closes the sockets at once", () => {
	it.each([
		["its token is revoked", "DELETE token", 4401],
		["its token is replaced", "POST token", 4401],
		["it is taken away", "DELETE device", 4401],
		["it is handed to another patient", "PATCH device", 4401],
		["its patient is deleted", "DELETE patient", 4404],
	])("when %s", async (_, change, code) => {
		const { admin, patient, device } = await createMonitored();
		const other = await createMonitored();
		const [socket, kept] = [await openSocket(device.token), await openSocket(other.device.token)];
		const path = `/api/devices/${device.id}/`;
		if (change === "DELETE token") await del(`${path}token/`, admin.token);
		if (change === "POST token") await post(`${path}token/`, {}, admin.token);
		if (change === "DELETE device") await del(path, admin.token);
		if (change === "PATCH device") await patch(path, { patient: other.patient.id }, admin.token);
		if (change === "DELETE patient") await del(`/api/patients/${patient.id}/`, admin.token);
		await expect.poll(() => socket.closed()?.code).toBe(code);
		expect(kept.closed()).toBeUndefined();
	});

	it("and what waited is not stored for it", async () => {
		const { admin, patient, device } = await createMonitored();
		const socket = await openSocket(device.token);
		socket.send(1, [readingAt(0)]);
		await del(`/api/devices/${device.id}/token/`, admin.token);
		await commit(patient.id);
		expect((await get(`/api/heart-rate/?patient=${patient.id}`, admin.token)).body.count).toBe(0);
		expect(socket.acks()).toEqual([]);
	});

	it("but another change of the device, or of another's, leaves them open", async () => {
		const { admin, patient, device } = await createMonitored();
		const second = await createDevice(admin, patient.id);
		const socket = await openSocket(device.token);
		await patch(`/api/devices/${device.id}/`, { status: "maintenance" }, admin.token);
		await del(`/api/devices/${second.id}/`, admin.token);
		await evictDurableObject(monitorOf(env, patient.id));
		socket.send(1, [readingAt(0)]);
		await commitWhenBuffered(patient.id, 1);
		await expect.poll(() => socket.acks()).toMatchObject([{ ack: 1 }]);
	});
});
