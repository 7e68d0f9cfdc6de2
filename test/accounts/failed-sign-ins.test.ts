import { describe, expect, it } from "vitest";
import { call } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, PASSWORD, unique } from "../support/factories.ts";
import { registered, resetCode } from "../support/people.ts";

// As wrangler.toml sets it.
const LIMIT = 10;

const login = (address: string, username: string, password: string) =>
	call("POST", "/api/auth/login/", { body: { username, password }, headers: { "CF-Connecting-IP": address } });

const address = () => `192.0.2.${Math.floor(Math.random() * 256)}-${unique()}`;

async function fail(from: string, username: string, times: number) {
	for (let i = 0; i < times; i++) expect(await login(from, username, "wrong")).toMatchObject({ status: 401 });
}

describe("too many wrong passwords", () => {
	it.each(["an account", "nobody's name"])("of %s from one address have to wait", async (which) => {
		const from = address();
		const username = which === "an account" ? (await createUser("user")).username : `nobody-${unique()}`;
		const first = await login(from, username, "wrong");
		expect(first.headers.get("RateLimit")).toMatch(/^"failed-sign-ins";r=9;t=\d+$/);
		expect(first.headers.get("RateLimit-Policy")).toBe('"failed-sign-ins";q=10;w=900');
		await fail(from, username, LIMIT - 1);
		const refused = await login(from, username, PASSWORD);
		expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
		expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(800);
		expect(refused.headers.get("RateLimit")).toMatch(/^"failed-sign-ins";r=0;t=\d+$/);
	});

	it("lock out neither a colleague at the same address nor the owner elsewhere", async () => {
		const [from, user, colleague] = [address(), await createUser("user"), await createUser("user")];
		await fail(from, user.username, LIMIT);
		expect(await login(from, user.username, PASSWORD)).toMatchObject({ status: 429 });
		expect(await login(from, colleague.username, PASSWORD)).toMatchObject({ status: 200 });
		expect(await login(address(), user.username, PASSWORD)).toMatchObject({ status: 200 });
	});

	it("at the same instant are counted exactly", async () => {
		const [from, user] = [address(), await createUser("user")];
		const answers = await Promise.all(Array.from({ length: 25 }, () => login(from, user.username, "wrong")));
		expect(answers.filter(({ status }) => status === 401)).toHaveLength(LIMIT);
		expect(answers.filter(({ status }) => status === 429)).toHaveLength(25 - LIMIT);
	});

	it("are forgotten when the window is over, and by a sign-in", async () => {
		const [from, user] = [address(), await createUser("user")];
		await fail(from, user.username, LIMIT - 1);
		expect(await login(from, user.username, PASSWORD)).toMatchObject({ status: 200 });
		await fail(from, user.username, LIMIT);
		expect(await login(from, user.username, PASSWORD)).toMatchObject({ status: 429 });
		await DB.prepare("update failed_sign_ins set until = ?")
			.bind(Date.now() - 1)
			.run();
		expect(await login(from, user.username, PASSWORD)).toMatchObject({ status: 200 });
	});

	it("are forgotten by a new password that is set by mail", async () => {
		const [from, person] = [address(), await registered()];
		await fail(from, person.username, LIMIT);
		expect(await login(from, person.username, PASSWORD)).toMatchObject({ status: 429 });
		const body = { token: await resetCode(person.email), new_password: "another long sentence 8" };
		const headers = { "CF-Connecting-IP": from };
		expect(await call("POST", "/api/auth/password/reset/", { body, headers })).toMatchObject({ status: 200 });
		expect(await login(from, person.username, body.new_password)).toMatchObject({ status: 200 });
	});
});

it("leaves a trail: sign-in, failure, refusal, with the address and the request's id", async () => {
	const [from, user] = [address(), await createUser("user")];
	await fail(from, user.username, LIMIT);
	await login(from, user.username, PASSWORD);
	const rows = await DB.prepare("select action, entity_id, request_id from audit where address = ?").bind(from).all();
	const actions = rows.results.map(({ action }) => action);
	expect(actions).toEqual([...Array(LIMIT).fill("session.failure"), "session.refusal"]);
	for (const row of rows.results)
		expect(row).toMatchObject({ entity_id: String(user.id), request_id: expect.any(String) });
});
