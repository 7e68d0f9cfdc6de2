import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { del, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser, PASSWORD, signIn, type TestUser, unique } from "../support/factories.ts";
import { deactivate, resetCode, withEmail } from "../support/people.ts";
import { INVALID_TOKEN, told } from "../support/refusals.ts";

const refresh = (token: string) => post("/api/auth/token/refresh/", { refresh: token });

/** A refresh of one's own; answers the successor. */
async function refreshed(token: string): Promise<string> {
	const { status, body } = await refresh(token);
	expect(status).toBe(200);
	return body.refresh;
}

const sessionOf = ({ refresh }: TestUser) => refresh.split(".")[0] ?? "";
const macOf = ({ refresh }: TestUser) => refresh.split(".")[2] ?? "";
const madeUp = "A".repeat(43);

async function age(user: TestUser, column: "rotated_at" | "expires_at", ms: number): Promise<void> {
	const query = DB.prepare(`update sessions set ${column} = ${column} - ? where id = ?`);
	expect((await query.bind(ms, sessionOf(user)).run()).meta.changes).toBe(1);
}

const newPassword = { new_password: "another long sentence 8" };

/** What is presented, and what the rightful owner has by then. */
interface Presented {
	wrong: string;
	newest: string;
}

type Spoil = (user: TestUser & { email: string }) => Promise<string | Presented>;

/**
 * Every way in which a refresh token can be wrong, and what becomes of the session: it lives on where nothing says that
 * its token was stolen.
 */
const WRONG: readonly (readonly [string, "lives" | "is over", Spoil])[] = [
	["no token at all", "lives", async () => "garbage"],
	["a token with a space before it", "lives", async ({ refresh }) => ` ${refresh}`],
	["a token without its end", "lives", async ({ refresh }) => refresh.slice(0, -1)],
	["a token with something behind it", "lives", async ({ refresh }) => `${refresh}.x`],
	["a token whose number is spelled otherwise", "lives", async (user) => `${sessionOf(user)}.00.${macOf(user)}`],
	["a token of a session that there is not", "lives", async () => `${"A".repeat(22)}.0.${madeUp}`],
	["a made-up end", "lives", async (user) => `${sessionOf(user)}.0.${madeUp}`],
	["a made-up token of the next generation", "lives", async (user) => `${sessionOf(user)}.1.${macOf(user)}`],
	[
		"a token that another deployment's key would make",
		"lives",
		async (user) => {
			const text = `refresh ${sessionOf(user)} 0`;
			return `${sessionOf(user)}.0.${createHmac("sha256", "another secret").update(text).digest("base64url")}`;
		},
	],
	["another session's end", "lives", async (user) => `${sessionOf(user)}.0.${macOf(await createUser("user"))}`],
	["an access token", "lives", async ({ token }) => token],
	["a code to set a new password", "lives", async ({ email }) => resetCode(email)],
	[
		"a personal access token",
		"lives",
		async ({ token }) => (await post("/api/auth/tokens/", { name: unique() }, token)).body.token,
	],
	[
		"a token that was spent eleven seconds ago",
		"is over",
		async (user) => {
			const newest = await refreshed(user.refresh);
			await age(user, "rotated_at", 11_000);
			return { wrong: user.refresh, newest };
		},
	],
	[
		"a token that was spent two generations ago",
		"is over",
		async ({ refresh }) => ({ wrong: refresh, newest: await refreshed(await refreshed(refresh)) }),
	],
	[
		"a token after its day",
		"is over",
		async (user) => {
			await age(user, "expires_at", 24 * 60 * 60 * 1000 + 1000);
			return user.refresh;
		},
	],
	[
		"a token after the logout",
		"is over",
		async ({ refresh, token }) => {
			await post("/api/auth/logout/", {}, token);
			return refresh;
		},
	],
	[
		"a token after a logout everywhere",
		"is over",
		async ({ refresh, token }) => {
			await del("/api/auth/sessions/", token);
			return refresh;
		},
	],
	[
		"a token after a change of the password elsewhere",
		"is over",
		async ({ username, refresh }) => {
			const { token } = await signIn(username);
			await post("/api/auth/password/change/", { old_password: PASSWORD, ...newPassword }, token);
			return refresh;
		},
	],
	[
		"a token after a new password by a mailed code",
		"is over",
		async ({ email, refresh }) => {
			await post("/api/auth/password/reset/", { token: await resetCode(email), ...newPassword });
			return refresh;
		},
	],
	[
		"a token of a deactivated account",
		"is over",
		async ({ id, refresh }) => {
			await deactivate(id);
			return refresh;
		},
	],
];

const DETAIL = "The refresh token is not valid any more: sign in again.";
const REFUSED = {
	status: 401,
	headers: expect.objectContaining({ "www-authenticate": INVALID_TOKEN }),
	body: {
		...{ type: "about:blank", title: "Sign in first", status: 401, code: "unauthenticated" },
		...{ detail: DETAIL, message: DETAIL, errors: {}, request_id: "?" },
	},
};

describe("a refresh is refused in the same words, whatever is wrong:", () => {
	it.each(WRONG)("%s; the session %s", async (_, fate, spoil) => {
		const user = await withEmail();
		const spoiled = await spoil(user);
		const { wrong, newest } = typeof spoiled === "string" ? { wrong: spoiled, newest: user.refresh } : spoiled;
		expect(told(await refresh(wrong))).toEqual(REFUSED);
		expect(await refresh(newest)).toMatchObject({ status: fate === "lives" ? 200 : 401 });
	});
});
