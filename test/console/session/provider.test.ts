import { beforeEach, describe, expect, it, vi } from "vitest";
import { Browser } from "../../support/browser.ts";
import { call } from "../../support/client.ts";
import { unique } from "../../support/factories.ts";
import { describePerson, newPerson, signInAt } from "../../support/oidc.ts";

beforeEach(() => {
	vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

const HOME = "https://edgeward.test";
const DOOR = { door: "pages" } as const;

const isIn = async (browser: Browser) => (await browser.visit(`${HOME}/inbox`)).status === 200;

describe("signing in with a provider", () => {
	it("ends in a session of the browser, where it wanted to go", async () => {
		const person = await newPerson();
		const { browser, callback } = await signInAt("clinic", person, new Browser(), { ...DOOR, query: "?next=/inbox" });
		const answer = await browser.visit(callback);
		expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/inbox"]);
		expect(await answer.text()).toBe("");
		expect(await isIn(browser)).toBe(true);
		// What belonged to the journey is forgotten.
		expect(browser.cookies(callback).filter(({ name }) => name.startsWith("__Secure-"))).toEqual([]);
	});

	it("makes somebody new what they came to be", async () => {
		const query = "?user_type=patient";
		const { browser, callback } = await signInAt("clinic", await newPerson(), new Browser(), { ...DOOR, query });
		await browser.visit(callback);
		expect((await browser.visit(`${HOME}/me`)).status).toBe(200);
	});

	it("never leaves the site at its end", async () => {
		const query = `?${new URLSearchParams({ next: "//evil.example" })}`;
		const { browser, callback } = await signInAt("clinic", await newPerson(), new Browser(), { ...DOOR, query });
		expect((await browser.visit(callback)).headers.get("Location")).toBe("/");
	});

	it("works once, and in the browser that began it alone", async () => {
		const { browser, callback } = await signInAt("clinic", await newPerson(), new Browser(), DOOR);
		const thief = new Browser();
		expect((await thief.visit(callback)).status).toBe(401);
		expect(await isIn(thief)).toBe(false);
		expect((await browser.visit(callback)).status).toBe(303);
		expect((await browser.visit(callback)).status).toBe(401);
	});

	it("is not spent by a HEAD", async () => {
		const { browser, callback } = await signInAt("clinic", await newPerson(), new Browser(), DOOR);
		expect(await call("HEAD", callback.slice(HOME.length))).toMatchObject({ status: 405 });
		expect((await browser.visit(callback)).status).toBe(303);
	});
});

describe("what goes wrong there", () => {
	async function failed(answer: Response, status: number, why: RegExp) {
		expect(answer.status).toBe(status);
		expect(answer.headers.get("Content-Type")).toMatch("text/html");
		const page = await answer.text();
		expect(page).toMatch(why);
		expect(page).toContain('action="/sign-in"');
	}

	it("is a page: the sign-in was cancelled", async () => {
		const { browser, callback } = await signInAt("clinic", await newPerson(), new Browser(), { ...DOOR, cancel: true });
		await failed(await browser.visit(callback), 401, /The sign-in with Clinic ID was cancelled/);
		expect(await isIn(browser)).toBe(false);
	});

	it("is a page: the provider has not confirmed the address", async () => {
		const login = unique();
		await describePerson("clinic", login, { email: `${login}@example.org`, email_verified: false });
		const { browser, callback } = await signInAt("clinic", { login }, new Browser(), DOOR);
		await failed(await browser.visit(callback), 403, /is not confirmed at Clinic ID/);
	});

	it("is a page: the provider cannot be reached", async () => {
		await failed(await new Browser().visit(`${HOME}/sign-in/oidc/down`), 502, /cannot be reached/);
	});

	it("is a page: the address of the callback is not whole", async () => {
		await failed(await new Browser().visit(`${HOME}/sign-in/oidc/clinic/callback`), 400, /Please start again/);
	});

	it("is a page: there is no such provider", async () => {
		const answer = await new Browser().visit(`${HOME}/sign-in/oidc/nobody`);
		expect([answer.status, answer.headers.get("Content-Type")]).toEqual([404, expect.stringMatching("text/html")]);
	});
});
