import { describe, expect, it } from "vitest";
import { Browser } from "../../support/browser.ts";
import { call, del, get, patch, post } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createUser, PASSWORD, type TestUser } from "../../support/factories.ts";
import { deactivate, resetCode, withEmail } from "../../support/people.ts";

const HOME = "https://edgeward.test";

async function signedIn(user: TestUser) {
	const browser = new Browser();
	const answer = await browser.visit(`${HOME}/sign-in`, { username: user.username, password: PASSWORD });
	return { browser, answer };
}

const statusOf = async (browser: Browser) => (await browser.visit(`${HOME}/inbox`)).status;
/** Sent to the sign-in page. */
const OUT = 303;

const sessionsOf = async (user: TestUser): Promise<{ id: string; is_current: boolean }[]> =>
	(await get("/api/auth/sessions/", user.token)).body.results;

describe("the cookies of a session", () => {
	it("are bound to the host, and neither scripts nor other sites get at them", async () => {
		const { answer } = await signedIn(await createUser("staff"));
		const cookies = answer.headers.getSetCookie();
		expect(cookies).toHaveLength(3);
		for (const cookie of cookies)
			expect(cookie).toMatch(/^__Host-edgeward_\w+=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
	});

	it("hold no refresh token, and the access token for less than it lives", async () => {
		const { answer } = await signedIn(await createUser("staff"));
		const access = answer.headers.getSetCookie().find((cookie) => cookie.includes("edgeward_access=")) ?? "";
		expect(Number(/Max-Age=(\d+)/.exec(access)?.[1])).toBeLessThan(5 * 60);
		const key = answer.headers.getSetCookie().find((cookie) => cookie.includes("edgeward_session=")) ?? "";
		const [, value = ""] = /edgeward_session=([^;]+)/.exec(key) ?? [];
		expect(await post("/api/auth/refresh/", { refresh: value })).toMatchObject({ status: 401 });
	});

	it("open nothing of the API: a page of another site could send them there", async () => {
		const { browser } = await signedIn(await createUser("staff"));
		const Cookie = browser
			.cookies(`${HOME}/`)
			.map(({ name, value }) => `${name}=${value}`)
			.join("; ");
		expect(Cookie).toContain("__Host-edgeward_access");
		for (const path of ["/api/patients/", "/api/auth/profile/", "/api/auth/sessions/"])
			expect(await call("GET", path, { headers: { Cookie } })).toMatchObject({ status: 401 });
		expect(await call("DELETE", "/api/auth/sessions/", { headers: { Cookie, Origin: HOME } })).toMatchObject({
			status: 401,
		});
	});

	it("are those of who signed in last: the session before ends", async () => {
		const [first, next] = [await createUser("staff"), await createUser("staff")];
		const { browser } = await signedIn(first);
		const old = browser.cookies(`${HOME}/`);
		await browser.visit(`${HOME}/sign-in`, { username: next.username, password: PASSWORD });
		expect(await statusOf(browser)).toBe(200);
		for (const { name, value } of old)
			expect(await call("GET", "/inbox", { headers: { Cookie: `${name}=${value}` } })).toMatchObject({ status: OUT });
		// Of the first one only what was signed in elsewhere is left, and the next one is who looks.
		expect(await sessionsOf(first)).toHaveLength(1);
		expect(await sessionsOf(next)).toHaveLength(2);
	});

	it("that nobody gave out open no page", async () => {
		const { browser } = await signedIn(await createUser("staff"));
		const [session] = browser.cookies(`${HOME}/`).filter(({ name }) => name === "__Host-edgeward_session");
		const [id = "", mac = ""] = (session?.value ?? "").split(".");
		for (const forged of [`${id}.${mac.slice(0, -1)}${mac.endsWith("A") ? "B" : "A"}`, `${id}.`, id, ""]) {
			const answer = await call("GET", "/inbox", { headers: { Cookie: `__Host-edgeward_session=${forged}` } });
			expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/?next=%2Finbox"]);
		}
	});
});

describe("a form", () => {
	it.each([
		{ Origin: "https://evil.example" },
		{ Origin: "null" },
		{ Origin: `${HOME}.evil.example` },
	])("that another site sends is refused: %j", async (headers) => {
		const nurse = await createUser("staff");
		const { browser } = await signedIn(nurse);
		const paths = ["/sign-out/everywhere", "/account", "/account/tokens", "/session/token", "/sign-in"];
		for (const path of paths) {
			const answer = await browser.visit(`${HOME}${path}`, { name: "stolen", first_name: "Eve" }, headers);
			expect([path, answer.status]).toEqual([path, 403]);
			expect(await answer.text()).toContain("This was sent from another site.");
		}
		expect(await statusOf(browser)).toBe(200);
	});

	it("of ours is taken", async () => {
		const { browser } = await signedIn(await createUser("staff"));
		expect((await browser.visit(`${HOME}/session/token`, {})).status).toBe(200);
	});
});

describe("a session that has ended is out at the next request:", () => {
	it("by signing out, which leaves nothing in the browser", async () => {
		const { browser } = await signedIn(await createUser("staff"));
		const kept = browser.cookies(`${HOME}/`).map(({ name, value }) => `${name}=${value}`);
		const answer = await browser.visit(`${HOME}/sign-out`, {});
		expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/?done=signed_out"]);
		expect(browser.cookies(`${HOME}/`)).toEqual([]);
		expect(await call("GET", "/inbox", { headers: { Cookie: kept.join("; ") } })).toMatchObject({ status: OUT });
	});

	it("by the API", async () => {
		const nurse = await createUser("staff");
		const { browser } = await signedIn(nurse);
		expect(await statusOf(browser)).toBe(200);
		const [other] = (await sessionsOf(nurse)).filter(({ is_current }) => !is_current);
		expect(await del(`/api/auth/sessions/${other?.id}/`, nurse.token)).toMatchObject({ status: 204 });
		expect(await statusOf(browser)).toBe(OUT);
		expect(browser.cookies(`${HOME}/`)).toEqual([]);
	});

	it("from another browser", async () => {
		const nurse = await createUser("staff");
		const [lost, kept] = [(await signedIn(nurse)).browser, (await signedIn(nurse)).browser];
		await kept.visit(`${HOME}/sign-out/everywhere`, {});
		expect(await statusOf(lost)).toBe(OUT);
		expect(await statusOf(kept)).toBe(OUT);
	});

	it("because an admin has deactivated the account", async () => {
		const [admin, nurse] = [await createUser("admin"), await createUser("staff")];
		const { browser } = await signedIn(nurse);
		expect(await patch(`/api/users/${nurse.id}/`, { is_active: false }, admin.token)).toMatchObject({ status: 200 });
		expect(await statusOf(browser)).toBe(OUT);
	});

	it("because the account is not active when a new access token is due", async () => {
		const nurse = await createUser("staff");
		const { browser } = await signedIn(nurse);
		await deactivate(nurse.id);
		const [session] = browser.cookies(`${HOME}/`).filter(({ name }) => name === "__Host-edgeward_session");
		const headers = { Cookie: `__Host-edgeward_session=${session?.value}` };
		expect(await call("GET", "/inbox", { headers })).toMatchObject({ status: OUT });
	});

	it("because the password was set anew by mail", async () => {
		const user = await withEmail();
		const { browser } = await signedIn(user);
		const token = await resetCode(user.email);
		await post("/api/auth/password/reset/", { token, new_password: "another long sentence 8" });
		expect(await statusOf(browser)).toBe(OUT);
	});
});

describe("no page stays in a cache", () => {
	it.each(["/", "/register", "/forgot", "/reset?token=x", "/verify?token=x"])("of a stranger: %s", async (path) => {
		const { status, headers } = await call("GET", path);
		expect([status, headers.get("Cache-Control")]).toEqual([200, "no-store"]);
		expect(headers.get("Content-Security-Policy")).toContain("script-src 'self'");
		// A code in the address goes to no other site; our own learns from where a form came.
		expect(headers.get("Referrer-Policy")).toBe("same-origin");
	});

	it.each([
		"/account",
		"/account/security",
		"/account/tokens",
		"/account/webhooks",
		"/account/notifications",
	])("of who is signed in: %s", async (path) => {
		const { status, headers } = await new Pages(await createUser("staff")).get(path);
		expect([status, headers.get("Cache-Control")]).toEqual([200, "no-store"]);
	});
});
