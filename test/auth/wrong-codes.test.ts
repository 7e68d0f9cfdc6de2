import { describe, expect, it } from "vitest";
import { post } from "../support/client.ts";
import { codesFor } from "../support/codes.ts";
import { DB } from "../support/database.ts";
import { PASSWORD, type TestUser, unique } from "../support/factories.ts";
import { deactivate, withEmail } from "../support/people.ts";
import { told } from "../support/refusals.ts";

type User = TestUser & { email: string };

/** A door that takes codes, and the one that sends them. */
interface Kind {
	send: (user: User) => Promise<unknown>;
	use: (code: string) => ReturnType<typeof post>;
}

const proof: Kind = {
	send: ({ token }) => post("/api/auth/verify-email/resend/", {}, token),
	use: (token) => post("/api/auth/verify-email/", { token }),
};
const reset: Kind = {
	send: ({ email }) => post("/api/auth/password/forget/", { email }),
	use: (token) => post("/api/auth/password/reset/", { token, new_password: "another long sentence 8" }),
};

/** The code that this door sends the user now. */
async function sent(user: User, { send }: Kind): Promise<string> {
	const before = await codesFor(user.email);
	await send(user);
	const [code, ...more] = (await codesFor(user.email)).filter((known) => !before.includes(known));
	if (!code || more.length > 0) throw new Error("expected one new code");
	return code;
}

const rowOf = (user: User) =>
	DB.prepare("select id, code_hash from one_time_codes where user_id = ?").bind(user.id).first();

const later = (user: User) =>
	DB.prepare("update one_time_codes set created_at = created_at - 61000 where user_id = ?").bind(user.id).run();

interface Situation {
	user: User;
	/** A good one, until the row spoils it. */
	code: string;
	kind: Kind;
	other: Kind;
}

/** Every way in which a code can be wrong; each answers what is presented. */
const WRONG: readonly (readonly [string, (situation: Situation) => Promise<string>])[] = [
	["made up", async () => "A".repeat(43)],
	["a single letter", async () => "A"],
	["mistyped", async ({ code }) => (code.startsWith("A") ? "B" : "A") + code.slice(1)],
	["in capitals", async ({ code }) => code.toUpperCase()],
	["cut short", async ({ code }) => code.slice(0, -1)],
	["typed twice", async ({ code }) => code + code],
	["of the other purpose", async ({ user, other }) => sent(user, other)],
	["the id that its message in the queue has", async ({ user }) => String((await rowOf(user))?.id)],
	["its hash as it is stored", async ({ user }) => String((await rowOf(user))?.code_hash)],
	["an access token", async ({ user }) => user.token.slice(0, 200)],
	["a refresh token", async ({ user }) => user.refresh],
	[
		"used",
		async ({ code, kind }) => {
			expect(await kind.use(code)).toMatchObject({ status: 200 });
			return code;
		},
	],
	[
		"older than one that was used",
		async ({ user, code, kind }) => {
			await later(user);
			expect(await kind.use(await sent(user, kind))).toMatchObject({ status: 200 });
			return code;
		},
	],
	[
		"twenty minutes old",
		async ({ user, code }) => {
			const query = DB.prepare("update one_time_codes set expires_at = expires_at - ? where user_id = ?");
			await query.bind(20 * 60_000, user.id).run();
			return code;
		},
	],
	[
		"sent to an address that is not the account's any more",
		async ({ user, code }) => {
			const query = DB.prepare("update users set email = ? where id = ?");
			await query.bind(`${unique()}@example.org`, user.id).run();
			return code;
		},
	],
	[
		"of an account that has no address any more",
		async ({ user, code }) => {
			await DB.prepare("update users set email = null where id = ?").bind(user.id).run();
			return code;
		},
	],
	[
		"of a deactivated account",
		async ({ user, code }) => {
			await deactivate(user.id);
			return code;
		},
	],
];

const REASON = "is not valid, or not any more: ask for a new one";
const REFUSED = {
	status: 400,
	headers: expect.objectContaining({ "content-type": "application/problem+json" }),
	body: {
		...{ type: "about:blank", title: "Some fields are not right", status: 400, code: "invalid" },
		...{ detail: `token: ${REASON}`, message: `token: ${REASON}`, errors: { token: [REASON] }, request_id: "?" },
	},
};

const stateOf = ({ id }: User) =>
	DB.prepare("select password_hash, email_verified_at from users where id = ?").bind(id).first();

describe.each([
	["to prove an address", proof, reset],
	["to set a new password", reset, proof],
] as const)("a code %s is refused in the same words, and changes nothing, when it is", (_, kind, other) => {
	it.each(WRONG)("%s", async (_, spoil) => {
		const user = await withEmail();
		const presented = await spoil({ user, code: await sent(user, kind), kind, other });
		const before = await stateOf(user);
		expect(told(await kind.use(presented))).toEqual(REFUSED);
		expect(await stateOf(user)).toEqual(before);
	});

	it("a good one, for comparison, works", async () => {
		const user = await withEmail();
		const before = await stateOf(user);
		expect(await kind.use(await sent(user, kind))).toMatchObject({ status: 200 });
		expect(await stateOf(user)).not.toEqual(before);
	});
});

it("a code for a new password is spent by a change of the password", async () => {
	const user = await withEmail();
	const code = await sent(user, reset);
	const change = { old_password: PASSWORD, new_password: "a third long sentence 7" };
	expect(await post("/api/auth/password/change/", change, user.token)).toMatchObject({ status: 200 });
	expect(told(await reset.use(code))).toEqual(REFUSED);
});

it("a weak new password behind a bad code tells nothing more than the bad code", async () => {
	const answer = await post("/api/auth/password/reset/", { token: "A".repeat(43), new_password: "weak" });
	expect(told(answer)).toEqual(REFUSED);
});
