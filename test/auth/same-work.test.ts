import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { type Answer, call, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { PASSWORD, unique } from "../support/factories.ts";
import { deactivate, type Person, registered, resetCode, withEmail, withoutPassword } from "../support/people.ts";
import { told } from "../support/refusals.ts";
import { workOf } from "../support/work.ts";

type Names = Pick<Person, "username" | "email" | "phone_number">;

const nobody = (): Names => ({
	username: `nobody-${unique()}`,
	email: `${unique()}@example.org`,
	phone_number: `+49${Math.floor(1e9 + Math.random() * 9e9)}`,
});

let ada: Person;
let retired: Person;
let unset: Person;

beforeAll(async () => {
	// Nobody's mails are the subject, and their delivery would ask the database in between.
	vi.spyOn(env.NOTIFICATIONS, "sendBatch").mockImplementation(async () => ({
		metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
	}));
	[ada, retired, unset] = [await registered(), await registered(), await registered()];
	await deactivate(retired.id);
	await withoutPassword(unset.id);
});

const login = (body: object, from: string = unique()) =>
	call("POST", "/api/auth/login/", { body, headers: { "CF-Connecting-IP": from } });

const WRONG = "not the one 7";
const WHO: readonly (readonly [string, () => Names, string])[] = [
	["a wrong password", () => ada, WRONG],
	["a deactivated account's right password", () => retired, PASSWORD],
	["a deactivated account's wrong password", () => retired, WRONG],
	["an account without a password", () => unset, PASSWORD],
];

describe.each([
	"username",
	"email",
	"phone_number",
] as const)("with a %s, the work for a name that nobody has", (by) => {
	it.each(WHO)("is done for %s: the same statements, and one hash", async (_, who, password) => {
		const unknown = await workOf(PASSWORD, () => login({ [by]: nobody()[by], password: PASSWORD }));
		expect(unknown).toMatchObject({ hashed: 1, transactions: [] });
		expect(unknown.statements.length).toBeGreaterThan(0);
		expect(await workOf(password, () => login({ [by]: who()[by], password }))).toEqual(unknown);
	});
});

it("a right password is hashed once too, and then there is more to do", async () => {
	const { hashed, transactions } = await workOf(PASSWORD, () => login({ email: ada.email, password: PASSWORD }));
	expect({ hashed, sessionsOpened: transactions.length }).toEqual({ hashed: 1, sessionsOpened: 1 });
});

describe("after ten failures", () => {
	/** Somebody who has failed as often as they may. */
	async function failed(username: string): Promise<(password: string) => Promise<Answer>> {
		const from = unique();
		await login({ username, password: "" }, from);
		// Nine more would only be slow.
		await DB.prepare("update failed_sign_ins set failures = 10").run();
		return (password) => login({ username, password }, from);
	}

	it.each([
		...WHO,
		["the right password", () => ada, PASSWORD] as const,
	])("%s is refused as a name that nobody has, and not looked at", async (_, who, password) => {
		const [unknown, known] = [await failed(nobody().username), await failed(who().username)];
		const work = await workOf(password, async () => {
			const answer = await unknown(password);
			expect(answer).toMatchObject({ status: 429, body: { code: "rate_limited" } });
		});
		expect(work.hashed).toBe(0);
		expect(await workOf(password, () => known(password))).toEqual(work);
		const { headers, ...said } = told(await known(password));
		const { headers: others, ...reference } = told(await unknown(password));
		expect(said).toEqual(reference);
		expect(Object.keys(headers)).toEqual(Object.keys(others));
	});
});

describe("whether somebody has the name or not, one failure is counted for", () => {
	const SPELLINGS: readonly (readonly [string, (names: Names) => readonly [object, object]])[] = [
		["an e-mail address in capitals", ({ email }) => [{ email }, { email: email.toUpperCase() }]],
		["an e-mail address sent as username", ({ email }) => [{ email }, { username: ` ${email} ` }]],
		[
			"a phone number with dashes",
			({ phone_number: n }) => [{ phone_number: n }, { phone_number: n.replace("+49", "+49-") }],
		],
		["a username with a space", ({ username }) => [{ username }, { username: ` ${username}` }]],
	];

	it.each(SPELLINGS)("%s", async (_, spellings) => {
		for (const names of [ada, nobody()]) {
			const [from, [one, other]] = [unique(), spellings(names)];
			const limits = [];
			for (const name of [one, other])
				limits.push(told(await login({ ...name, password: "" }, from)).headers.ratelimit);
			expect(limits).toEqual(['"failed-sign-ins";r=9;t=?', '"failed-sign-ins";r=8;t=?']);
		}
	});
});

describe("asking for a code to set a new password is the same work and the same answer for", () => {
	const forget = (email: string) => post("/api/auth/password/forget/", { email });

	it.each<[string, () => Promise<string>]>([
		["an account", async () => (await withEmail()).email],
		["a deactivated account", async () => retired.email],
		["an account without a password", async () => unset.email],
		[
			"an account that has asked a moment ago",
			async () => {
				const { email } = await withEmail();
				await resetCode(email);
				return email;
			},
		],
	])("nobody and %s", async (_, address) => {
		const answers: Answer[] = [];
		const work = async (email: string) => workOf(PASSWORD, async () => answers.push(await forget(email)));
		const unknown = await work(nobody().email);
		expect(unknown).toMatchObject({ hashed: 0, transactions: [3] });
		expect(await work(await address())).toEqual(unknown);
		const [one, other] = answers.map(told);
		expect(one).toMatchObject({ status: 200 });
		expect(other).toEqual(one);
	});
});

describe("a code that is not good costs the same work as a made-up one", () => {
	const reset = (token: string) =>
		workOf(PASSWORD, () => post("/api/auth/password/reset/", { token, new_password: PASSWORD }));

	it.each<[string, (id: number) => Promise<unknown>]>([
		["of a deactivated account", deactivate],
		["too old", (id) => DB.prepare("update one_time_codes set expires_at = 1 where user_id = ?").bind(id).run()],
	])("%s", async (_, spoil) => {
		const { id, email } = await withEmail();
		const code = await resetCode(email);
		await spoil(id);
		const work = await reset("A".repeat(43));
		expect(work).toMatchObject({
			hashed: 0,
			statements: [expect.stringContaining('from "one_time_codes" inner join "users"')],
		});
		expect(await reset(code)).toEqual(work);
	});
});
