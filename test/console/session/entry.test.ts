import { describe, expect, it } from "vitest";
import { Browser } from "../../support/browser.ts";
import { codesFor } from "../../support/codes.ts";
import { DB } from "../../support/database.ts";
import { PASSWORD, unique } from "../../support/factories.ts";
import { registered, withEmail } from "../../support/people.ts";

const HOME = "https://edgeward.test";

const someone = () => ({
	...{ user_type: "patient", first_name: "Ada", last_name: "Byron", email: `${unique()}@example.org` },
	...{ phone_number: "", username: "", password: PASSWORD, password2: PASSWORD },
});

const register = (fields: Record<string, string>, browser = new Browser()) => browser.visit(`${HOME}/register`, fields);

const provenAt = (email: string) =>
	DB.prepare("select email_verified_at from users where email = ?").bind(email).first("email_verified_at");

describe("who registers", () => {
	it("as a patient is signed in, and asked to complete the profile", async () => {
		const browser = new Browser();
		const answer = await register(someone(), browser);
		expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/me?done=registered"]);
		const page = await (await browser.visit(`${HOME}/me`)).text();
		expect(page).toContain("Hello, Ada");
		expect(page).toContain("Please tell us about you");
	});

	it("as staff waits for an admin, and is told so", async () => {
		const browser = new Browser();
		const answer = await register({ ...someone(), user_type: "staff" }, browser);
		expect(answer.headers.get("Location")).toBe("/account?done=registered");
		const page = await (await browser.visit(`${HOME}/account`)).text();
		expect(page).toContain("You have asked to be Staff. An administrator has to approve it");
		expect(page).toContain("Confirm your e-mail address");
	});

	it.each([
		["password2", { password2: "another sentence 8" }, "does not match password"],
		["password", { password: "password1", password2: "password1" }, "is among the most common passwords"],
		["email", { email: "nonsense" }, "must be an e-mail address"],
		["username", { email: "" }, "give a username, an e-mail address or a phone number"],
	])("hears at the field what is wrong: %s", async (field, wrong, reason) => {
		const answer = await register({ ...someone(), ...wrong });
		const page = await answer.text();
		expect(answer.status).toBe(400);
		expect(page).toMatch(new RegExp(`id="register-${field}-fault">${reason}`));
		expect(page).toContain('value="Byron"');
		expect(answer.headers.getSetCookie()).toEqual([]);
	});

	it("with an address that is somebody's hears that it is taken", async () => {
		const { email } = await registered();
		const answer = await register({ ...someone(), email });
		expect(answer.status).toBe(409);
		expect(await answer.text()).toContain('id="register-email-fault">is already in use');
	});
});

describe("who has forgotten the password", () => {
	it("gets a code by mail, sets a new one, and signs in with it", async () => {
		const { email } = await withEmail();
		const browser = new Browser();
		const asked = await browser.visit(`${HOME}/forgot`, { email });
		expect([asked.status, asked.headers.get("Location")]).toEqual([303, "/reset?done=code_sent"]);
		const [token = ""] = await codesFor(email);
		expect(await (await browser.visit(`${HOME}/reset?token=${token}`)).text()).toContain(`value="${token}"`);
		const set = await browser.visit(`${HOME}/reset`, { token, new_password: "another long sentence 8" });
		expect([set.status, set.headers.get("Location")]).toEqual([303, "/?done=password_set"]);
		const entered = await browser.visit(`${HOME}/sign-in`, { username: email, password: "another long sentence 8" });
		expect(entered.status).toBe(303);
	});

	it("learns nothing of who has an account", async () => {
		const answer = await new Browser().visit(`${HOME}/forgot`, { email: `${unique()}@example.org` });
		expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/reset?done=code_sent"]);
	});

	it("keeps the code where the new password is refused, and hears why", async () => {
		const { email } = await withEmail();
		const browser = new Browser();
		await browser.visit(`${HOME}/forgot`, { email });
		const [token = ""] = await codesFor(email);
		const refused = await browser.visit(`${HOME}/reset`, { token, new_password: "short" });
		expect(refused.status).toBe(400);
		const page = await refused.text();
		expect(page).toContain('id="reset-new_password-fault">must have at least 8 characters');
		expect(page).toContain(`value="${token}"`);
		expect((await browser.visit(`${HOME}/reset`, { token, new_password: "another long sentence 8" })).status).toBe(303);
	});

	it("cannot use a code that nobody sent", async () => {
		const answer = await new Browser().visit(`${HOME}/reset`, {
			token: "x".repeat(43),
			new_password: "a long sentence 7",
		});
		expect(answer.status).toBe(400);
		expect(await answer.text()).toContain('id="reset-token-fault">is not valid, or not any more');
	});
});

describe("a code that proves an e-mail address", () => {
	it("is spent by the button and not by the link, which mail programs open before people do", async () => {
		const { email } = await registered();
		const [token = ""] = await codesFor(email);
		const browser = new Browser();
		expect((await browser.visit(`${HOME}/verify?token=${token}`)).status).toBe(200);
		expect(await provenAt(email)).toBeNull();
		const answer = await browser.visit(`${HOME}/verify`, { token });
		expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/?done=verified"]);
		expect(await provenAt(email)).not.toBeNull();
		expect((await browser.visit(`${HOME}/verify`, { token })).status).toBe(400);
	});
});
