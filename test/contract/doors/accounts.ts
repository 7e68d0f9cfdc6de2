import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { users } from "../../../src/accounts/table.ts";
import { hashPassword } from "../../../src/auth/passwords.ts";
import { readCode, sendCode } from "../../../src/credentials/codes.ts";
import { oneTimeCodes } from "../../../src/credentials/table.ts";
import { database } from "../../../src/db/client.ts";
import { settings } from "../../../src/env.ts";
import { personalTokens } from "../../../src/personal-tokens/table.ts";
import { createUser, PASSWORD, unique } from "../../support/factories.ts";
import { newPerson, signInAt } from "../../support/oidc.ts";
import type { Scene } from "../scene.ts";
import { type Door, name, nothing, PEOPLE } from "./door.ts";

const person = () => ({ username: `new-${unique()}`, email: `${unique()}@example.org`, password: PASSWORD });
const login = async () => ({ username: (await createUser("user")).username, password: PASSWORD });
const refresh = async () => ({ refresh: (await createUser("user")).refresh });
const personalToken = ({ personalToken }: Scene) => personalToken;
const session = ({ session }: Scene) => session;
const applicant = ({ applicant }: Scene) => applicant;
const anybodysEmail = () => ({ email: `${unique()}@example.org` });

/** Sends a code to somebody new, and reads it as their mailbox would. */
async function mailedCode(purpose: "verify_email" | "reset_password") {
	const db = database(env);
	const user = await createUser("user");
	await db
		.update(users)
		.set({ email: `${unique()}@example.org` })
		.where(eq(users.id, user.id));
	const [issue, announce] = sendCode(db, settings(env), purpose, eq(users.id, user.id));
	await issue;
	await announce;
	const row = await db.select().from(oneTimeCodes).where(eq(oneTimeCodes.userId, user.id)).get();
	return row && readCode(settings(env), row);
}
const verification = async () => ({ token: await mailedCode("verify_email") });
const newPassword = async () => ({ token: await mailedCode("reset_password"), new_password: `${PASSWORD}!` });

/** Gives the scene's user the tests' password. */
async function withPassword({ personalToken }: Scene) {
	const db = database(env);
	const row = await db.select().from(personalTokens).where(eq(personalTokens.id, personalToken)).get();
	await db
		.update(users)
		.set({ passwordHash: await hashPassword(PASSWORD) })
		.where(eq(users.id, row?.userId ?? 0));
}
/** `{provider}` of the path. */
export const PROVIDER = "clinic";

/** Somebody new who has just signed in at the provider. */
async function signedInThere() {
	const { browser, callback } = await signInAt(PROVIDER, await newPerson(PROVIDER));
	const cookies = browser.cookies(callback).map(({ name, value }) => `${name}=${value}`);
	return { query: new URL(callback).search, cookie: cookies.join("; ") };
}

export const ACCOUNT_DOORS: readonly Door[] = [
	{ route: "POST /api/auth/register/", allowed: "public", body: person, answers: 201 },
	{ route: "POST /api/v1/auth/register/user/", allowed: "public", body: person, answers: 201 },
	{ route: "POST /api/v1/auth/register/practitioner/", allowed: "public", body: person, answers: 201 },
	{ route: "POST /api/auth/login/", allowed: "public", body: login, answers: 200 },
	{ route: "POST /api/auth/token/refresh/", allowed: "public", body: refresh, answers: 200 },
	{ route: "POST /api/auth/refresh/", allowed: "public", body: refresh, answers: 200 },
	{ route: "POST /api/v1/identity/refresh/", allowed: "public", body: refresh, answers: 200 },
	{ route: "POST /api/auth/logout/", allowed: PEOPLE, body: nothing, answers: 200 },
	{ route: "POST /api/v1/auth/logout/", allowed: PEOPLE, body: nothing, answers: 200 },
	{ route: "GET /api/auth/sessions/", allowed: PEOPLE, answers: 200 },
	{ route: "DELETE /api/auth/sessions/", allowed: PEOPLE, answers: 204 },
	{ route: "DELETE /api/auth/sessions/{id}/", allowed: PEOPLE, id: session, answers: 204, foreign: 404 },
	{ route: "GET /api/auth/tokens/", allowed: PEOPLE, answers: 200 },
	{ route: "POST /api/auth/tokens/", allowed: PEOPLE, body: () => ({ name: "export" }), answers: 201 },
	{ route: "DELETE /api/auth/tokens/{id}/", allowed: PEOPLE, id: personalToken, answers: 204, foreign: 404 },
	{
		route: "POST /api/auth/password/change/",
		allowed: PEOPLE,
		before: withPassword,
		body: () => ({ old_password: PASSWORD, new_password: `${PASSWORD}!` }),
		answers: 200,
	},
	{ route: "POST /api/auth/password/forget/", allowed: "public", body: anybodysEmail, answers: 200 },
	{ route: "POST /api/v1/auth/password/forget/", allowed: "public", body: anybodysEmail, answers: 200 },
	{ route: "POST /api/auth/password/reset/", allowed: "public", body: newPassword, answers: 200 },
	{ route: "POST /api/v1/auth/password/reset/", allowed: "public", body: newPassword, answers: 200 },
	{ route: "POST /api/auth/verify-email/", allowed: "public", body: verification, answers: 200 },
	{ route: "POST /api/auth/verify-email/resend/", allowed: PEOPLE, answers: 200 },
	{ route: "GET /api/auth/oidc/{provider}/", allowed: "public", answers: 302 },
	{ route: "GET /api/auth/oidc/{provider}/callback/", allowed: "public", brings: signedInThere, answers: 200 },
	{ route: "GET /api/auth/profile/", allowed: PEOPLE, answers: 200 },
	{ route: "PUT /api/auth/profile/", allowed: PEOPLE, body: name, answers: 200 },
	{ route: "PATCH /api/auth/profile/", allowed: PEOPLE, body: name, answers: 200 },

	{ route: "GET /api/users/", allowed: ["admin"], answers: 200 },
	{ route: "GET /api/users/me/", allowed: PEOPLE, answers: 200 },
	{ route: "GET /api/users/{id}/", allowed: ["admin"], id: applicant, answers: 200 },
	{ route: "PATCH /api/users/{id}/", allowed: ["admin"], id: applicant, body: nothing, answers: 200 },
	{ route: "DELETE /api/users/{id}/", allowed: ["admin"], id: applicant, answers: 204 },
	{ route: "POST /api/users/{id}/approve/", allowed: ["admin"], id: applicant, answers: 200 },
	{ route: "POST /api/users/{id}/verify/", allowed: ["admin"], id: applicant, answers: 200 },
	{ route: "POST /api/users/{id}/deactivate/", allowed: ["admin"], id: applicant, answers: 200 },
	{ route: "POST /api/users/{id}/activate/", allowed: ["admin"], id: applicant, answers: 200 },
	{ route: "POST /api/users/{id}/sign-out/", allowed: ["admin"], id: applicant, answers: 200 },
];
