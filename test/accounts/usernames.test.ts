import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, PASSWORD, type TestUser, unique } from "../support/factories.ts";

const register = (body: object) => post("/api/auth/register/", { password: PASSWORD, ...body });
const login = (body: object) => post("/api/auth/login/", { password: PASSWORD, ...body });
const email = () => `${unique()}@example.org`;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

describe("a username", () => {
	it.each([
		...["(+49)3012345", "-+493012345", "(+49)", "+49.30-12345", "( 030 ) 12345", "12-34", "+(49) 30 12345"],
		...["０３０１２３４５６", "＋49 30 12345", "（030）12345"],
	])("is refused where it is nothing but a phone number: %j", async (username) => {
		const { status, body } = await register({ username });
		expect({ status, errors: body.errors }).toEqual({
			...{ status: 400, errors: { username: ["must not look like a phone number"] } },
		});
	});

	it.each(["@", "＠", "﹫"])("is refused where it has an at sign in any width: %s", async (at) => {
		const { status, body } = await register({ username: `ada-${unique()}${at}example.org` });
		expect({ status, errors: body.errors }).toEqual({
			...{ status: 400, errors: { username: ["must not contain @"] } },
		});
	});

	it.each([
		["a zero-width space", "\u200b"],
		["a zero-width joiner", "\u200d"],
		["a soft hyphen", "\u00ad"],
		["a byte order mark", "\ufeff"],
		["text that runs backwards", "\u202e"],
		["a tag", "\u{e0041}"],
		["NUL", "\u0000"],
		["a line break", "\n"],
		["a tab", "\t"],
		["an escape", "\u001b"],
	])("is refused where it has %s within, which nobody sees", async (_, character) => {
		const { status, body } = await register({ username: `ada${character}${unique()}` });
		expect({ status, fields: Object.keys(body.errors ?? {}) }).toEqual({ status: 400, fields: ["username"] });
	});

	it.each([
		["in fullwidth letters", "ａｄａ", "ada"],
		["with a letter and its accent apart", "e\u0301lodie", "élodie"],
		["with a ligature", "ﬁona", "fiona"],
		["with blanks around it", "  ada", "ada"],
	])("%s is the same as without, when one registers and when one signs in", async (_, written, meant) => {
		const mark = unique();
		const created = await register({ username: `${written}-${mark}` });
		expect(created).toMatchObject({ status: 201, body: { username: `${meant}-${mark}` } });
		for (const name of [written, meant])
			expect(await login({ username: `${name}-${mark}` })).toMatchObject({
				...{ status: 200, body: { user_id: created.body.user_id } },
			});
		expect(await register({ username: `${meant}-${mark}` })).toMatchObject({
			...{ status: 409, body: { errors: { username: ["is already in use"] } } },
		});
	});

	it.each([
		"007-bond",
		"+ada",
		"49 (a)",
		"мария",
		"小林",
	])("that may look odd lets one sign in by it: %s", async (name) => {
		const username = `${name}-${unique()}`;
		expect(await register({ username })).toMatchObject({ status: 201, body: { username } });
		expect(await login({ username })).toMatchObject({ status: 200, body: { username } });
	});
});

describe("who gives an e-mail address alone", () => {
	it("has it as username", async () => {
		const address = email();
		expect(await register({ email: address })).toMatchObject({ status: 201, body: { username: address } });
	});

	it("registers also where it is somebody's username still", async () => {
		const address = email();
		const { id } = await createUser("user");
		await DB.prepare("update users set username = ? where id = ?").bind(address, id).run();
		const answer = await register({ email: address });
		expect(answer).toMatchObject({ status: 201, body: { email: address, username: expect.stringMatching(UUID) } });
		expect(await login({ email: address })).toMatchObject({ status: 200, body: { user_id: answer.body.user_id } });
	});
});

describe("another e-mail address", () => {
	let admin: TestUser;
	beforeAll(async () => {
		admin = await createUser("admin");
	});

	type Move = (person: Answer["body"], email: string | null) => Promise<Answer>;
	const WAYS: [string, Move][] = [
		["its owner", ({ access }, to) => patch("/api/auth/profile/", { email: to, current_password: PASSWORD }, access)],
		["an admin", ({ user_id }, to) => patch(`/api/users/${user_id}/`, { email: to }, admin.token)],
	];
	const usernameOf = async ({ user_id }: Answer["body"]) =>
		DB.prepare("select username from users where id = ?").bind(user_id).first<string>("username");

	describe.each(WAYS)("that %s gives", (_, move) => {
		it("an account is its username too, where the former one was", async () => {
			const [former, next] = [email(), email()];
			const person = (await register({ email: former })).body;
			expect(await move(person, next)).toMatchObject({ status: 200 });
			expect(await usernameOf(person)).toBe(next);
			expect(await login({ email: next })).toMatchObject({ status: 200, body: { user_id: person.user_id } });
			expect(await login({ email: former })).toMatchObject({ status: 401 });
			expect(await register({ email: former })).toMatchObject({ status: 201, body: { username: former } });
		});

		it("an account is no username where somebody else has it as theirs", async () => {
			const next = email();
			const other = await createUser("user");
			await DB.prepare("update users set username = ? where id = ?").bind(next, other.id).run();
			const person = (await register({ email: email() })).body;
			expect(await move(person, next)).toMatchObject({ status: 200 });
			expect(await usernameOf(person)).toMatch(UUID);
		});

		it("an account leaves a username of its own as it is", async () => {
			const username = `ada-${unique()}`;
			const person = (await register({ username, email: email() })).body;
			for (const to of [email(), null]) {
				expect(await move(person, to)).toMatchObject({ status: 200 });
				expect(await usernameOf(person)).toBe(username);
			}
		});

		it("an account leaves nobody without a username: none at all makes one up", async () => {
			const person = (await register({ email: email(), phone_number: `+49${Math.floor(1e9 * (1 + Math.random()))}` }))
				.body;
			expect(await move(person, null)).toMatchObject({ status: 200 });
			expect(await usernameOf(person)).toMatch(UUID);
		});
	});
});
