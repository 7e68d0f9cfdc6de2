import { describe, expect, it } from "vitest";
import { BAD_TOKENS, forge } from "../contract/forge.ts";
import { call, del, get, post } from "../support/client.ts";
import { createUser, PASSWORD, signIn } from "../support/factories.ts";
import { resetCode, withEmail } from "../support/people.ts";
import { INVALID_TOKEN, told } from "../support/refusals.ts";

const NOT_VALID = "The token is not valid.";
const EXPIRED = "The access token has expired: refresh it.";
const ENDED = "This session was ended: sign in again.";
const NONE = "Send an access token: Authorization: Bearer <token>.";

/** All that a client hears of a token that is not good; which of the reasons it is tells it what to do next. */
const refusal = (detail: string, challenge: string) => ({
	status: 401,
	headers: expect.objectContaining({ "www-authenticate": challenge, "content-type": "application/problem+json" }),
	body: {
		...{ type: "about:blank", title: "Sign in first", status: 401, code: "unauthenticated" },
		...{ detail, message: detail, errors: {}, request_id: "?" },
	},
});

const visit = (token: string) => get("/api/auth/sessions/", token);

/** Beyond those that the contract's forge knows, and sends to every route. */
const MORE: readonly (readonly [string, () => Promise<string>])[] = [
	["a token whose subject is no number", () => forge({ claims: { sub: "ada" } })],
	["a token without a session", () => forge({ claims: { sid: undefined } })],
	["a token without an issuer", () => forge({ claims: { iss: undefined } })],
	["a token for nobody in particular", () => forge({ claims: { aud: undefined } })],
	["a code to set a new password", async () => resetCode((await withEmail()).email)],
	["the id of a session", async () => (await createUser("user")).refresh.split(".")[0] ?? ""],
	["a token without its signature", async () => (await createUser("user")).token.replace(/[^.]+$/, "")],
	["a token with something behind it", async () => `${(await createUser("user")).token}.x`],
];

/** How a session ends while an access token of it is still young, each answering such a token. */
const ENDINGS: readonly (readonly [string, () => Promise<string>])[] = [
	[
		"its logout",
		async () => {
			const { token } = await createUser("user");
			await post("/api/auth/logout/", {}, token);
			return token;
		},
	],
	[
		"a logout everywhere",
		async () => {
			const user = await createUser("user");
			const other = await signIn(user.username);
			await del("/api/auth/sessions/", other.token);
			return user.token;
		},
	],
	[
		"its end from another session",
		async () => {
			const user = await createUser("user");
			const other = await signIn(user.username);
			await del(`/api/auth/sessions/${user.refresh.split(".")[0]}/`, other.token);
			return user.token;
		},
	],
	[
		"a change of the password elsewhere",
		async () => {
			const user = await createUser("user");
			const other = await signIn(user.username);
			const body = { old_password: PASSWORD, new_password: "another long sentence 8" };
			await post("/api/auth/password/change/", body, other.token);
			return user.token;
		},
	],
	[
		"a new password by a mailed code",
		async () => {
			const user = await withEmail();
			const body = { token: await resetCode(user.email), new_password: "another long sentence 8" };
			await post("/api/auth/password/reset/", body);
			return user.token;
		},
	],
	[
		"a refresh token that came twice, two generations apart",
		async () => {
			const user = await createUser("user");
			const { body } = await post("/api/auth/refresh/", { refresh: user.refresh });
			await post("/api/auth/refresh/", { refresh: body.refresh });
			await post("/api/auth/refresh/", { refresh: user.refresh });
			return body.access;
		},
	],
];

const OF_THE_FORGE = new Map([
	["an expired token", EXPIRED],
	["the access token of an ended session", ENDED],
]);

describe("behind Bearer, there is one refusal for each thing that the client can do about it:", () => {
	const rows = [
		...BAD_TOKENS.map(([what, make]) => [what, OF_THE_FORGE.get(what) ?? NOT_VALID, make] as const),
		...MORE.map(([what, make]) => [what, NOT_VALID, make] as const),
		...ENDINGS.map(([what, make]) => [`a token after ${what}`, ENDED, make] as const),
	];

	it.each(rows)("%s: %s", async (_, detail, make) => {
		expect(told(await visit(await make()))).toEqual(refusal(detail, INVALID_TOKEN));
	});

	it("a good token, for comparison, is let in", async () => {
		expect(await visit((await createUser("user")).token)).toMatchObject({ status: 200 });
	});
});

describe("a good token counts nowhere but in the header Authorization:", () => {
	it.each<[string, (token: string) => { query?: string; headers?: Record<string, string> }]>([
		["in the query as access_token", (token) => ({ query: `?access_token=${token}` })],
		["in the query as token", (token) => ({ query: `?token=${token}` })],
		["in a cookie", (token) => ({ headers: { Cookie: `token=${token}; access=${token}` } })],
		["in a header of another name", (token) => ({ headers: { "X-Access-Token": token } })],
		["without a word before it", (token) => ({ headers: { Authorization: token } })],
		["behind another word", (token) => ({ headers: { Authorization: `JWT ${token}` } })],
		["behind two words", (token) => ({ headers: { Authorization: `Bearer Token ${token}` } })],
		["as a pair of name and password", (token) => ({ headers: { Authorization: `Basic ${btoa(`ada:${token}`)}` } })],
	])("%s", async (_, place) => {
		const { query = "", headers } = place((await createUser("user")).token);
		const answer = await call("GET", `/api/auth/sessions/${query}`, { headers });
		expect(told(answer)).toEqual(refusal(NONE, 'Bearer realm="edgeward"'));
	});
});
