import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { PASSWORD, unique } from "../support/factories.ts";
import { deactivate, type Person, registered, resetCode, withoutPassword } from "../support/people.ts";
import { told } from "../support/refusals.ts";

interface Credentials {
	username?: string;
	email?: string;
	phone_number?: string;
	password: string;
}

const login = (body: Credentials) => post("/api/auth/login/", body);

let ada: Person;
let retired: Person;
let unset: Person;
/** The refusal of an unknown name, which all others must look like. */
let reference: Answer;

beforeAll(async () => {
	[ada, retired, unset] = [await registered(), await registered(), await registered()];
	await deactivate(retired.id);
	await withoutPassword(unset.id);
	reference = await login({ username: nobody().username, password: "" });
});

const nobody = () => ({
	username: `nobody-${unique()}`,
	email: `${unique()}@example.org`,
	phone_number: `+49${Math.floor(1e9 + Math.random() * 9e9)}`,
});

async function storedHash(): Promise<string> {
	const query = DB.prepare("select password_hash from users where id = ?").bind(ada.id);
	return (await query.first<string>("password_hash")) ?? "";
}

async function changedBy(change: (user: Person) => Promise<Answer>): Promise<Credentials> {
	const user = await registered();
	expect(await change(user)).toMatchObject({ status: 200 });
	return { username: user.username, password: PASSWORD };
}

const NEW = "another long sentence 8";
const change = (user: Person) =>
	post("/api/auth/password/change/", { old_password: PASSWORD, new_password: NEW }, user.token);
const reset = async (user: Person) =>
	post("/api/auth/password/reset/", { token: await resetCode(user.email), new_password: NEW });

/** Every way in which a name and a password can be wrong together. */
const WRONG: readonly (readonly [string, () => Credentials | Promise<Credentials>])[] = [
	["a username that nobody has", () => ({ username: nobody().username, password: PASSWORD })],
	["an e-mail address that nobody has", () => ({ email: nobody().email, password: PASSWORD })],
	["a phone number that nobody has", () => ({ phone_number: nobody().phone_number, password: PASSWORD })],
	["a name of spaces", () => ({ username: "   ", password: PASSWORD })],
	["a name that no database can hold", () => ({ username: "\ud800\u0000", password: PASSWORD })],
	["a very long name", () => ({ username: "x".repeat(100_000), password: PASSWORD })],
	["a wrong password with the username", () => ({ username: ada.username, password: "not the one 7" })],
	["a wrong password with the e-mail address", () => ({ email: ada.email, password: "not the one 7" })],
	["a wrong password with the phone number", () => ({ phone_number: ada.phone_number, password: "not the one 7" })],
	["an empty password", () => ({ username: ada.username, password: "" })],
	["the password in capitals", () => ({ username: ada.username, password: PASSWORD.toUpperCase() })],
	["the password with a space behind it", () => ({ username: ada.username, password: `${PASSWORD} ` })],
	["the password without its end", () => ({ username: ada.username, password: PASSWORD.slice(0, -1) })],
	["a very long password", () => ({ username: ada.username, password: "a".repeat(1_000) })],
	["a password of broken characters", () => ({ username: ada.username, password: "\ud800\u0000" })],
	["the password's stored hash", async () => ({ username: ada.username, password: await storedHash() })],
	["an access token for a password", () => ({ username: ada.username, password: ada.token })],
	["a mailed code for a password", async () => ({ email: ada.email, password: await resetCode(ada.email) })],
	["the password before its change", () => changedBy(change)],
	["the password before a forgotten one was set anew", () => changedBy(reset)],
	["a deactivated account's right password", () => ({ email: retired.email, password: PASSWORD })],
	["a deactivated account's wrong password", () => ({ email: retired.email, password: "not the one 7" })],
	["an account without a password", () => ({ email: unset.email, password: PASSWORD })],
	["an account without a password, and none sent", () => ({ email: unset.email, password: "" })],
	["an account without a password, and the word null", () => ({ email: unset.email, password: "null" })],
];

const DETAIL = "No active account has this name and password.";

describe("a sign-in is refused, in the same words and with the same headers:", () => {
	it.each(WRONG)("%s", async (_, credentials) => {
		const answer = await login(await credentials());
		expect(answer).toMatchObject({
			status: 401,
			body: { status: 401, code: "unauthenticated", detail: DETAIL, message: DETAIL, errors: {} },
		});
		expect(answer.headers.get("WWW-Authenticate")).toBe('Bearer realm="edgeward"');
		expect(told(answer)).toEqual(told(reference));
	});

	it("and nothing of them spoils the right one", async () => {
		expect(await login({ username: ada.username, password: PASSWORD })).toMatchObject({ status: 200 });
	});
});
