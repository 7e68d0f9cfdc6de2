import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { Browser } from "../support/browser.ts";
import { type Answer, call } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { forgeProvider } from "../support/forged-provider.ts";
import { auditOf, startOf } from "../support/oidc.ts";

type Forged = Awaited<ReturnType<typeof forgeProvider>>;

let forged: Forged;
let warnings: MockInstance<typeof console.warn>;
beforeEach(async () => {
	warnings = vi.spyOn(console, "warn").mockImplementation(() => undefined);
	forged = await forgeProvider();
});
afterEach(() => {
	vi.restoreAllMocks();
});

const logged = () => warnings.mock.calls.map(([line]) => JSON.parse(String(line)));
const asked = (end: string) => forged.sent.filter(({ url }) => url.endsWith(end)).length;

const json = (body: object, init: ResponseInit) => Response.json(body, init);
const page = (status: number, headers: Record<string, string> = {}) => new Response("<h1>Oh</h1>", { status, headers });

/** Out of order, in plain words; the log says more, and no secret. */
async function expectUnavailable(answer: Answer, audited: boolean) {
	expect(answer).toMatchObject({ status: 502, body: { code: "provider_unavailable", errors: {} } });
	expect(answer.body.detail).toBe("Forged cannot be reached or does not answer as it should: try again later.");
	expect(await auditOf(answer)).toMatchObject(audited ? [{ action: "session.failure" }] : []);
	const log = { level: "warn", request_id: answer.headers.get("X-Request-Id"), oidc_provider: "forged" };
	expect(logged()).toMatchObject([{ ...log, error: expect.any(String) }]);
	for (const secret of ["the-secret", "the-code", "the-access-token", "eyJ", "@example.org"])
		expect(JSON.stringify([logged(), answer.body])).not.toContain(secret);
}

it("the forged provider signs people in as long as nothing is wrong with it", async () => {
	expect(await forged.signIn()).toMatchObject({ status: 200, body: { message: "Registered." } });
	expect(await forged.signIn()).toMatchObject({ status: 200, body: { message: "Signed in." } });
	expect(logged()).toEqual([]);
});

describe("a provider that does not say what it is", () => {
	it.each<[string, (forged: Forged) => unknown]>([
		["is out of reach", ({ replies }) => (replies["openid-configuration"] = new TypeError("fetch failed"))],
		[
			"takes too long",
			({ replies }) => (replies["openid-configuration"] = new DOMException("the-secret", "TimeoutError")),
		],
		["is broken", ({ replies }) => (replies["openid-configuration"] = page(500))],
		["shows a page", ({ replies }) => (replies["openid-configuration"] = "<h1>Welcome</h1>")],
		[
			"sends us elsewhere",
			({ replies }) => (replies["openid-configuration"] = page(302, { Location: "https://evil.example.org/" })),
		],
		["says nothing", ({ replies }) => (replies["openid-configuration"] = json({}, {}))],
		["is another", ({ metadata }) => (metadata.issuer = "https://evil.example.org")],
		["has no page", ({ metadata }) => (metadata.authorization_endpoint = undefined)],
		["has a page in the clear", ({ metadata }) => (metadata.authorization_endpoint = "http://id.example.org/")],
		["has a script for a page", ({ metadata }) => (metadata.authorization_endpoint = "javascript:alert(1)")],
	])("begins no sign-in: it %s", async (_, spoil) => {
		spoil(forged);
		const before = await DB.prepare("select count(*) as n from oidc_attempts").first("n");
		const answer = await forged.begin();
		await expectUnavailable(answer, false);
		expect(answer.headers.getSetCookie()).toEqual([]);
		expect(await DB.prepare("select count(*) as n from oidc_attempts").first("n")).toBe(before);
	});

	it("is asked again the next time", async () => {
		forged.replies["openid-configuration"] = page(503);
		expect(await forged.begin()).toMatchObject({ status: 502 });
		forged.replies = {};
		expect(await forged.signIn()).toMatchObject({ status: 200 });
	});

	it("may be a real one whose port is closed", async () => {
		const response = await new Browser().visit(startOf("down"));
		expect({ status: response.status, ...(await response.json<object>()) }).toMatchObject({
			...{ status: 502, code: "provider_unavailable" },
			detail: "down cannot be reached or does not answer as it should: try again later.",
		});
		expect(await call("GET", "/api/auth/oidc/down/")).toMatchObject({ status: 502 });
	});
});

describe("a provider that fails in between", () => {
	it.each<[string, (forged: Forged) => unknown]>([
		["is out of reach", ({ replies }) => (replies["/token"] = new TypeError("the-access-token"))],
		["takes too long", ({ replies }) => (replies["/token"] = new DOMException("", "TimeoutError"))],
		["is broken", ({ replies }) => (replies["/token"] = page(500))],
		["shows a page instead of tokens", ({ replies }) => (replies["/token"] = "<h1>the-access-token</h1>")],
		[
			"does not know us any more",
			({ replies }) => (replies["/token"] = json({ error: "invalid_client" }, { status: 400 })),
		],
		[
			"wants us to authenticate otherwise",
			({ replies }) =>
				(replies["/token"] = json({}, { status: 401, headers: { "WWW-Authenticate": 'Basic realm="x"' } })),
		],
		["takes tokens in the clear", ({ metadata }) => (metadata.token_endpoint = "http://id.example.org/token")],
		["has no keys", ({ metadata }) => (metadata.jwks_uri = undefined)],
		["shows a page instead of keys", ({ replies }) => (replies["/keys"] = "<h1>the-secret</h1>")],
		["has lost its keys", ({ replies }) => (replies["/keys"] = page(404))],
		[
			"tells no more of people",
			({ replies, claims }) => {
				claims.email = undefined;
				replies["/userinfo"] = page(500);
			},
		],
		[
			"does not take its own access token",
			({ replies, claims }) => {
				claims.email = undefined;
				replies["/userinfo"] = page(401, { "WWW-Authenticate": 'Bearer error="invalid_token"' });
			},
		],
		["says of nobody who they are", ({ claims }) => (claims.sub = "")],
	])("signs nobody in: it %s", async (_, spoil) => {
		spoil(forged);
		await expectUnavailable(await forged.signIn(), true);
	});
});

const now = () => Math.floor(Date.now() / 1000);

describe("an ID token", () => {
	it.each<[string, (forged: Forged) => unknown]>([
		["is of another issuer", ({ claims }) => (claims.iss = "https://evil.example.org")],
		["is for another client", ({ claims }) => (claims.aud = "another")],
		["is for several clients, and says not for whom", ({ claims }) => (claims.aud = ["edgeward", "another"])],
		[
			"was asked for by another client",
			({ claims }) => Object.assign(claims, { aud: ["edgeward", "another"], azp: "another" }),
		],
		["has expired", ({ claims }) => (claims.exp = now() - 60)],
		["never expires", ({ claims }) => (claims.exp = undefined)],
		["is not good yet", ({ claims }) => (claims.nbf = now() + 600)],
		["has another nonce", ({ claims }) => (claims.nonce = "another")],
		["has no nonce", ({ claims }) => (claims.nonce = undefined)],
		["is of nobody", ({ claims }) => (claims.sub = undefined)],
		["is signed by a key that is not the provider's, under its key id", async (forged) => forged.rotate(false)],
		["is signed by a key that nobody knows", ({ header }) => (header.kid = "unknown")],
		["is not there", ({ replies }) => (replies["/token"] = { access_token: "the-access-token", token_type: "Bearer" })],
	])("is not believed where it %s", async (_, spoil) => {
		await spoil(forged);
		const answer = await forged.signIn();
		expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
		expect(answer.body.detail).toBe("The answer of Forged does not belong to this sign-in: start again.");
		expect(await auditOf(answer)).toMatchObject([{ action: "session.failure" }]);
	});

	it.each([
		["is not signed at all", "none", ""],
		["is signed with what the client knows", "HS256", "c2lnbmVk"],
	])("is not believed where it %s", async (_, alg, signature) => {
		const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
		forged.metadata.id_token_signing_alg_values_supported = ["RS256", alg];
		await forged.begin();
		const [, payload] = (await forged.idToken()).split(".");
		forged.replies["/token"] = {
			...{ access_token: "the-access-token", token_type: "Bearer" },
			id_token: `${part({ alg })}.${payload}.${signature}`,
		};
		const { status } = await forged.signIn();
		expect([401, 502]).toContain(status);
	});

	it("has to be of the very person whom UserInfo describes", async () => {
		forged.claims.email = undefined;
		forged.replies["/userinfo"] = { sub: "another", email: "victim@example.org", email_verified: true };
		expect(await forged.signIn()).toMatchObject({ status: 401 });
	});

	it("does not lend its word for an address to the one that UserInfo tells", async () => {
		forged.claims = { sub: "ada", email: undefined, email_verified: true };
		forged.replies["/userinfo"] = { sub: "ada", email: "victim@example.org" };
		expect(await forged.signIn()).toMatchObject({ status: 403, body: { code: "no_verified_email" } });
	});

	it("is enough where there is no UserInfo", async () => {
		forged.claims.email = undefined;
		forged.metadata.userinfo_endpoint = undefined;
		expect(await forged.signIn()).toMatchObject({ status: 403, body: { code: "no_verified_email" } });
	});
});

describe("what we send to a provider", () => {
	it.each<[string, string[] | undefined, "Basic" | "body"]>([
		["says nothing", undefined, "Basic"],
		["takes both", ["client_secret_post", "client_secret_basic"], "Basic"],
		["takes it in the body only", ["client_secret_post", "private_key_jwt"], "body"],
		["takes what we cannot", ["private_key_jwt"], "Basic"],
	])("has the secret where the provider wants it: one that %s", async (_, methods, place) => {
		forged.metadata.token_endpoint_auth_methods_supported = methods;
		await forged.signIn();
		const request = forged.sent.find(({ url }) => url.endsWith("/token"));
		const basic = `Basic ${btoa("edgeward:the-secret-of-the-forged".replaceAll("-", "%2D"))}`;
		expect(request?.headers.get("Authorization")).toBe(place === "Basic" ? basic : null);
		expect(request?.body.get("client_secret")).toBe(place === "body" ? forged.clientSecret : null);
		expect(request?.body.get("code_verifier")).toMatch(/^[\w-]{43}$/);
	});

	it("is given five seconds, each time", async () => {
		const timeout = vi.spyOn(AbortSignal, "timeout");
		forged.claims.email = undefined;
		forged.replies["/userinfo"] = { sub: "ada" };
		await forged.signIn();
		expect(forged.sent.map(({ url }) => url.replace(forged.issuer, ""))).toEqual([
			"/.well-known/openid-configuration",
			"/token",
			"/keys",
			"/userinfo",
		]);
		const ours = timeout.mock.results.map(({ value }) => value);
		for (const { signal } of forged.sent) expect(ours).toContain(signal);
		expect(timeout.mock.calls).toEqual(forged.sent.map(() => [5000]));
	});
});

describe("what a provider says of itself", () => {
	it("is asked once, and again when it is old", async () => {
		for (const _ of [1, 2, 3]) expect(await forged.signIn()).toMatchObject({ status: 200 });
		expect([asked("openid-configuration"), asked("/keys"), asked("/token")]).toEqual([1, 1, 3]);
		const later = Date.now() + 11 * 60_000;
		vi.spyOn(Date, "now").mockReturnValue(later);
		expect(await forged.begin()).toMatchObject({ status: 302 });
		expect(asked("openid-configuration")).toBe(2);
	});

	it("is asked by two sign-ins at once without one waiting for the other", async () => {
		const answers = await Promise.all([forged.begin(), forged.begin()]);
		expect(answers.map(({ status }) => status)).toEqual([302, 302]);
	});

	it("may change: a new key is fetched once, and then known", async () => {
		expect(await forged.signIn()).toMatchObject({ status: 200 });
		await forged.rotate();
		for (const _ of [1, 2]) expect(await forged.signIn()).toMatchObject({ status: 200 });
		expect(asked("/keys")).toBe(2);
	});

	it("is not asked over and over for a key that it does not have", async () => {
		forged.header.kid = "unknown";
		expect(await forged.signIn()).toMatchObject({ status: 401 });
		expect(asked("/keys")).toBe(1);
		forged.header = {};
		expect(await forged.signIn()).toMatchObject({ status: 200 });
		forged.header.kid = "unknown";
		expect(await forged.signIn()).toMatchObject({ status: 401 });
		expect(asked("/keys")).toBe(3);
	});
});
