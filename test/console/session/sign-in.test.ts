import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { Browser } from "../../support/browser.ts";
import { DB } from "../../support/database.ts";
import { createUser, PASSWORD, unique } from "../../support/factories.ts";
import { deactivate } from "../../support/people.ts";

const HOME = "https://edgeward.test";

const signIn = (browser: Browser, username: string, password = PASSWORD, more: Record<string, string> = {}) =>
	browser.visit(`${HOME}/sign-in`, { username, password, ...more });

describe("the sign-in page", () => {
	it("leads to every way in", async () => {
		const page = await (await new Browser().visit(`${HOME}/`)).text();
		for (const link of ['href="/register"', 'href="/forgot"', 'href="/sign-in/oidc/clinic"'])
			expect(page).toContain(link);
		expect(page).toContain("Sign in with Clinic ID");
	});

	it("lets in who has the password, and goes to where they wanted to be", async () => {
		const nurse = await createUser("staff");
		const browser = new Browser();
		const asked = await browser.visit(`${HOME}/inbox?page=2`);
		expect([asked.status, asked.headers.get("Location")]).toEqual([303, "/?next=%2Finbox%3Fpage%3D2"]);
		const answer = await signIn(browser, nurse.username, PASSWORD, { next: "/inbox?page=2" });
		expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/inbox?page=2"]);
		expect((await browser.visit(`${HOME}/inbox`)).status).toBe(200);
	});

	it("says no more than that it was wrong, how often one may still try, and keeps the name but not the password", async () => {
		const { username } = await createUser("staff");
		const answer = await signIn(new Browser(), username, "not the password 1");
		const page = await answer.text();
		expect(answer.status).toBe(401);
		expect(page).toContain("No active account has this name and password.");
		expect(page).toContain("You can try 9 more times.");
		expect(page).toContain(`value="${username}"`);
		expect(page).not.toContain("not the password 1");
		expect(answer.headers.getSetCookie()).toEqual([]);
	});

	it("is the same for who has no account, and for who is not active any more", async () => {
		const gone = await createUser("staff");
		await deactivate(gone.id);
		for (const [username, password] of [
			[`nobody-${unique()}`, "a long sentence 7"],
			[gone.username, PASSWORD],
		] as const) {
			const answer = await signIn(new Browser(), username, password);
			expect(answer.status).toBe(401);
			expect(await answer.text()).toContain("No active account has this name and password.");
		}
	});

	it("says how long to wait after too many, as the API does, even to who has the password then", async () => {
		const { username } = await createUser("staff");
		const browser = new Browser();
		await signIn(browser, username, "not the password 1");
		await DB.exec("update failed_sign_ins set failures = 10 where until = (select max(until) from failed_sign_ins)");
		const answer = await signIn(browser, username);
		expect(answer.status).toBe(429);
		expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(800);
		expect(await answer.text()).toMatch(/Try again in 15 minutes, or set a new password/);
	});

	it("shows what somebody typed as a text", async () => {
		const answer = await signIn(new Browser(), "<script>alert(1)</script>");
		expect(await answer.text()).not.toContain("<script>alert");
	});

	it("is not shown to who is signed in", async () => {
		const nurse = await createUser("staff");
		const browser = new Browser();
		await signIn(browser, nurse.username);
		const answer = await browser.visit(`${HOME}/`);
		expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/ward"]);
	});
});

describe("where it goes on to", () => {
	const EVIL = ["//evil.example", "/\\evil.example", "/.//evil.example", "https://evil.example", "/\t/evil.example"];
	const ALSO_EVIL = ["javascript:alert(1)", "evil.example", "\\\\evil.example", "/%09//evil.example/..//evil.example"];

	it.each([...EVIL, ...ALSO_EVIL])("never leaves the site: %j", async (next) => {
		const nurse = await createUser("staff");
		const browser = new Browser();
		const answers = [
			await signIn(browser, nurse.username, PASSWORD, { next }),
			await browser.visit(`${HOME}/?${new URLSearchParams({ next })}`),
		];
		for (const { status, headers } of answers) {
			expect(status).toBe(303);
			// As a browser understands it.
			expect(new URL(headers.get("Location") ?? "", `${HOME}/sign-in`).origin).toBe(HOME);
			expect(headers.get("Location")).toMatch(/^\/(?![/\\])/);
		}
	});
});

describe("on a laptop, which speaks http,", () => {
	it("the cookies have no prefix and are not Secure, or the browser would refuse them", async () => {
		const nurse = await createUser("staff");
		const answer = await exports.default.fetch("http://localhost:8787/sign-in", {
			method: "POST",
			redirect: "manual",
			headers: { Origin: "http://localhost:8787" },
			body: new URLSearchParams({ username: nurse.username, password: PASSWORD }),
		});
		expect(answer.status).toBe(303);
		expect(answer.headers.getSetCookie()).toHaveLength(3);
		for (const cookie of answer.headers.getSetCookie()) {
			expect(cookie).toMatch(/^edgeward_\w+=.*; HttpOnly; SameSite=Lax$/);
			expect(cookie).not.toContain("Secure");
		}
	});
});
