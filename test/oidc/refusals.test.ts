import { beforeEach, describe, expect, it, vi } from "vitest";
import { Browser } from "../support/browser.ts";
import { type Answer, call, get } from "../support/client.ts";
import { DB } from "../support/database.ts";
import {
	arrive,
	attemptOf,
	auditOf,
	callbackOf,
	issuerOf,
	locationOf,
	newPerson,
	signInAt,
	signInWith,
	startOf,
} from "../support/oidc.ts";
import { deactivate, registered, withEmail } from "../support/people.ts";

// What the log says of a refusal is the subject of hostile-provider.test.ts.
beforeEach(() => {
	vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

const COOKIE = "__Secure-edgeward_oidc_state";

const countAccounts = (email: string) =>
	DB.prepare("select count(*) as n from users where email = ?").bind(email).first<number>("n");

/** Refused in plain words, with nothing to sign in by, and recorded. */
async function expectRefusal(
	answer: Answer,
	status: number,
	code: string,
	about: RegExp,
	userId: number | null = null,
) {
	expect(answer, JSON.stringify(answer.body)).toMatchObject({ status, body: { status, code, errors: {} } });
	expect(answer.body.detail).toMatch(about);
	expect(answer.headers.get("WWW-Authenticate")).toBe(status === 401 ? 'Bearer realm="edgeward"' : null);
	expect(answer.headers.get("Cache-Control")).toBe("no-store");
	expect(answer.headers.get("Referrer-Policy")).toBe("no-referrer");
	expect(await auditOf(answer)).toMatchObject([
		{
			...{ action: "session.failure", entity: "user", entity_id: userId === null ? null : String(userId) },
			...{ actor_id: null, address: expect.stringMatching(/^10\./) },
		},
	]);
}

/** A callback that is on its way, and who comes with it. */
async function underway(person?: { login: string; email: string }) {
	const someone = person ?? (await newPerson());
	return { ...someone, ...(await signInAt("clinic", someone)) };
}

/** The address with one parameter set, or taken away. */
function altered(address: string, name: string, value: string | null): string {
	const url = new URL(address);
	if (value === null) url.searchParams.delete(name);
	else url.searchParams.set(name, value);
	return url.href;
}

const parameter = (url: string, name: string) => new URL(url).searchParams.get(name) ?? "";

const NOT_OURS = /begun no such sign-in, or too long ago: start again/;
const NOT_TAKEN = /Clinic ID does not take this sign-in/;
const NOT_OF_THIS = /answer of Clinic ID does not belong to this sign-in/;

describe("a callback that this browser has not begun", () => {
	it.each(["made-up", ""])("has another state: %j", async (state) => {
		const { browser, callback, email } = await underway();
		const answer = await arrive(browser, altered(callback, "state", state));
		if (state === "") expect(answer).toMatchObject({ status: 400, body: { code: "invalid" } });
		else await expectRefusal(answer, 401, "unauthenticated", NOT_OURS);
		expect(await countAccounts(email)).toBe(0);
	});

	it("comes to a browser without the cookie, and stays good in the one that has it", async () => {
		const { browser, callback } = await underway();
		await expectRefusal(await arrive(new Browser(), callback), 401, "unauthenticated", NOT_OURS);
		expect(await arrive(browser, callback)).toMatchObject({ status: 200 });
	});

	it("comes to a browser that has begun another sign-in: nobody is signed in as somebody else", async () => {
		const attacker = await underway();
		const victim = new Browser();
		await victim.visit(startOf("clinic"));
		expect(victim.cookies(callbackOf("clinic"))).toHaveLength(1);
		await expectRefusal(await arrive(victim, attacker.callback), 401, "unauthenticated", NOT_OURS);
	});

	it("comes with a cookie that somebody made up together with the state", async () => {
		const { callback } = await underway();
		const forged = altered(callback, "state", "made-up");
		const answer = await call("GET", forged.replace("https://edgeward.test", ""), {
			headers: { Cookie: `${COOKIE}=made-up` },
		});
		await expectRefusal(answer, 401, "unauthenticated", NOT_OURS);
	});

	it("belongs to a sign-in with another provider", async () => {
		const page = locationOf(await new Browser().visit(startOf("lab")));
		const state = parameter(page, "state");
		const query = new URLSearchParams({ state, code: "any", iss: issuerOf("clinic") });
		const answer = await call("GET", `/api/auth/oidc/clinic/callback/?${query}`, {
			headers: { Cookie: `${COOKIE}=${state}` },
		});
		await expectRefusal(answer, 401, "unauthenticated", NOT_OURS);
		expect(await attemptOf(page).row()).toBeNull();
	});

	it("comes too late", async () => {
		const { browser, callback, email } = await underway();
		await attemptOf(callback).set("expires_at", Date.now());
		await expectRefusal(await arrive(browser, callback), 401, "unauthenticated", NOT_OURS);
		expect(await countAccounts(email)).toBe(0);
	});
});

describe("a state", () => {
	const again = (callback: string) =>
		call("GET", callback.replace("https://edgeward.test", ""), {
			headers: { Cookie: `${COOKIE}=${parameter(callback, "state")}` },
		});

	it("is spent by its callback, even for a browser that kept the cookie", async () => {
		const { browser, callback } = await underway();
		expect(await arrive(browser, callback)).toMatchObject({ status: 200 });
		await expectRefusal(await again(callback), 401, "unauthenticated", NOT_OURS);
	});

	it("is spent by a callback that fails", async () => {
		const { browser, callback } = await underway();
		await expectRefusal(await arrive(browser, altered(callback, "code", "wrong")), 401, "unauthenticated", NOT_TAKEN);
		expect(browser.cookies(callback)).toEqual([]);
		await expectRefusal(await again(callback), 401, "unauthenticated", NOT_OURS);
	});

	it("is good for one of two callbacks at once", async () => {
		const { callback } = await underway();
		const answers = await Promise.all([again(callback), again(callback)]);
		expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
	});

	it("is not spent by a HEAD, which only asks", async () => {
		const { browser, callback } = await underway();
		const path = callback.replace("https://edgeward.test", "");
		const answer = await call("HEAD", path, { headers: { Cookie: `${COOKIE}=${parameter(callback, "state")}` } });
		expect({ status: answer.status, allow: answer.headers.get("Allow") }).toEqual({ status: 405, allow: "GET" });
		expect(answer.headers.getSetCookie()).toEqual([]);
		expect(await call("POST", path)).toMatchObject({ status: 405 });
		expect(await arrive(browser, callback)).toMatchObject({ status: 200 });
	});
});

describe("a code", () => {
	/** The other's code, in a sign-in that this browser began itself. */
	async function smuggle(code: string) {
		const browser = new Browser();
		const state = parameter(locationOf(await browser.visit(startOf("clinic"))), "state");
		const query = new URLSearchParams({ code, state, iss: issuerOf("clinic") });
		return arrive(browser, `${callbackOf("clinic")}?${query}`);
	}

	it("that was exchanged already is not taken again under a fresh state", async () => {
		const { browser, callback } = await underway();
		expect(await arrive(browser, callback)).toMatchObject({ status: 200 });
		await expectRefusal(await smuggle(parameter(callback, "code")), 401, "unauthenticated", NOT_TAKEN);
	});

	it("that was stolen on its way is of no use in another sign-in", async () => {
		const { callback, email } = await underway();
		await expectRefusal(await smuggle(parameter(callback, "code")), 401, "unauthenticated", NOT_TAKEN);
		expect(await countAccounts(email)).toBe(0);
	});

	it("that was made up is not taken", async () => {
		await expectRefusal(await smuggle("made-up"), 401, "unauthenticated", NOT_TAKEN);
	});

	it("is not taken with another verifier than the one whose challenge the provider has seen", async () => {
		const { browser, callback } = await underway();
		await attemptOf(callback).set("code_verifier", "v".repeat(43));
		await expectRefusal(await arrive(browser, callback), 401, "unauthenticated", NOT_TAKEN);
	});

	it("has to be there", async () => {
		const { browser, callback } = await underway();
		await expectRefusal(await arrive(browser, altered(callback, "code", null)), 401, "unauthenticated", NOT_OF_THIS);
	});
});

describe("an answer of the provider that belongs to another sign-in", () => {
	it("has an ID token with another nonce", async () => {
		const [one, other] = [await underway(), await underway()];
		const rows = [await attemptOf(one.callback).row(), await attemptOf(other.callback).row()];
		await attemptOf(one.callback).set("nonce", rows[1]?.nonce);
		await attemptOf(other.callback).set("nonce", rows[0]?.nonce);
		for (const { browser, callback, email } of [one, other]) {
			await expectRefusal(await arrive(browser, callback), 401, "unauthenticated", NOT_OF_THIS);
			expect(await countAccounts(email)).toBe(0);
		}
	});

	it.each<[string, () => string | null]>([
		["another issuer", () => issuerOf("lab")],
		["no issuer, though the provider says that it always names itself", () => null],
	])("has %s in its callback", async (_, issuer) => {
		const { browser, callback } = await underway();
		await expectRefusal(await arrive(browser, altered(callback, "iss", issuer())), 401, "unauthenticated", NOT_OF_THIS);
	});
});

describe("a sign-in that the provider ends", () => {
	it("is told as cancelled where the person did so", async () => {
		const person = await newPerson();
		const answer = await signInWith("clinic", person, undefined, { cancel: true });
		await expectRefusal(answer, 401, "unauthenticated", /^The sign-in with Clinic ID was cancelled\.$/);
		expect(await countAccounts(person.email)).toBe(0);
	});

	it.each([
		["login_required", 401, "unauthenticated", /^Clinic ID refused the sign-in\.$/],
		["<script>", 401, "unauthenticated", /^Clinic ID refused the sign-in\.$/],
		["server_error", 502, "provider_unavailable", /try again later/],
		["temporarily_unavailable", 502, "provider_unavailable", /try again later/],
	] as const)("is told in our words: %s", async (error, status, code, about) => {
		const { browser, callback } = await underway();
		const ended = altered(altered(callback, "code", null), "error", error);
		await expectRefusal(await arrive(browser, ended), status, code, about);
	});
});

describe("somebody whose address proves nothing", () => {
	it.each([
		["is not confirmed there", { email_verified: false }, /not confirmed at Clinic ID: confirm it there/],
		["may be confirmed or not", { email_verified: undefined }, /not confirmed at Clinic ID/],
		["is confirmed in a word and not in truth", { email_verified: "true" }, /not confirmed at Clinic ID/],
		["is not told", { email: undefined }, /no e-mail address of yours/],
		["is none", { email: "nobody" }, /no e-mail address of yours/],
	])("is not let in: it %s", async (_, claims, about) => {
		const person = await newPerson("clinic", claims);
		await expectRefusal(await signInWith("clinic", person), 403, "no_verified_email", about);
		expect(await countAccounts(person.email)).toBe(0);
	});

	it("learns nothing of the account that has the address", async () => {
		const account = await registered();
		const person = await newPerson("clinic", { email: account.email, email_verified: false });
		await expectRefusal(await signInWith("clinic", person), 403, "no_verified_email", /not confirmed at Clinic ID/);
	});
});

describe("an account that somebody has registered with an address that they never confirmed", () => {
	it("does not wait for the owner of the address, and is not theirs either", async () => {
		const account = await withEmail();
		const person = await newPerson("clinic", { email: account.email });
		const answer = await signInWith("clinic", person);
		await expectRefusal(answer, 409, "conflict", /has never proven it\. Set a new password by mail/, account.id);
		// A code that is mailed would prove the address for whoever has registered with it.
		expect(answer.body.detail).not.toMatch(/confirm the address/);
		const linked = DB.prepare("select count(*) as n from identities where subject = ?").bind(person.login);
		expect(await linked.first("n")).toBe(0);
		expect(await get("/api/patients/", account.token)).toMatchObject({ status: 200 });
	});
});

describe("an account that is not active", () => {
	const NOBODY = /^No active account/;

	it("is not let in by its identity", async () => {
		const person = await newPerson();
		const { body } = await signInWith("clinic", person);
		await deactivate(body.user_id);
		await expectRefusal(await signInWith("clinic", person), 401, "unauthenticated", NOBODY, body.user_id);
	});

	it("is not linked", async () => {
		const account = await withEmail();
		const confirm = DB.prepare("update users set email_verified_at = 1 where id = ?").bind(account.id);
		await confirm.run();
		await deactivate(account.id);
		const person = await newPerson("clinic", { email: account.email });
		await expectRefusal(await signInWith("clinic", person), 401, "unauthenticated", NOBODY, account.id);
		const linked = DB.prepare("select count(*) as n from identities where user_id = ?").bind(account.id);
		expect(await linked.first("n")).toBe(0);
	});
});
