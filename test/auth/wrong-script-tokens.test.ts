import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { forge } from "../contract/forge.ts";
import { call, del, get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createDevice, createMonitored, createPatient, createUser, type TestUser } from "../support/factories.ts";
import { deactivate, resetCode, withEmail } from "../support/people.ts";
import { INVALID_TOKEN, told } from "../support/refusals.ts";

const refusal = (status: 401 | 403, detail: string) => {
	const [code, title] =
		status === 401 ? ["unauthenticated", "Sign in first"] : ["forbidden", "Your role may not do this"];
	const challenge = status === 401 ? { "www-authenticate": INVALID_TOKEN } : {};
	return {
		status,
		headers: expect.objectContaining({ "content-type": "application/problem+json", ...challenge }),
		body: { type: "about:blank", title, status, code, detail, message: detail, errors: {}, request_id: "?" },
	};
};

interface Script {
	user: TestUser & { email: string };
	id: number;
	token: string;
}

async function script(scope: "read" | "write" = "write"): Promise<Script> {
	const user = await withEmail();
	const { status, body } = await post("/api/auth/tokens/", { name: "export", scope }, user.token);
	expect(status).toBe(201);
	return { user, id: body.id, token: body.token };
}

describe("a personal token is refused in the same words when it is", () => {
	const WRONG: readonly (readonly [string, (script: Script) => Promise<string>])[] = [
		["never issued", async () => `edgeward_pat_${"A".repeat(43)}`],
		["only the prefix", async () => "edgeward_pat_"],
		["mistyped", async ({ token }) => token.replace(/.$/, (last) => (last === "A" ? "B" : "A"))],
		["cut short", async ({ token }) => token.slice(0, -1)],
		["without its prefix", async ({ token }) => token.replace("edgeward_pat_", "")],
		["in capitals", async ({ token }) => token.toUpperCase()],
		[
			"its hash as it is stored",
			async ({ id }) => {
				const query = DB.prepare("select token_hash from personal_tokens where id = ?").bind(id);
				return `edgeward_pat_${await query.first("token_hash")}`;
			},
		],
		[
			"revoked",
			async ({ user, id, token }) => {
				expect(await del(`/api/auth/tokens/${id}/`, user.token)).toMatchObject({ status: 204 });
				return token;
			},
		],
		[
			"expired",
			async ({ id, token }) => {
				const query = DB.prepare("update personal_tokens set expires_at = ? where id = ?");
				await query.bind(Date.now(), id).run();
				return token;
			},
		],
		[
			"of a deactivated account",
			async ({ user, token }) => {
				await deactivate(user.id);
				return token;
			},
		],
		[
			"of an account whose password was set anew by a mailed code",
			async ({ user, token }) => {
				const body = { token: await resetCode(user.email), new_password: "another long sentence 8" };
				expect(await post("/api/auth/password/reset/", body)).toMatchObject({ status: 200 });
				return token;
			},
		],
	];

	it.each(WRONG)("%s", async (_, spoil) => {
		const good = await script();
		expect(await get("/api/patients/", good.token)).toMatchObject({ status: 200 });
		const wrong = await spoil(good);
		for (const answer of [await get("/api/patients/", wrong), await post("/api/patients/", {}, wrong)])
			expect(told(answer)).toEqual(refusal(401, "The token is not valid."));
	});
});

describe("a good personal token goes no further than", () => {
	const READ_ONLY = "This personal access token may only read.";
	const NEEDS_SESSION = "Your role may not do this";

	it.each<["read" | "write", string, string, string]>([
		["read", "POST", "/api/patients/", READ_ONLY],
		["read", "POST", "/api/notifications/mark-all-read/", READ_ONLY],
		["read", "POST", "/api/auth/verify-email/resend/", READ_ONLY],
		["read", "DELETE", "/api/auth/sessions/", READ_ONLY],
		["read", "GET", "/api/auth/tokens/", NEEDS_SESSION],
		["read", "GET", "/api/auth/sessions/", NEEDS_SESSION],
		["write", "GET", "/api/auth/tokens/", NEEDS_SESSION],
		["write", "POST", "/api/auth/tokens/", NEEDS_SESSION],
		["write", "DELETE", "/api/auth/tokens/1/", NEEDS_SESSION],
		["write", "GET", "/api/auth/sessions/", NEEDS_SESSION],
		["write", "DELETE", "/api/auth/sessions/", NEEDS_SESSION],
		["write", "POST", "/api/auth/logout/", NEEDS_SESSION],
		["write", "POST", "/api/auth/password/change/", NEEDS_SESSION],
	])("its scope and its kind: %s, %s %s", async (scope, method, path, detail) => {
		const { token } = await script(scope);
		const body = method === "POST" ? { first_name: "Jon" } : undefined;
		expect(told(await call(method, path, { token, body }))).toEqual(refusal(403, detail));
	});

	it.each([
		"/api/auth/token/refresh/",
		"/api/auth/refresh/",
	])("requests of its own: it opens no session at %s", async (path) => {
		const { token } = await script();
		expect(await post(path, { refresh: token })).toMatchObject({ status: 401 });
	});
});

type Monitored = Awaited<ReturnType<typeof createMonitored>>;

const beat = (token: string) => post("/api/heart-rate/", { heart_rate: 72 }, token);

/** A device's token that is good but for these claims. */
function forgedLike({ device }: Monitored, claims: Record<string, unknown>): Promise<string> {
	const person = { roles: undefined, did: undefined, sid: undefined, exp: undefined };
	return forge({ claims: { ...person, ...decodeJwt(device.token), ...claims }, header: { typ: "device+jwt" } });
}

describe("a device's token is refused in the same words when it is", () => {
	const WRONG: readonly (readonly [string, (ward: Monitored) => Promise<string>])[] = [
		[
			"revoked",
			async ({ admin, device }) => {
				await del(`/api/devices/${device.id}/token/`, admin.token);
				return device.token;
			},
		],
		[
			"replaced",
			async ({ admin, device }) => {
				await post(`/api/devices/${device.id}/token/`, {}, admin.token);
				return device.token;
			},
		],
		[
			"of a device that was removed",
			async ({ admin, device }) => {
				expect(await del(`/api/devices/${device.id}/`, admin.token)).toMatchObject({ status: 204 });
				return device.token;
			},
		],
		["of an id that was never issued", async (ward) => forgedLike(ward, { jti: "never" })],
		["of a device that there is not", async (ward) => forgedLike(ward, { sub: "999999999" })],
		[
			"of another device of the same patient",
			async (ward) => {
				const sibling = await createDevice(ward.admin, ward.patient.id);
				return forgedLike(ward, { sub: String(sibling.id) });
			},
		],
		["of another patient", async (ward) => forgedLike(ward, { pid: (await createPatient(ward.admin)).id })],
	];

	it.each(WRONG)("%s", async (_, spoil) => {
		const ward = await createMonitored();
		expect(await beat(ward.device.token)).toMatchObject({ status: 201 });
		expect(told(await beat(await spoil(ward)))).toEqual(refusal(401, "This device token was revoked or replaced."));
	});

	it("forged, but for nothing: then it is let in", async () => {
		const ward = await createMonitored();
		expect(await beat(await forgedLike(ward, {}))).toMatchObject({ status: 201 });
	});
});

describe("a good token at a door for others", () => {
	const ROLE = refusal(403, "Your role may not do this");

	it.each([
		"/api/patients/",
		"/api/auth/sessions/",
		"/api/auth/tokens/",
		"/api/heart-rate/",
		"/api/notifications/",
	])("of a device, opens nothing of people's: GET %s", async (path) => {
		const { device } = await createMonitored();
		expect(told(await get(path, device.token))).toEqual(ROLE);
	});

	it.each([
		"staff",
		"doctor",
		"user",
	] as const)("of somebody who measures nothing, writes no readings: %s", async (role) => {
		expect(told(await beat((await createUser(role)).token))).toEqual(ROLE);
	});

	it("of a device, is no refresh token and no code", async () => {
		const { device } = await createMonitored();
		expect(await post("/api/auth/refresh/", { refresh: device.token })).toMatchObject({ status: 401 });
		const verified = await post("/api/auth/verify-email/", { token: device.token.slice(0, 200) });
		expect(verified).toMatchObject({ status: 400 });
	});
});
