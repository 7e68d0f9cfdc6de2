import { describe, expect, it } from "vitest";
import { get, post } from "../support/client.ts";
import { codesFor } from "../support/codes.ts";
import { DB } from "../support/database.ts";
import { PASSWORD, unique } from "../support/factories.ts";

const NEW = "another long sentence 8";
const forget = (email: string) => post("/api/auth/password/forget/", { email });
const reset = (token: string, new_password = NEW) => post("/api/auth/password/reset/", { token, new_password });
const verify = (token: string) => post("/api/auth/verify-email/", { token });
const login = (username: string, password: string) => post("/api/auth/login/", { username, password });

async function registered() {
	const names = { username: `ada-${unique()}`, email: `${unique()}@example.org` };
	const { body } = await post("/api/auth/register/", { ...names, password: PASSWORD });
	return { ...names, id: body.user_id as number, token: body.access as string, refresh: body.refresh as string };
}

async function newest(email: string): Promise<string> {
	const [code] = await codesFor(email);
	if (!code) throw new Error(`no code for ${email}`);
	return code;
}

const BAD_CODE = { status: 400, body: { errors: { token: ["is not valid, or not any more: ask for a new one"] } } };

describe("the code that proves an address", () => {
	it("comes with the registration, works once, and shows in the profile of the account", async () => {
		const user = await registered();
		const code = await newest(user.email);
		expect(await verify(code)).toMatchObject({ status: 200 });
		expect((await login(user.username, PASSWORD)).body.user).toMatchObject({ email_verified: true });
		expect(await verify(code)).toMatchObject(BAD_CODE);
	});

	it("is sent again at most once a minute", async () => {
		const user = await registered();
		const again = () => post("/api/auth/verify-email/resend/", {}, user.token);
		expect(await again()).toMatchObject({ status: 200 });
		expect(await codesFor(user.email)).toHaveLength(1);
		await DB.prepare("update one_time_codes set created_at = created_at - 61000").run();
		await again();
		expect(await codesFor(user.email)).toHaveLength(2);
	});

	it("proves nothing after the address has changed", async () => {
		const user = await registered();
		const code = await newest(user.email);
		await DB.prepare("update users set email = ? where id = ?").bind(`${unique()}@example.org`, user.id).run();
		expect(await verify(code)).toMatchObject(BAD_CODE);
	});
});

describe("the code for a new password", () => {
	it("sets it, proves the address, and ends every session and personal token", async () => {
		const user = await registered();
		const script = await post("/api/auth/tokens/", { name: "script" }, user.token);
		await forget(user.email);
		const [code = ""] = await codesFor(user.email);
		expect(await reset(code)).toMatchObject({ status: 200 });
		expect(await login(user.username, PASSWORD)).toMatchObject({ status: 401 });
		expect(await login(user.username, NEW)).toMatchObject({ status: 200, body: { user: { email_verified: true } } });
		for (const token of [user.token, script.body.token])
			expect(await get("/api/patients/", token)).toMatchObject({ status: 401 });
		expect(await post("/api/auth/refresh/", { refresh: user.refresh })).toMatchObject({ status: 401 });
	});

	it("of two at once sets one password", async () => {
		const user = await registered();
		await forget(user.email);
		const code = await newest(user.email);
		const answers = await Promise.all([reset(code, `${NEW} a`), reset(code, `${NEW} b`), reset(code, `${NEW} c`)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
	});

	it("is not lost by a password that is refused", async () => {
		const user = await registered();
		await forget(user.email);
		const code = await newest(user.email);
		const answer = await reset(code, "12345678");
		expect(answer).toMatchObject({ status: 400 });
		expect(Object.keys(answer.body.errors)).toEqual(["new_password"]);
		expect(await reset(code)).toMatchObject({ status: 200 });
	});

	it.each<[string, (code: string, id: number) => Promise<unknown>]>([
		[
			"after 20 minutes",
			() =>
				DB.prepare("update one_time_codes set expires_at = ?")
					.bind(Date.now() - 1)
					.run(),
		],
		["after its use", (code) => reset(code, `${NEW}!`)],
		["of a deactivated account", (_, id) => DB.prepare("update users set is_active = 0 where id = ?").bind(id).run()],
	])("is refused %s, in the words for a made-up one", async (_, spoil) => {
		const user = await registered();
		await forget(user.email);
		const code = await newest(user.email);
		await spoil(code, user.id);
		expect(await reset(code)).toMatchObject(BAD_CODE);
		expect(await reset("A".repeat(43))).toMatchObject(BAD_CODE);
	});

	it("is not the one that proves an address", async () => {
		const user = await registered();
		expect(await reset(await newest(user.email))).toMatchObject(BAD_CODE);
	});

	it("is never stored, neither in the database nor on its way to the queue", async () => {
		const user = await registered();
		await forget(user.email);
		const codes = await codesFor(user.email);
		expect(codes).toHaveLength(2);
		for (const table of ["one_time_codes", "outbox", "audit", "mails", "dead_letters"]) {
			const { results } = await DB.prepare(`select * from ${table}`).all();
			for (const code of codes) expect(JSON.stringify(results)).not.toContain(code);
		}
	});
});

it("asking for a code says the same whether there is such an account or not", async () => {
	const user = await registered();
	const [known, unknown] = [await forget(user.email), await forget(`${unique()}@example.org`)];
	expect(unknown).toMatchObject({ status: 200 });
	expect(unknown.body).toEqual(known.body);
});
