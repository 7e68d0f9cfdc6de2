import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { settings } from "../../src/env.ts";

const SECRET = "a-secret-that-nobody-may-ever-read-in-an-answer";
const GOOD = `k1:${SECRET}`;
const MARS = { id: "mars", issuer: "https://mars.example.org", client_id: "mars", client_secret: SECRET };

const ask = async (broken: Record<string, unknown>, path = "/api/patients/") => {
	const request = new Request(`https://edgeward.test${path}`, { headers: { Authorization: "Bearer x" } });
	const response = await createApp().fetch(request, { ...env, ...broken }, createExecutionContext());
	return { status: response.status, text: await response.text() };
};

describe("a Worker with a wrong setting", () => {
	it.each([
		["AUTH_KEYS", undefined],
		["AUTH_KEYS", ""],
		["AUTH_KEYS", SECRET],
		["AUTH_KEYS", `:${SECRET}`],
		["AUTH_KEYS", "k1:short-secret"],
		["AUTH_KEYS", `${GOOD},`],
		["AUTH_KEYS", `${GOOD},k2:short-secret`],
		["AUTH_KEYS", `${GOOD}, k1:${SECRET}-2`],
		["JURISDICTION", "mars-secret"],
		["SIGN_IN_FAILURES", ""],
		["SIGN_IN_FAILURES", "0"],
		["SIGN_IN_FAILURES", "ten"],
		["SIGN_IN_WINDOW_MINUTES", "1.5"],
		["SIGN_IN_WINDOW_MINUTES", "100000"],
		["MAIL_FROM", "nobody"],
		["CLINIC_TIMEZONE", undefined],
		["CLINIC_TIMEZONE", ""],
		["CLINIC_TIMEZONE", "GMT+4"],
		["CLINIC_TIMEZONE", "Mars/Olympus"],
		["PUBLIC_ORIGIN", "ward.example.org"],
		["PUBLIC_ORIGIN", "http://ward.example.org"],
		["PUBLIC_ORIGIN", "https://ward.example.org/"],
		["PUBLIC_ORIGIN", "https://ada@ward.example.org"],
		["CORS_ORIGINS", "*"],
		["CORS_ORIGINS", "null"],
		["CORS_ORIGINS", " "],
		["CORS_ORIGINS", "mars.example.org"],
		["CORS_ORIGINS", "https://*.mars.example.org"],
		["CORS_ORIGINS", "https://mars.example.org/"],
		["CORS_ORIGINS", "https://mars.example.org/app"],
		["CORS_ORIGINS", "https://mars.example.org?x"],
		["CORS_ORIGINS", "https://mars@example.org"],
		["CORS_ORIGINS", "https://mars.example.org:99999"],
		["CORS_ORIGINS", "ftp://mars.example.org"],
		["CORS_ORIGINS", "http://mars.example.org"],
		["CORS_ORIGINS", "http://192.168.1.20"],
		["CORS_ORIGINS", "https://app.example.org,"],
		["CORS_ORIGINS", "https://app.example.org http://mars.example.org"],
		["WEBHOOK_PRIVATE_ADDRESSES", "mars"],
		["WEBHOOK_PRIVATE_ADDRESSES", "true"],
		["OIDC_PROVIDERS", "mars"],
		["LOCATION_HINT", "mars"],
		["TURSO_DATABASE_URL", "mars"],
		["TURSO_DATABASE_URL", "postgres://mars"],
		["TURSO_DATABASE_URL", "http://mars.example.org"],
		["OIDC_PROVIDERS", "{}"],
		["OIDC_PROVIDERS", JSON.stringify([MARS, null])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, mars: 1 }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, id: undefined }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, id: "Mars" }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, id: "mars/2" }])],
		["OIDC_PROVIDERS", JSON.stringify([MARS, { ...MARS, issuer: "https://other.example.org" }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, issuer: "mars.example.org" }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, issuer: "http://mars.example.org" }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, issuer: "http://192.168.1.20" }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, issuer: "https://mars.example.org?x" }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, issuer: "https://mars@example.org" }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, client_id: "" }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, client_secret: undefined }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, client_secret: 7 }])],
		["OIDC_PROVIDERS", JSON.stringify([{ ...MARS, name: "" }])],
	])("refuses to serve, and names %s but not %j", async (variable, value) => {
		for (const path of ["/api/patients/", "/api/auth/login/", "/healthz", "/readyz"]) {
			const { status, text } = await ask({ AUTH_KEYS: GOOD, [variable]: value }, path);
			expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 503, code: "bad_setting" });
			expect(text).toContain(variable);
			expect(text).not.toMatch(/secret-that|short-secret|mars/);
		}
	});

	it("still describes its API", async () => {
		expect(await ask({ AUTH_KEYS: undefined }, "/openapi.json")).toMatchObject({ status: 200 });
	});
});

describe("the database", () => {
	const read = (changed: object) => settings({ ...env, ...changed }).libsql;

	it("is D1 where no other is named", () => {
		expect(read({ TURSO_DATABASE_URL: "" })).toBeNull();
	});

	it.each(["libsql://ward.turso.io", "https://ward.example.org"])("is the one at %s, with its token", (url) => {
		expect(read({ TURSO_DATABASE_URL: url, TURSO_AUTH_TOKEN: "token" })).toEqual({ url, authToken: "token" });
		expect(() => read({ TURSO_DATABASE_URL: url, TURSO_AUTH_TOKEN: undefined })).toThrow(
			"The setting TURSO_AUTH_TOKEN is missing",
		);
	});

	it("needs no token on this machine", () => {
		const near = { TURSO_DATABASE_URL: "http://127.0.0.1:8080", TURSO_AUTH_TOKEN: undefined };
		expect(read(near)).toEqual({ url: near.TURSO_DATABASE_URL, authToken: undefined });
	});

	it("is missing where there is neither", () => {
		expect(() => read({ TURSO_DATABASE_URL: "", DB: undefined })).toThrow("The setting TURSO_DATABASE_URL is empty");
	});
});

describe("the keys", () => {
	const read = (AUTH_KEYS: string) =>
		settings({ ...env, AUTH_KEYS }).authKeys.map(({ kid, secret }) => [kid, new TextDecoder().decode(secret)]);

	it.each([
		[GOOD, [["k1", SECRET]]],
		[
			` new-2:${SECRET}-2 , old_1:${SECRET}`,
			[
				["new-2", `${SECRET}-2`],
				["old_1", SECRET],
			],
		],
		[`k1:with:colons:${SECRET}`, [["k1", `with:colons:${SECRET}`]]],
	])("of %j keep their order and their ids", (value, keys) => {
		expect(read(value)).toEqual(keys);
	});

	it("are read anew when the setting changes", () => {
		expect(read(GOOD)).not.toEqual(read(`k2:${SECRET}`));
		expect(read(GOOD)).toEqual([["k1", SECRET]]);
	});
});

describe("the origins of browser apps", () => {
	it.each([
		["", []],
		["https://app.example.org", ["https://app.example.org"]],
		[
			" https://app.example.org:8443 , http://localhost:5173 ",
			["https://app.example.org:8443", "http://localhost:5173"],
		],
		["http://127.0.0.1:3000,http://[::1]:3000", ["http://127.0.0.1:3000", "http://[::1]:3000"]],
		// As browsers write them.
		["HTTPS://App.Example.org:443", ["https://app.example.org"]],
	])("of %j are %j", (CORS_ORIGINS, origins) => {
		expect(settings({ ...env, CORS_ORIGINS }).corsOrigins).toEqual(origins);
	});
});

describe("the providers that people may sign in with", () => {
	const read = (value: unknown) =>
		settings({ ...env, OIDC_PROVIDERS: typeof value === "string" ? value : JSON.stringify(value) }).oidcProviders;
	const entry = {
		id: "clinic-2",
		issuer: "https://id.example.org/realm",
		client_id: "edgeward",
		client_secret: SECRET,
	};
	const known = { id: "clinic-2", issuer: entry.issuer, clientId: "edgeward", clientSecret: SECRET };

	it("are none by default", () => {
		expect(settings({ ...env, OIDC_PROVIDERS: undefined }).oidcProviders).toEqual([]);
		for (const none of ["", "[]"]) expect(read(none)).toEqual([]);
	});

	it("go by their name, or by their id", () => {
		expect(read([entry])).toEqual([{ ...known, name: "clinic-2" }]);
		expect(read([{ ...entry, name: "Clinic ID" }])).toEqual([{ ...known, name: "Clinic ID" }]);
	});

	it("may have one issuer and several clients", () => {
		expect(read([entry, { ...entry, id: "lab" }]).map(({ id }) => id)).toEqual(["clinic-2", "lab"]);
	});

	it.each([
		"http://localhost:9000",
		"http://127.0.0.1:9000/realm",
		"http://[::1]:9000",
	])("may be on this very machine: %s", (issuer) => {
		expect(read([{ ...entry, issuer }])).toMatchObject([{ issuer }]);
	});

	it.each([
		[[entry, { ...entry, id: "B" }], "entry 2 needs an id of a-z, 0-9 and -, of at most 40 characters"],
		[[{ ...entry, issuer: "http://id.example.org" }], "entry 1 needs an issuer: an https address without query"],
		[[{ ...entry, secret: SECRET }], "entry 1 is not an object of id, issuer, client_id, client_secret, name alone"],
		[[entry, entry], "entry 2 repeats the id of another"],
	])("are named by their place where they are wrong", (value, fault) => {
		expect(() => read(value)).toThrow(`The setting OIDC_PROVIDERS is wrong: ${fault}`);
	});
});

describe("a jurisdiction", () => {
	it.each([
		["eu", true],
		["us", true],
		["fedramp", true],
		["EU", false],
		["", false],
		["constructor", false],
	])("%j: %s", (name, known) => {
		const read = () => settings({ ...env, JURISDICTION: name }).place.jurisdiction;
		if (known) expect(read()).toBe(name);
		else if (name === "") expect(read()).toBeNull();
		else expect(read).toThrow("JURISDICTION must be empty or one of eu, us, fedramp");
	});
});
