import { describe, expect, it } from "vitest";
import { get, patch, post } from "../support/client.ts";
import { codesFor } from "../support/codes.ts";
import { DB } from "../support/database.ts";
import { PASSWORD, unique } from "../support/factories.ts";
import { type Person, registered, resetCode } from "../support/people.ts";
import { overtakenBy } from "../support/races.ts";

const NEW = "another long sentence 8";
const THEIRS = "what a thief would like 9";

const reset = (token: string, new_password = NEW) => post("/api/auth/password/reset/", { token, new_password });
const moveTo = (email: string, { token }: Person) =>
	patch("/api/auth/profile/", { email, current_password: PASSWORD }, token);

/** Which of the passwords lets one in. */
async function passwordOf({ username }: Person): Promise<string[]> {
	const fitting = [];
	for (const password of [PASSWORD, NEW, THEIRS])
		if ((await post("/api/auth/login/", { username, password })).status === 200) fitting.push(password);
	return fitting;
}

const rowOf = ({ id }: Person) => DB.prepare("select * from users where id = ?").bind(id).first();

async function auditedOf({ id }: Person) {
	const query = DB.prepare("select action from audit where entity = 'user' and entity_id = ?").bind(String(id));
	return (await query.all()).results.map(({ action }) => action);
}

const BAD_CODE = { status: 400, body: { errors: { token: ["is not valid, or not any more: ask for a new one"] } } };

describe("while the account's address becomes another one", () => {
	it("the code for a new password sets none, and proves nothing", async () => {
		const thief = await registered();
		const code = await resetCode(thief.email);
		const victim = `${unique()}@example.org`;
		const answer = await overtakenBy(
			async () => expect(await moveTo(victim, thief)).toMatchObject({ status: 200 }),
			() => reset(code),
		);
		expect(answer).toMatchObject(BAD_CODE);
		expect(await rowOf(thief)).toMatchObject({ email: victim, email_verified_at: null });
		expect(await passwordOf(thief)).toEqual([PASSWORD]);
		expect(await get("/api/users/me/", thief.token)).toMatchObject({ status: 200 });
		expect(await auditedOf(thief)).not.toContain("password.reset");
	});

	it("the code that proves the former one proves nothing", async () => {
		const thief = await registered();
		const [code = ""] = await codesFor(thief.email);
		const victim = `${unique()}@example.org`;
		const answer = await overtakenBy(
			() => moveTo(victim, thief),
			() => post("/api/auth/verify-email/", { token: code }),
		);
		expect(answer).toMatchObject(BAD_CODE);
		expect(await rowOf(thief)).toMatchObject({ email: victim, email_verified_at: null });
		expect(await auditedOf(thief)).not.toContain("email.verify");
	});
});

it("of two new passwords with one code at once the first one counts", async () => {
	const person = await registered();
	const code = await resetCode(person.email);
	const answer = await overtakenBy(
		async () => expect(await reset(code, NEW)).toMatchObject({ status: 200 }),
		() => reset(code, THEIRS),
	);
	expect(answer).toMatchObject(BAD_CODE);
	expect(await passwordOf(person)).toEqual([NEW]);
});

describe("while its owner sets a new password by mail", () => {
	const secured = async (person: Person) => {
		const code = await resetCode(person.email);
		return async () => expect(await reset(code)).toMatchObject({ status: 200 });
	};

	it("whoever knows the old one changes the password no more", async () => {
		const person = await registered();
		const body = { old_password: PASSWORD, new_password: THEIRS };
		const answer = await overtakenBy(await secured(person), () =>
			post("/api/auth/password/change/", body, person.token),
		);
		expect(answer).toMatchObject({ status: 400, body: { errors: { old_password: ["is not your password"] } } });
		expect(await passwordOf(person)).toEqual([NEW]);
		expect(await auditedOf(person)).not.toContain("password.change");
	});

	it("whoever knows the old one changes the e-mail address no more, nor what they send along", async () => {
		const person = await registered();
		const body = { email: `${unique()}@evil.example`, current_password: PASSWORD, first_name: "Thief" };
		const answer = await overtakenBy(await secured(person), () => patch("/api/auth/profile/", body, person.token));
		expect(answer).toMatchObject({ status: 400, body: { errors: { current_password: ["is not your password"] } } });
		expect(await rowOf(person)).toMatchObject({ email: person.email, first_name: "" });
		expect(await codesFor(body.email)).toEqual([]);
		expect(await auditedOf(person)).not.toContain("profile.edit");
	});
});
