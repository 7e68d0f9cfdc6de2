import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { call, del, get, patch, post } from "../support/client.ts";
import { createDevice, createMonitored } from "../support/factories.ts";

const beat = (token: string) => post("/api/heart-rate/", { heart_rate: 72 }, token);

describe("a device token", () => {
	it("names one device of one patient, and is shown only when it is made", async () => {
		const { admin, patient, device } = await createMonitored();
		expect(decodeProtectedHeader(device.token)).toMatchObject({ alg: "HS256", typ: "device+jwt", kid: "test" });
		expect(decodeJwt(device.token)).toMatchObject({ sub: String(device.id), pid: patient.id, jti: expect.any(String) });
		const { body } = await get(`/api/devices/${device.id}/`, admin.token);
		expect(body.has_token).toBe(true);
		expect(JSON.stringify(body)).not.toContain(decodeJwt(device.token).jti);
	});

	it("writes readings of its device without naming it, behind Bearer and Token", async () => {
		const { device, patient } = await createMonitored();
		for (const prefix of ["Bearer", "Token"]) {
			const headers = { Authorization: `${prefix} ${device.token}` };
			const answer = await call("POST", "/api/heart-rate/", { body: { heart_rate: 72 }, headers });
			expect(answer).toMatchObject({ status: 201, body: { device: device.id, patient: patient.id } });
		}
	});

	it("reads nothing, and changes nothing else", async () => {
		const { device, patient } = await createMonitored();
		const paths = ["patients/", `patients/${patient.id}/`, "patients/me/", "devices/", `devices/${device.id}/`];
		const more = ["heart-rate/", `patients/${patient.id}/heart-rate-stats/`, "notifications/"];
		for (const path of [...paths, ...more])
			expect(await get(`/api/${path}`, device.token)).toMatchObject({ status: 403, body: { code: "forbidden" } });
		expect(await post("/api/auth/logout/", {}, device.token)).toMatchObject({ status: 403 });
		expect(await patch(`/api/devices/${device.id}/`, {}, device.token)).toMatchObject({ status: 403 });
	});

	it("writes for no other device and no other patient", async () => {
		const [one, two] = [await createMonitored(), await createMonitored()];
		const sibling = await createDevice(one.admin, one.patient.id);
		const send = (body: object) => post("/api/heart-rate/", { heart_rate: 72, ...body }, one.device.token);
		for (const device of [sibling.id, sibling.deviceId, two.device.id])
			expect(await send({ device })).toMatchObject({ status: 400, body: { errors: { device: [expect.any(String)] } } });
		expect(await send({ patient: two.patient.id })).toMatchObject({ status: 404 });
	});
});

describe("a device token's end", () => {
	it("comes with its successor", async () => {
		const { admin, device } = await createMonitored();
		expect(await beat(device.token)).toMatchObject({ status: 201 });
		const { token } = (await post(`/api/devices/${device.id}/token/`, {}, admin.token)).body;
		const refused = await beat(device.token);
		expect(refused).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
		expect(refused.headers.get("WWW-Authenticate")).toContain("invalid_token");
		expect((await beat(token)).status).toBeLessThan(300);
	});

	it("comes with its revocation, which may be repeated", async () => {
		const { admin, device } = await createMonitored();
		for (let i = 0; i < 2; i++)
			expect(await del(`/api/devices/${device.id}/token/`, admin.token)).toMatchObject({ status: 204 });
		expect(await beat(device.token)).toMatchObject({ status: 401 });
		expect((await get(`/api/devices/${device.id}/`, admin.token)).body.has_token).toBe(false);
	});

	it("does not come with an edit of the device", async () => {
		const { admin, device } = await createMonitored();
		await patch(`/api/devices/${device.id}/`, { status: "maintenance" }, admin.token);
		expect(await beat(device.token)).toMatchObject({ status: 201 });
	});

	it("touches no other device of the patient", async () => {
		const { admin, patient, device } = await createMonitored();
		const sibling = await createDevice(admin, patient.id);
		await del(`/api/devices/${device.id}/token/`, admin.token);
		expect(await beat(sibling.token)).toMatchObject({ status: 201 });
	});
});
