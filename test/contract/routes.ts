import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { users } from "../../src/accounts/table.ts";
import { hashPassword } from "../../src/auth/passwords.ts";
import { readCode, sendCode } from "../../src/credentials/codes.ts";
import { oneTimeCodes } from "../../src/credentials/table.ts";
import { database } from "../../src/db/client.ts";
import { settings } from "../../src/env.ts";
import { patients } from "../../src/patients/table.ts";
import { personalTokens } from "../../src/personal-tokens/table.ts";
import { post } from "../support/client.ts";
import { createUser, PASSWORD, unique } from "../support/factories.ts";
import { newPerson, signInAt } from "../support/oidc.ts";
import { forge } from "./forge.ts";
import type { Scene, Who } from "./scene.ts";

/** What the contract says of one operation. Written by hand from the requirements, never read from the code. */
export interface Door {
	/** As the API document spells it. */
	route: `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}/`;
	allowed: readonly Who[] | "public";
	/** Of a valid request. */
	answers: 200 | 201 | 204 | 302;
	/** `{id}` of the path. */
	id?: (scene: Scene) => number | string;
	query?: (scene: Scene) => string;
	body?: (scene: Scene) => unknown;
	/** What a browser brings back that was sent away by us: in the address, and in its cookie. */
	brings?: () => Promise<{ query: string; cookie: string }>;
	/** What must have happened before. */
	before?: (scene: Scene) => Promise<unknown>;
	/** How the request is refused when it addresses what is another's; absent where it can address nobody. */
	foreign?: 404 | "empty page" | "wrong patient field";
}

const PEOPLE = ["admin", "staff", "doctor", "patient", "user"] as const;
const EDITORS = ["admin", "doctor", "patient", "user"] as const;

const patient = ({ patient }: Scene) => patient;
const device = ({ device }: Scene) => device;
const notification = ({ notification }: Scene) => notification;

const person = () => ({ username: `new-${unique()}`, email: `${unique()}@example.org`, password: PASSWORD });
const login = async () => ({ username: (await createUser("user")).username, password: PASSWORD });
const refresh = async () => ({ refresh: (await createUser("user")).refresh });
const nothing = () => ({});
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

const phone = () => ({ phone_number: "+49 30 1234567" });
const name = () => ({ first_name: "Ada" });
const status = () => ({ status: "maintenance" });
const reading = ({ patient, device }: Scene) => ({ patient, device, heart_rate: 72, recorded_at: "2026-01-31T12:00Z" });
const day = () => "?from=2026-01-31T00:00:00Z&to=2026-02-01T00:00:00Z";

/** So that there is something to answer. */
const measure = async (scene: Scene) => post("/api/heart-rate/", reading(scene), await forge());

const remove = ({ patient }: Scene) =>
	database(env).update(patients).set({ deletedAt: new Date() }).where(eq(patients.id, patient));

export const DOORS: readonly Door[] = [
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

	{ route: "GET /api/patients/", allowed: PEOPLE, answers: 200 },
	{ route: "POST /api/patients/", allowed: EDITORS, body: () => ({ first_name: "Jon" }), answers: 201 },
	{ route: "GET /api/patients/{id}/", allowed: PEOPLE, id: patient, answers: 200, foreign: 404 },
	{ route: "PUT /api/patients/{id}/", allowed: EDITORS, id: patient, body: phone, answers: 200, foreign: 404 },
	{ route: "PATCH /api/patients/{id}/", allowed: EDITORS, id: patient, body: phone, answers: 200, foreign: 404 },
	{
		route: "DELETE /api/patients/{id}/",
		allowed: ["admin", "doctor", "user"],
		id: patient,
		answers: 204,
		foreign: 404,
	},
	{ route: "POST /api/patients/{id}/restore/", allowed: ["admin"], id: patient, before: remove, answers: 200 },
	{ route: "GET /api/patients/me/", allowed: ["patient"], answers: 200 },
	{ route: "PUT /api/patients/me/", allowed: ["patient"], body: phone, answers: 200 },
	{ route: "PATCH /api/patients/me/", allowed: ["patient"], body: phone, answers: 200 },

	{
		route: "GET /api/devices/",
		allowed: PEOPLE,
		query: (scene) => `?patient=${scene.patient}`,
		answers: 200,
		foreign: "empty page",
	},
	{
		route: "POST /api/devices/",
		allowed: EDITORS,
		body: (scene) => ({ device_id: unique(), patient: scene.patient }),
		answers: 201,
		foreign: "wrong patient field",
	},
	{ route: "GET /api/devices/{id}/", allowed: PEOPLE, id: device, answers: 200, foreign: 404 },
	{ route: "PUT /api/devices/{id}/", allowed: EDITORS, id: device, body: status, answers: 200, foreign: 404 },
	{ route: "PATCH /api/devices/{id}/", allowed: EDITORS, id: device, body: status, answers: 200, foreign: 404 },
	{ route: "DELETE /api/devices/{id}/", allowed: EDITORS, id: device, answers: 204, foreign: 404 },
	{ route: "POST /api/devices/{id}/token/", allowed: EDITORS, id: device, answers: 201, foreign: 404 },
	{ route: "DELETE /api/devices/{id}/token/", allowed: EDITORS, id: device, answers: 204, foreign: 404 },

	{
		route: "POST /api/heart-rate/",
		allowed: ["admin", "patient", "device"],
		body: reading,
		answers: 201,
		foreign: 404,
	},
	{
		route: "GET /api/heart-rate/",
		allowed: PEOPLE,
		query: (scene) => `?patient=${scene.patient}`,
		before: measure,
		answers: 200,
		foreign: 404,
	},
	{
		route: "GET /api/patients/{id}/heart-rate-stats/",
		allowed: PEOPLE,
		id: patient,
		before: measure,
		answers: 200,
		foreign: 404,
	},
	{
		route: "GET /api/patients/{id}/heart-rate-series/",
		allowed: PEOPLE,
		id: patient,
		query: day,
		before: measure,
		answers: 200,
		foreign: 404,
	},

	{ route: "GET /api/notifications/", allowed: PEOPLE, answers: 200 },
	{ route: "POST /api/notifications/mark-all-read/", allowed: PEOPLE, answers: 200 },
	{ route: "POST /api/notifications/{id}/read/", allowed: PEOPLE, id: notification, answers: 200, foreign: 404 },
];
