import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { decodeJwt } from "jose";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import { readToken, signDeviceToken } from "../../src/auth/tokens.ts";
import { settings } from "../../src/env.ts";
import { call, del, get, patch, post } from "../support/client.ts";
import { createMonitored, createUser, sessionOf, unique } from "../support/factories.ts";

afterEach(() => vi.useRealTimers());

const beat = (token: string) => post("/api/heart-rate/", { heart_rate: 72 }, token);
const REFUSED = { status: 401, body: { code: "unauthenticated" } };

/** Has it verified, and then known, again and again. */
async function use(token: string): Promise<void> {
	for (let time = 0; time < 3; time++) expect((await beat(token)).status).toBeLessThan(300);
}

describe("a device token that was in use until just now is refused", () => {
	it.each<[string, (id: number, admin: string) => Promise<{ status: number }>]>([
		["when it is revoked", (id, admin) => del(`/api/devices/${id}/token/`, admin)],
		["when there is a new one", (id, admin) => post(`/api/devices/${id}/token/`, {}, admin)],
		["when the device is taken away", (id, admin) => del(`/api/devices/${id}/`, admin)],
		[
			"when the device is another patient's",
			async (id, admin) => patch(`/api/devices/${id}/`, { patient: (await createMonitored()).patient.id }, admin),
		],
	])("%s, also after other tokens were used", async (_, end) => {
		const { admin, device } = await createMonitored();
		const other = await createMonitored();
		await use(device.token);
		expect((await end(device.id, admin.token)).status).toBeLessThan(300);
		expect(await beat(device.token)).toMatchObject(REFUSED);
		await use(other.device.token);
		expect(await beat(device.token)).toMatchObject(REFUSED);
	});

	it("while its successor is taken", async () => {
		const { admin, patient, device } = await createMonitored();
		await use(device.token);
		const { token } = (await post(`/api/devices/${device.id}/token/`, {}, admin.token)).body;
		await use(token);
		expect(await beat(device.token)).toMatchObject(REFUSED);
		const { body } = await get(`/api/heart-rate/?patient=${patient.id}`, admin.token);
		expect(body.results.every((reading: { device: number }) => reading.device === device.id)).toBe(true);
	});
});

describe("an access token that was in use until just now is refused", () => {
	const read = async (token: string, patient: number) => [
		await get(`/api/heart-rate/?patient=${patient}`, token),
		await get(`/api/patients/${patient}/heart-rate-stats/`, token),
		await call("POST", "/api/heart-rate/", { token, body: { heart_rate: 72, patient } }),
		await get("/api/patients/", token),
	];

	it("when its session ends, there and elsewhere, and the others of the same person are not", async () => {
		const { admin, patient } = await createMonitored();
		const [one, two] = [await sessionOf(admin.username), await sessionOf(admin.username)];
		for (const { token } of [admin, one, two])
			for (const { status } of await read(token, patient.id)) expect([200, 201, 400]).toContain(status);
		await post("/api/auth/logout/", {}, one.token);
		await del(`/api/auth/sessions/${two.refresh.split(".")[0]}/`, admin.token);
		for (const { token } of [one, two])
			for (const answer of await read(token, patient.id)) expect(answer).toMatchObject(REFUSED);
		for (const { status } of await read(admin.token, patient.id)) expect([200, 201, 400]).toContain(status);
	});

	it("from the second of its end", async () => {
		const { admin, patient } = await createMonitored();
		const now = Math.floor(Date.now() / 1000) * 1000;
		vi.setSystemTime(now);
		const { token } = await sessionOf(admin.username);
		const path = `/api/patients/${patient.id}/heart-rate-stats/`;
		expect((await get(path, token)).status).toBe(200);
		vi.setSystemTime(now + 300_000 - 1);
		expect((await get(path, token)).status).toBe(200);
		vi.setSystemTime(now + 300_000);
		expect(await get(path, token)).toMatchObject({ ...REFUSED, body: { detail: expect.stringContaining("expired") } });
	});
});

it("nothing like a kept token is taken for it", async () => {
	const { device } = await createMonitored();
	const user = await createUser("admin");
	await use(device.token);
	await get("/api/patients/", user.token);
	for (const token of [device.token, user.token]) {
		const [head = "", payload = "", signature = ""] = token.split(".");
		const first = signature[0] === "A" ? "B" : "A";
		for (const other of [
			...[
				`${head}.${payload}.`,
				`${head}.${payload}`,
				`${token}.`,
				`.${token}`,
				token.slice(0, -1),
				token.toLowerCase(),
			],
			`${head}.${payload}.${first}${signature.slice(1)}`,
		])
			expect(await get("/api/patients/", other), other).toMatchObject(REFUSED);
	}
});

describe("a key that is dropped", () => {
	const OLD = "old:an-old-secret-that-only-tests-know-0123456789";
	const OTHER = "old:another-secret-of-the-same-name-0123456789-01";
	const both = { ...env, AUTH_KEYS: `${env.AUTH_KEYS},${OLD}` };

	it("takes its tokens along, in use or not; and they are good again where it comes back", async () => {
		const { patient, device } = await createMonitored();
		const { jti = "" } = decodeJwt(device.token);
		const actor = { kind: "device" as const, deviceId: device.id, patientId: patient.id, tokenId: jti };
		const signed = await signDeviceToken(settings({ ...env, AUTH_KEYS: `${OLD},${env.AUTH_KEYS}` }), actor);
		const app = createApp();
		const send = async (bindings: Env) => {
			const request = new Request("https://edgeward.test/api/heart-rate/", {
				...{ method: "POST", body: '{"heart_rate":72}' },
				headers: { Authorization: `Bearer ${signed}`, "CF-Connecting-IP": unique() },
			});
			return (await app.fetch(request, bindings, createExecutionContext())).ok;
		};
		const dropped = { ...env };
		const replaced = { ...env, AUTH_KEYS: `${env.AUTH_KEYS},${OTHER}` };
		const outcomes: boolean[] = [];
		for (const bindings of [both, both, dropped, dropped, both, replaced, replaced, both])
			outcomes.push(await send(bindings));
		expect(outcomes).toEqual([true, true, false, false, true, false, false, true]);
	});

	it("says the same of a token as if it had never been read before", async () => {
		const actor = { kind: "device" as const, deviceId: 1, patientId: 1, tokenId: "a-token" };
		const token = await signDeviceToken(settings({ ...env, AUTH_KEYS: OLD }), actor);
		for (const _ of [1, 2]) expect(await readToken(settings(both), token)).toEqual(actor);
		for (const _ of [1, 2]) expect(await readToken(settings(env), token)).toBe("invalid");
	});
});
