import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { settings } from "../env.ts";
import type { AppEnv } from "../http/app-env.ts";
import { originOf } from "../http/origin.ts";
import { problem, unauthenticated } from "../http/problem.ts";
import { isPersonalToken, readPersonalToken } from "../personal-tokens/authentication.ts";
import { isEnded } from "./ended-sessions.ts";
import { type Action, may } from "./policy.ts";
import type { PublicContext, ServiceContext, SignedInContext } from "./service-context.ts";
import { readToken } from "./tokens.ts";

const badToken = (detail: string) => unauthenticated(detail, { tokenSent: true });

/** The refusal of a device token that the patient's object no longer knows. */
export const tokenRevoked = () => badToken("This device token was revoked or replaced.");

const READS: readonly string[] = ["GET", "HEAD"];

/** Sets the actor before it looks at the scope, so that a refusal is recorded with whose token it was. */
async function byPersonalToken(c: Context<AppEnv>, token: string): Promise<void> {
	const found = await readPersonalToken(c.get("db"), token);
	if (!found) throw badToken("The token is not valid.");
	c.set("actor", found.actor);
	if (found.scope === "read" && !READS.includes(c.req.method))
		throw problem("forbidden", { detail: "This personal access token may only read." });
}

async function byJwt(c: Context<AppEnv>, token: string): Promise<void> {
	const actor = await readToken(settings(c.env), token);
	if (actor === "expired") throw badToken("The access token has expired: refresh it.");
	if (actor === "invalid") throw badToken("The token is not valid.");
	if (actor.kind === "user" && actor.sessionId !== null && (await isEnded(c.get("db"), actor.sessionId)))
		throw badToken("This session was ended: sign in again.");
	c.set("actor", actor);
}

/** Sets the actor from `Authorization: Bearer <token>` (or seed 0's `Token <token>`), or answers 401. */
export const authenticate = createMiddleware<AppEnv>(async function authenticate(c, next) {
	const [, token] = /^(?:bearer|token) +(\S+)$/i.exec(c.req.header("Authorization") ?? "") ?? [];
	if (!token) throw unauthenticated("Send an access token: Authorization: Bearer <token>.");
	await (isPersonalToken(token) ? byPersonalToken(c, token) : byJwt(c, token));
	await next();
});

/** Lets through only the roles that the table allows, or answers 403. */
export function allow(action: Action) {
	return createMiddleware<AppEnv>(async function allowed(c, next) {
		if (!may(c.get("actor"), action)) throw problem("forbidden");
		await next();
	});
}

/** The call of anybody. */
export function publicContext(c: Context<AppEnv>): PublicContext {
	return { db: c.get("db"), env: c.env, origin: originOf(c) };
}

/** The call of a person. A device never gets here: its role allows no action of people. */
export function serviceContext(c: Context<AppEnv>): ServiceContext {
	const actor = c.get("actor");
	if (actor.kind !== "user") throw problem("forbidden");
	return { ...publicContext(c), actor };
}

/** The call of a person with a session. A personal access token never gets here: the table says so. */
export function signedInContext(c: Context<AppEnv>): SignedInContext {
	const { actor, ...context } = serviceContext(c);
	const { sessionId } = actor;
	if (sessionId === null) throw problem("forbidden");
	return { ...context, actor: { ...actor, sessionId } };
}
