import { beforeAll, describe, expect, it } from "vitest";
import { Browser } from "../support/browser.ts";
import { get, post } from "../support/client.ts";
import { codesFor } from "../support/codes.ts";
import { DB } from "../support/database.ts";
import { PASSWORD } from "../support/factories.ts";
import { openMailbox } from "../support/mailbox.ts";
import {
	arrive,
	auditOf,
	describePerson,
	issuerOf,
	newPerson,
	type ProviderId,
	signInAt,
	signInWith,
} from "../support/oidc.ts";
import { registered } from "../support/people.ts";

let mailbox: ReturnType<typeof openMailbox>;
beforeAll(() => {
	mailbox = openMailbox();
});

const identitiesOf = async (userId: number) => {
	const query = DB.prepare("select issuer, subject from identities where user_id = ?");
	return (await query.bind(userId).all()).results;
};
const countAccounts = (email: string) =>
	DB.prepare("select count(*) as n from users where email = ?").bind(email).first<number>("n");

/** Somebody with an account and a password here, who has proven their address. */
async function confirmed() {
	const person = await registered();
	const [token] = await codesFor(person.email);
	const { status } = await post("/api/auth/verify-email/", { token });
	if (status !== 200) throw new Error(`not confirmed: ${status}`);
	return person;
}

describe("the first sign-in of somebody new", () => {
	it.each<ProviderId>([
		"clinic",
		"lab",
	])("creates their account, and the pair of tokens works: %s", async (provider) => {
		const person = await newPerson(provider, { given_name: "Ada", family_name: "Lovelace" });
		const answer = await signInWith(provider, person);
		expect(answer).toMatchObject({ status: 200, body: { message: "Registered.", email: person.email } });
		expect(answer.body.user).toMatchObject({
			...{ username: person.email, email_verified: true, first_name: "Ada", last_name: "Lovelace" },
			...{ roles: ["user"], requested_user_type: null, is_active: true, is_accept_terms_and_condition: false },
		});
		expect(await identitiesOf(answer.body.user_id)).toEqual([{ issuer: issuerOf(provider), subject: person.login }]);
		expect(await get("/api/auth/sessions/", answer.body.access)).toMatchObject({ status: 200, body: { count: 1 } });
		const renewed = await post("/api/auth/token/refresh/", { refresh: answer.body.refresh });
		expect(await get("/api/patients/", renewed.body.access)).toMatchObject({ status: 200 });
	});

	it("makes them what they asked for: a patient with a profile", async () => {
		const person = await newPerson("clinic", { given_name: "Pat" });
		const { body } = await signInWith("clinic", person, undefined, { query: "?user_type=patient" });
		expect(body.user).toMatchObject({ roles: ["patient"], patient_id: expect.any(Number), doctor_id: null });
		const profile = await get("/api/patients/me/", body.access);
		expect(profile).toMatchObject({ status: 200, body: { id: body.user.patient_id, first_name: "Pat" } });
	});

	it("makes them what they asked for: a doctor whom nobody has verified yet", async () => {
		const { body } = await signInWith("clinic", await newPerson(), undefined, { query: "?user_type=doctor" });
		expect(body.user).toMatchObject({ roles: ["doctor"], doctor_id: expect.any(Number), is_verified: false });
	});

	it("leaves no password: none fits", async () => {
		const { body } = await signInWith("clinic", await newPerson());
		for (const password of ["", "null", "any"])
			expect(await post("/api/auth/login/", { email: body.email, password })).toMatchObject({ status: 401 });
	});

	it("keeps names within our lengths, and an address as we spell it", async () => {
		const { login, email } = await newPerson();
		const names = { given_name: ` ${"A".repeat(200)}`, family_name: 7 };
		await describePerson("clinic", login, { email: email.toUpperCase(), email_verified: true, ...names });
		const { body } = await signInWith("clinic", { login });
		expect(body.user).toMatchObject({ email, first_name: "A".repeat(60), last_name: "" });
	});

	it("is in the audit trail", async () => {
		const answer = await signInWith("clinic", await newPerson());
		expect(await auditOf(answer)).toMatchObject([
			{ action: "user.register", entity: "user", entity_id: String(answer.body.user_id), actor_id: null },
		]);
	});

	it("finds another username where theirs is taken by whoever had the address before", async () => {
		const person = await newPerson();
		await DB.prepare("update users set username = ? where id = ?")
			.bind(person.email, (await registered()).id)
			.run();
		const { status, body } = await signInWith("clinic", person);
		expect({ status, email: body.email }).toEqual({ status: 200, email: person.email });
		expect(body.username).toMatch(/^[\da-f-]{36}$/);
	});

	it("in two browsers at once makes one account", async () => {
		const person = await newPerson();
		const journeys = await Promise.all([1, 2, 3].map(() => signInAt("clinic", person)));
		const answers = await Promise.all(journeys.map(({ browser, callback }) => arrive(browser, callback)));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(new Set(answers.map(({ body }) => body.user_id)).size).toBe(1);
		expect(await countAccounts(person.email)).toBe(1);
		for (const { body } of answers) expect(await get("/api/patients/", body.access)).toMatchObject({ status: 200 });
	});
});

describe("the next sign-in", () => {
	it("finds the same account, whatever became of the address at the provider", async () => {
		const person = await newPerson();
		const first = await signInWith("clinic", person);
		for (const claims of [
			{ email: `new-${person.email}`, email_verified: true },
			{ email: `new-${person.email}`, email_verified: false },
			{},
		]) {
			await describePerson("clinic", person.login, claims);
			const { status, body } = await signInWith("clinic", person);
			expect({ status, message: body.message, id: body.user_id, email: body.email }).toEqual({
				...{ status: 200, message: "Signed in.", id: first.body.user_id, email: person.email },
			});
		}
		expect(await countAccounts(`new-${person.email}`)).toBe(0);
	});

	it("finds it by the identity, not by the address that another account has", async () => {
		const person = await newPerson();
		const first = await signInWith("clinic", person);
		const other = await confirmed();
		await describePerson("clinic", person.login, { email: other.email, email_verified: true });
		expect((await signInWith("clinic", person)).body.user_id).toBe(first.body.user_id);
		expect(await identitiesOf(other.id)).toEqual([]);
	});

	it("does not ask again what the account becomes", async () => {
		const person = await newPerson();
		await signInWith("clinic", person);
		const { body } = await signInWith("clinic", person, undefined, { query: "?user_type=doctor" });
		expect(body.user.roles).toEqual(["user"]);
	});

	it("is a session like any other, in the audit trail too", async () => {
		const person = await newPerson();
		await signInWith("clinic", person);
		const answer = await signInWith("clinic", person);
		expect(await auditOf(answer)).toMatchObject([{ action: "session.start", actor_id: answer.body.user_id }]);
		expect(await get("/api/auth/sessions/", answer.body.access)).toMatchObject({ body: { count: 2 } });
	});
});

describe("somebody with an account whose address both sides have seen proven", () => {
	it("gets into that account, and is told by mail", async () => {
		const account = await confirmed();
		const person = await newPerson("clinic", { email: account.email });
		const answer = await signInWith("clinic", person, undefined, { query: "?user_type=doctor" });
		expect(answer).toMatchObject({ status: 200, body: { user_id: account.id, username: account.username } });
		expect(answer.body.message).toContain("Clinic ID");
		expect(answer.body.user.roles).toEqual(["user"]);
		expect(await identitiesOf(account.id)).toEqual([{ issuer: issuerOf("clinic"), subject: person.login }]);
		expect(await auditOf(answer)).toMatchObject([
			{ action: "session.start", actor_id: account.id },
			{ action: "identity.link", entity: "user", entity_id: String(account.id), actor_id: account.id },
		]);
		await expect
			.poll(() => mailbox.to(account.email).find(({ subject }) => /Another way to sign in/.test(subject))?.text)
			.toMatch(/Provider: Clinic ID/);
	});

	it("keeps the password, and what was linked stays so", async () => {
		const account = await confirmed();
		const person = await newPerson("clinic", { email: account.email });
		await signInWith("clinic", person);
		await describePerson("clinic", person.login, {});
		expect(await signInWith("clinic", person)).toMatchObject({ status: 200, body: { user_id: account.id } });
		const answer = await post("/api/auth/login/", { username: account.username, password: PASSWORD });
		expect(answer).toMatchObject({ status: 200 });
	});

	it("may come by several providers", async () => {
		const account = await confirmed();
		for (const provider of ["clinic", "lab"] as const) {
			const person = await newPerson(provider, { email: account.email });
			expect(await signInWith(provider, person)).toMatchObject({ status: 200, body: { user_id: account.id } });
		}
		expect(await identitiesOf(account.id)).toHaveLength(2);
	});

	it("is linked once by two callbacks at once", async () => {
		const account = await confirmed();
		const person = await newPerson("clinic", { email: account.email });
		const journeys = await Promise.all([1, 2].map(() => signInAt("clinic", person)));
		const answers = await Promise.all(journeys.map(({ browser, callback }) => arrive(browser, callback)));
		expect(answers).toMatchObject([
			{ status: 200, body: { user_id: account.id } },
			{ status: 200, body: { user_id: account.id } },
		]);
		expect(await identitiesOf(account.id)).toHaveLength(1);
	});
});

describe("the browser", () => {
	it("forgets the state once it is back", async () => {
		const { browser, callback } = await signInAt("clinic", await newPerson());
		expect(browser.cookies(callback)).toHaveLength(1);
		const { headers } = await arrive(browser, callback);
		expect(browser.cookies(callback)).toEqual([]);
		expect(headers.getSetCookie()).toEqual([
			"__Secure-edgeward_oidc_state=; Max-Age=0; Path=/api/auth/oidc/clinic/callback; HttpOnly; Secure; SameSite=Lax",
		]);
	});

	it("sends it to the callback of its own provider alone", async () => {
		const browser = new Browser();
		const { callback } = await signInAt("clinic", await newPerson(), browser);
		expect(browser.cookies(callback)).toHaveLength(1);
		for (const other of ["/", "/api/auth/oidc/clinic/", "/api/auth/oidc/lab/callback/", "/api/patients/"])
			expect(browser.cookies(`https://edgeward.test${other}`)).toEqual([]);
	});

	it("leaves the tokens out of caches and of what the next site is told", async () => {
		const { headers } = await signInWith("clinic", await newPerson());
		expect(headers.get("Cache-Control")).toBe("no-store");
		expect(headers.get("Referrer-Policy")).toBe("no-referrer");
	});
});
