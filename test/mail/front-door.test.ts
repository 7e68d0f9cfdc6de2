import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import worker from "../../src/index.ts";
import { call, get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, PASSWORD, unique } from "../support/factories.ts";
import { codeIn, openMailbox } from "../support/mailbox.ts";
import { type Person, registered, withEmail, withProvenEmail } from "../support/people.ts";

const NEW = "another long sentence 8";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

let mailbox: ReturnType<typeof openMailbox>;
beforeAll(() => {
	mailbox = openMailbox();
});

const NOTICE = "A new sign-in to your account";

const signInWith = (userAgent: string, { username }: Pick<Person, "username">) =>
	call("POST", "/api/auth/login/", { body: { username, password: PASSWORD }, headers: { "User-Agent": userAgent } });

/** Somebody with a browser who has proven their address. */
async function proven(): Promise<Person> {
	const person = await registered({ "User-Agent": FIREFOX });
	const [mail] = await mailbox.arrived(person.email);
	const verified = mail && (await post("/api/auth/verify-email/", { token: codeIn(mail) }));
	expect(verified).toMatchObject({ status: 200 });
	return person;
}

describe("a registration", () => {
	it("mails one code to the address, which proves it", async () => {
		const person = await registered();
		const [mail] = await mailbox.arrived(person.email);
		expect(mail).toMatchObject({
			...{ from: env.MAIL_FROM, to: person.email },
			subject: "Your code to confirm this e-mail address",
			text: expect.stringMatching(/within 20 minutes/),
		});
		expect(await post("/api/auth/verify-email/", { token: mail ? codeIn(mail) : "" })).toMatchObject({ status: 200 });
		const { body } = await post("/api/auth/login/", { username: person.username, password: PASSWORD });
		expect(body.user.email_verified).toBe(true);
	});
});

describe("a forgotten password", () => {
	it("mails a code that sets a new one, and then the news that it was set", async () => {
		const user = await withEmail();
		await post("/api/auth/password/forget/", { email: user.email.toUpperCase() });
		const [mail] = await mailbox.arrived(user.email);
		expect(mail).toMatchObject({ to: user.email, subject: "Your code to set a new password" });
		const body = { token: mail ? codeIn(mail) : "", new_password: NEW };
		expect(await post("/api/auth/password/reset/", body)).toMatchObject({ status: 200 });
		const [, notice] = await mailbox.arrived(user.email, 2);
		expect(notice).toMatchObject({ subject: "Your password was changed" });
		expect(notice?.text).not.toContain(NEW);
		expect(await post("/api/auth/login/", { email: user.email, password: NEW })).toMatchObject({ status: 200 });
	});
});

describe("a changed password", () => {
	it("is told to the account's address, which is proven", async () => {
		const user = await withProvenEmail();
		const body = { old_password: PASSWORD, new_password: NEW };
		expect(await post("/api/auth/password/change/", body, user.token)).toMatchObject({ status: 200 });
		const [mail] = await mailbox.arrived(user.email);
		expect(mail).toMatchObject({ from: env.MAIL_FROM, subject: "Your password was changed" });
		for (const secret of [PASSWORD, NEW]) expect(mail?.text).not.toContain(secret);
	});
});

describe("a sign-in with a device that the account has not had", () => {
	it("is told, with the device; the same device again is not", async () => {
		const person = await proven();
		expect(await signInWith("curl/8.5.0", person)).toMatchObject({ status: 200 });
		const [, notice] = await mailbox.arrived(person.email, 2);
		expect(notice).toMatchObject({
			subject: NOTICE,
			text: expect.stringMatching(/^Device: curl\nPlace: unknown\nTime: 2/m),
		});
		await signInWith("curl/8.5.0", person);
		await signInWith(FIREFOX, person);
		await signInWith("wget/1.21", person);
		const mails = await mailbox.arrived(person.email, 3);
		expect(mails[2]?.text).toContain("Device: wget");
	});

	it("is told also when the account was left alone for so long that its sessions were forgotten", async () => {
		const person = await proven();
		await signInWith(FIREFOX, person);
		const monthAgo = Date.now() - 31 * 24 * 60 * 60 * 1000;
		await DB.prepare("update sessions set expires_at = ? where user_id = ?").bind(monthAgo, person.id).run();
		await worker.scheduled(createScheduledController({ cron: "17 3 * * *" }), env);
		await signInWith("curl/8.5.0", person);
		const [, notice] = await mailbox.arrived(person.email, 2);
		expect(notice).toMatchObject({ subject: NOTICE });
	});
});

describe("nothing is mailed", () => {
	/** What was mailed to an address until a mail that was asked for later has come. */
	async function mailedTo(address: string) {
		const later = await withEmail();
		await post("/api/auth/password/forget/", { email: later.email });
		await mailbox.arrived(later.email);
		return mailbox.to(address);
	}

	it("to an address that nobody has an account with", async () => {
		const email = `${unique()}@example.org`;
		await post("/api/auth/password/forget/", { email });
		expect(await mailedTo(email)).toEqual([]);
	});

	it("of a new device to an address that nobody has proven", async () => {
		const person = await registered({ "User-Agent": FIREFOX });
		await mailbox.arrived(person.email);
		await signInWith("curl/8.5.0", person);
		expect(await mailedTo(person.email)).toHaveLength(1);
	});

	it("of a changed password to an address that nobody has proven", async () => {
		const user = await withEmail();
		const body = { old_password: PASSWORD, new_password: NEW };
		expect(await post("/api/auth/password/change/", body, user.token)).toMatchObject({ status: 200 });
		expect(await mailedTo(user.email)).toEqual([]);
	});

	it("of the first sign-in of all", async () => {
		const { id, email, username } = await withEmail();
		await DB.prepare("update users set email_verified_at = 1 where id = ?").bind(id).run();
		await DB.prepare("delete from sessions where user_id = ?").bind(id).run();
		await signInWith("curl/8.5.0", { username });
		expect(await mailedTo(email)).toEqual([]);
	});

	it("a second time to who asks again within a minute", async () => {
		const { email } = await withEmail();
		for (let i = 0; i < 3; i++) await post("/api/auth/password/forget/", { email });
		expect(await mailedTo(email)).toHaveLength(1);
	});

	it("a second time to a mailbox within a minute, whichever account gives it as its own", async () => {
		const email = `${unique()}@example.org`;
		const move = async (token: string, to: string | null) => {
			const body = { email: to, current_password: PASSWORD };
			expect(await call("PATCH", "/api/auth/profile/", { token, body })).toMatchObject({ status: 200 });
		};
		for (let i = 0; i < 3; i++) {
			const { token } = await createUser("user");
			await move(token, email);
			await move(token, null);
		}
		expect(await mailedTo(email)).toHaveLength(1);
	});

	it("to a deactivated account that has forgotten its password", async () => {
		const { id, email } = await withEmail();
		await DB.prepare("update users set is_active = 0 where id = ?").bind(id).run();
		await post("/api/auth/password/forget/", { email });
		expect(await mailedTo(email)).toEqual([]);
	});

	it("to an account without an address, and its password is changed all the same", async () => {
		const user = await createUser("user");
		const sent = mailbox.send.mock.calls.length;
		const body = { old_password: PASSWORD, new_password: NEW };
		expect(await post("/api/auth/password/change/", body, user.token)).toMatchObject({ status: 200 });
		await mailedTo("");
		expect(mailbox.send.mock.calls).toHaveLength(sent + 1);
		expect(await get("/api/patients/", user.token)).toMatchObject({ status: 200 });
	});
});
