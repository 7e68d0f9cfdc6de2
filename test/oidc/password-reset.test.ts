import { describe, expect, it } from "vitest";
import { patch, post } from "../support/client.ts";
import { codesFor } from "../support/codes.ts";
import { DB } from "../support/database.ts";
import { PASSWORD, unique } from "../support/factories.ts";
import { arrive, describePerson, newPerson, signInAt, signInWith } from "../support/oidc.ts";
import { registered, resetCode } from "../support/people.ts";
import { overtakenBy } from "../support/races.ts";

const NEW = "another long sentence 8";
const reset = async (email: string) =>
	post("/api/auth/password/reset/", { token: await resetCode(email), new_password: NEW });

const countIdentities = (userId: number) =>
	DB.prepare("select count(*) as n from identities where user_id = ?").bind(userId).first<number>("n");

/** An account with a proven address, and somebody at a provider who signs in to it. */
async function linked() {
	const account = await registered();
	const [token] = await codesFor(account.email);
	await post("/api/auth/verify-email/", { token });
	const person = await newPerson("clinic", { email: account.email });
	const { body } = await signInWith("clinic", person);
	if (body.user_id !== account.id) throw new Error(`not linked: ${JSON.stringify(body)}`);
	// From now on the provider alone knows them by another address.
	await describePerson("clinic", person.login, { email: person.email, email_verified: true });
	return { account, person };
}

describe("a password that is set anew by mail", () => {
	it("shuts out who signed in with a provider until then", async () => {
		const { account, person } = await linked();
		expect((await signInWith("clinic", person)).body.user_id).toBe(account.id);
		expect(await reset(account.email)).toMatchObject({ status: 200 });
		expect(await countIdentities(account.id)).toBe(0);
		const { status, body } = await signInWith("clinic", person);
		expect({ status, message: body.message, email: body.email }).toEqual({
			...{ status: 200, message: "Registered.", email: person.email },
		});
		expect(body.user_id).not.toBe(account.id);
	});

	it("gives the account to the owner of its address alone, where a stranger has waited in it", async () => {
		const { account: thiefs, person: thief } = await linked();
		const victim = `${unique()}@example.org`;
		const move = { email: victim, current_password: PASSWORD };
		expect(await patch("/api/auth/profile/", move, thiefs.token)).toMatchObject({ status: 200 });

		expect(await reset(victim)).toMatchObject({ status: 200 });
		const owner = await post("/api/auth/login/", { email: victim, password: NEW });
		expect(owner).toMatchObject({ status: 200, body: { user_id: thiefs.id, user: { email_verified: true } } });
		expect((await signInWith("clinic", thief)).body.user_id).not.toBe(thiefs.id);
		expect(await post("/api/auth/login/", { username: thiefs.username, password: PASSWORD })).toMatchObject({
			status: 401,
		});
	});

	it("is not overtaken by a sign-in with the provider", async () => {
		const { account, person } = await linked();
		const { browser, callback } = await signInAt("clinic", person);
		const answer = await overtakenBy(
			() => reset(account.email),
			() => arrive(browser, callback),
		);
		expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
		const open = DB.prepare("select count(*) as n from sessions where user_id = ? and ended_at is null");
		expect(await open.bind(account.id).first("n")).toBe(0);
	});

	it("leaves another account's provider alone", async () => {
		const [one, other] = [await linked(), await linked()];
		await reset(one.account.email);
		expect(await countIdentities(other.account.id)).toBe(1);
		expect((await signInWith("clinic", other.person)).body.user_id).toBe(other.account.id);
	});

	it("does not keep the provider away for ever: the proven address links it again", async () => {
		const { account, person } = await linked();
		await reset(account.email);
		await describePerson("clinic", person.login, { email: account.email, email_verified: true });
		expect(await signInWith("clinic", person)).toMatchObject({ status: 200, body: { user_id: account.id } });
		expect(await countIdentities(account.id)).toBe(1);
	});
});
