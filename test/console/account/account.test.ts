import { describe, expect, it } from "vitest";
import { call, get, post } from "../../support/client.ts";
import { codesFor } from "../../support/codes.ts";
import { Pages } from "../../support/console.ts";
import { DB } from "../../support/database.ts";
import {
	createPatient,
	createUser,
	PASSWORD,
	sessionOf,
	signIn,
	type TestUser,
	unique,
} from "../../support/factories.ts";
import { withEmail, withProvenEmail } from "../../support/people.ts";

const profileOf = async ({ token }: TestUser) => (await get("/api/auth/profile/", token)).body.user;

const NAMED = { first_name: "Nora", last_name: "Quist", phone_number: "", current_password: "" };

describe("one's own account", () => {
	it("changes name and phone number, without a password", async () => {
		const nurse = await createUser("staff");
		const pages = new Pages(nurse);
		const digits = `+4930${Math.floor(1e6 + Math.random() * 9e6)}`;
		const saved = await pages.post("/account", { ...NAMED, phone_number: digits, email: "" });
		expect([saved.status, saved.location]).toEqual([303, "/account?done=saved"]);
		expect(await profileOf(nurse)).toMatchObject({ first_name: "Nora", last_name: "Quist", phone_number: digits });
		// The bar calls them by the new name at once.
		expect(saved.headers.getSetCookie().join()).toContain("edgeward_name=Nora%20Quist");
	});

	it("needs the password for another e-mail address, and sends a code there", async () => {
		const nurse = await withProvenEmail();
		const pages = new Pages(nurse);
		const email = `${unique()}@example.org`;
		const refused = await pages.post("/account", { ...NAMED, email });
		expect(refused.status).toBe(400);
		expect(refused.text).toContain('id="profile-current_password-fault">is required to change the e-mail address');
		expect(refused.text).toContain(`value="${email}"`);
		expect((await pages.post("/account", { ...NAMED, email, current_password: "wrong sentence 1" })).text).toContain(
			'id="profile-current_password-fault">is not your password',
		);
		const saved = await pages.post("/account", { ...NAMED, email, current_password: PASSWORD });
		expect(saved.location).toBe("/account?done=verification_sent");
		expect(await profileOf(nurse)).toMatchObject({ email, email_verified: false });
		const [token = ""] = await codesFor(email);
		expect((await pages.post("/verify", { token })).location).toBe("/account?done=verified");
		expect((await pages.get("/account")).text).not.toContain("Confirm your e-mail address");
	});

	it("sends what was left alone nowhere: a patient's record may have another address than their login", async () => {
		const admin = await createUser("admin");
		const { id, username } = await createPatient(admin, { email: `${unique()}@example.org` });
		await DB.prepare("update patients set email = null where id = ?").bind(id).run();
		const patient = await sessionOf(username);
		const { email } = await profileOf(patient);
		await new Pages(patient).post("/account", { ...NAMED, email });
		expect((await get(`/api/patients/${id}/`, admin.token)).body).toMatchObject({ email: null, first_name: "Nora" });
	});

	it("sends the code again", async () => {
		const nurse = await withEmail();
		const sent = await new Pages(nurse).post("/account/email/resend");
		expect(sent.location).toBe("/account?done=verification_sent");
		expect(await codesFor(nurse.email)).toHaveLength(1);
	});

	it("shows a name as a text", async () => {
		const nurse = await createUser("staff");
		await DB.prepare("update users set first_name = ? where id = ?").bind("<script>alert(1)</script>", nurse.id).run();
		const { text } = await new Pages(nurse).get("/account");
		expect(text).toContain("&lt;script&gt;alert(1)");
		expect(text).not.toContain("<script>alert");
	});
});

describe("one's own password", () => {
	const NEW = "another long sentence 8";

	it("is changed by who knows it, and the other sessions end", async () => {
		const nurse = await createUser("staff");
		const other = await sessionOf(nurse.username);
		const pages = new Pages(nurse);
		const changed = await pages.post("/account/password", { old_password: PASSWORD, new_password: NEW });
		expect([changed.status, changed.location]).toEqual([303, "/account/security?done=password_changed"]);
		expect((await pages.get("/account/security")).status).toBe(200);
		expect(await get("/api/patients/", other.token)).toMatchObject({ status: 401 });
		expect((await signIn(nurse.username, NEW)).id).toBe(nurse.id);
	});

	it.each([
		["old_password", { old_password: "wrong sentence 1", new_password: NEW }, "is not your password"],
		["new_password", { old_password: PASSWORD, new_password: "12345678" }, "must not be only numbers"],
	])("says at the field what is wrong: %s", async (field, fields, reason) => {
		const refused = await new Pages(await createUser("staff")).post("/account/password", fields);
		expect(refused.status).toBe(400);
		expect(refused.text).toContain(`id="password-${field}-fault">${reason}`);
		expect(refused.text).not.toContain(fields.old_password);
	});
});

describe("one's own sessions", () => {
	const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

	it("are listed with this one marked, and end one by one", async () => {
		const nurse = await createUser("staff");
		const body = { username: nurse.username, password: PASSWORD };
		const lost = (await call("POST", "/api/auth/login/", { body, headers: { "User-Agent": FIREFOX } })).body.access;
		const pages = new Pages(nurse);
		const { text } = await pages.get("/account/security");
		expect(text.match(/this one/g)).toHaveLength(1);
		const [, action = ""] =
			/action="([^"]+)"[^>]*><button[^>]*aria-label="End the session of Firefox on Linux"/.exec(text) ?? [];
		expect((await pages.post(action)).location).toBe("/account/security?done=session_ended");
		expect(await get("/api/patients/", lost)).toMatchObject({ status: 401 });
		expect((await pages.get("/account/security")).text).not.toContain("Firefox");
		expect((await pages.post(action)).status).toBe(404);
	});

	it("end here too, which signs out", async () => {
		const pages = new Pages(await createUser("staff"));
		const [, action = ""] =
			/action="(\/account\/sessions\/[^"]+)"/.exec((await pages.get("/account/security")).text) ?? [];
		expect((await pages.post(action)).location).toBe("/?done=signed_out");
		expect((await pages.get("/account")).status).toBe(303);
	});

	it("of others are not there", async () => {
		const [nurse, other] = [await createUser("staff"), await createUser("staff")];
		const { results } = (await get("/api/auth/sessions/", other.token)).body;
		expect((await new Pages(nurse).post(`/account/sessions/${results[0].id}/end`)).status).toBe(404);
		expect((await get("/api/auth/sessions/", other.token)).body.count).toBe(1);
	});
});

describe("how one is reached", () => {
	const QUIET = { "quiet_hours.from": "22:00", "quiet_hours.to": "07:00", "quiet_hours.timezone": "Europe/Berlin" };
	const preferencesOf = async ({ token }: TestUser) => (await get("/api/notifications/preferences/", token)).body;

	it("is said in a form, with quiet hours and without", async () => {
		const nurse = await createUser("staff");
		const pages = new Pages(nurse);
		const first = await pages.post("/account/notifications", { version: "0", email: "all", ...QUIET });
		expect(first.location).toBe("/account/notifications?done=saved");
		const quiet_hours = { from: "22:00", to: "07:00", timezone: "Europe/Berlin" };
		expect(await preferencesOf(nurse)).toMatchObject({ email: "all", quiet_hours, version: 1 });
		expect((await pages.get("/account/notifications")).text).toContain('value="22:00"');
		const none = { ...QUIET, "quiet_hours.from": "", "quiet_hours.to": "" };
		await pages.post("/account/notifications", { version: "1", email: "none", ...none });
		expect(await preferencesOf(nurse)).toMatchObject({ email: "none", quiet_hours: null });
	});

	it("says at the field what is wrong", async () => {
		const pages = new Pages(await createUser("staff"));
		const sent = { version: "0", email: "all", ...QUIET };
		const half = await pages.post("/account/notifications", { ...sent, "quiet_hours.to": "" });
		expect(half.status).toBe(400);
		expect(half.text).toContain('id="preferences-quiet_hours.to-fault">must be a time');
		const same = await pages.post("/account/notifications", { ...sent, "quiet_hours.to": "22:00" });
		expect(same.text).toContain('id="preferences-quiet_hours.to-fault">must differ from');
	});

	it("is not overwritten where it was changed meanwhile, and what it is now is shown", async () => {
		const nurse = await createUser("staff");
		const pages = new Pages(nurse);
		await pages.post("/account/notifications", { version: "0", email: "alerts", ...QUIET });
		const late = await pages.post("/account/notifications", { version: "0", email: "none", ...QUIET });
		expect(late.status).toBe(412);
		expect(late.text).toContain("Somebody else changed this in the meantime");
		expect(late.text).toContain('name="version" value="1"');
		expect(late.text).toMatch(/<option value="alerts" selected/);
		expect(await preferencesOf(nurse)).toMatchObject({ email: "alerts" });
	});
});

describe("the tokens of one's scripts", () => {
	it("are shown once when they are made, work, and are revoked", async () => {
		const nurse = await createUser("staff");
		const pages = new Pages(nurse);
		const made = await pages.post("/account/tokens", { name: "nightly <b>", scope: "read", days: "7" });
		expect(made.status).toBe(200);
		expect(made.text).toContain("Your token nightly &lt;b&gt;");
		const [, token = ""] = /<code>([^<]+)</.exec(made.text) ?? [];
		expect(await get("/api/patients/", token)).toMatchObject({ status: 200 });
		expect(await post("/api/patients/", { first_name: "X" }, token)).toMatchObject({ status: 403 });
		const page = (await pages.get("/account/tokens")).text;
		expect(page).not.toContain(token);
		const [, action = ""] = /action="(\/account\/tokens\/\d+\/revoke)"/.exec(page) ?? [];
		expect((await new Pages(await createUser("staff")).post(action)).status).toBe(404);
		expect((await pages.post(action)).location).toBe("/account/tokens?done=removed");
		expect(await get("/api/patients/", token)).toMatchObject({ status: 401 });
	});

	it("need a name", async () => {
		const refused = await new Pages(await createUser("staff")).post("/account/tokens", { name: " ", scope: "read" });
		expect(refused.status).toBe(400);
		expect(refused.text).toContain('id="token-name-fault"');
	});
});
