import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { settings } from "../env.ts";
import type { AppEnv } from "../http/app-env.ts";
import { originOf } from "../http/origin.ts";
import { problem, unauthenticated } from "../http/problem.ts";
import { isPersonalToken, readPersonalToken } from "../personal-tokens/authentication.ts";
import type { Actor, UserActor } from "./actor.ts";
import { isEnded } from "./ended-sessions.ts";
import { type Action, may } from "./policy.ts";
import type { PublicContext, ReadContext, ServiceContext, SignedInContext } from "./service-context.ts";
import { readToken } from "./tokens.ts";

const badToken = (detail: string) => unauthenticated(detail, { tokenSent: true });

/** The refusal of a device token that the patient's object no longer knows. */
export const tokenRevoked = () => badToken("This device token was revoked or replaced.");

const READS: readonly string[] = ["GET", "HEAD"];

/** Sets the actor before it looks at the scope, so that a refusal is recorded with whose token it was. */
async function byPersonalToken(c: Context<AppEnv>, token: string): Promise<void> {
	const found = await readPersonalToken(c.get("session").db, token);
	if (!found) throw badToken("The token is not valid.");
	c.set("actor", found.actor);
	if (found.scope === "read" && !READS.includes(c.req.method))
		throw problem("forbidden", { detail: "This personal access token may only read." });
}

async function byJwt(c: Context<AppEnv>, token: string): Promise<void> {
	const actor = await readToken(settings(c.env), token);
	if (actor === "expired") throw badToken("The access token has expired: refresh it.");
	if (actor === "invalid") throw badToken("The token is not valid.");
	if (actor.kind === "user" && actor.sessionId !== null && (await isEnded(c.get("session").db, actor.sessionId)))
		throw badToken("This session was ended: sign in again.");
	c.set("actor", actor);
}

const signInFirst = () => unauthenticated("Send an access token: Authorization: Bearer <token>.");

/**
 * The credentials that a request carries. A browser can give a WebSocket no header of its own, so there they may come
 * among its subprotocols, as `bearer.<token>`.
 */
function credentialsIn(c: Context<AppEnv>): string | undefined {
	const header = c.req.header("Authorization");
	if (header !== undefined || c.req.header("Upgrade")?.toLowerCase() !== "websocket") return header;
	const [, token] = /(?:^|,)\s*bearer\.([^\s,]+)/.exec(c.req.header("Sec-WebSocket-Protocol") ?? "") ?? [];
	return token && `Bearer ${token}`;
}

/**
 * Sets the actor from `Authorization: Bearer <token>` (or seed 0's `Token <token>`). Answers 401 where what is sent is no
 * good token, also where nobody would have to sign in: an app with an expired one must learn of it.
 */
export const authenticate = createMiddleware<AppEnv>(async function authenticate(c, next) {
	const header = credentialsIn(c);
	if (header === undefined) return next();
	const [, token] = /^(?:bearer|token) +(\S+)$/i.exec(header) ?? [];
	if (!token) throw signInFirst();
	await (isPersonalToken(token) ? byPersonalToken(c, token) : byJwt(c, token));
	await next();
});

/** Who is signed in. Throws `unauthenticated` where nobody is. */
export function actorIn(c: Context<AppEnv>): Actor {
	const actor = c.get("actor");
	if (!actor) throw signInFirst();
	return actor;
}

/** Lets through only who has signed in. */
export const requireActor = createMiddleware<AppEnv>(async function requireActor(c, next) {
	actorIn(c);
	await next();
});

/** Lets through only the roles that the table allows, or answers 403. */
export function allow(action: Action) {
	return createMiddleware<AppEnv>(async function allowed(c, next) {
		if (!may(actorIn(c), action)) throw problem("forbidden");
		await next();
	});
}

/** The call of anybody. */
export function publicContext(c: Context<AppEnv>): PublicContext {
	return { db: c.get("session").db, env: c.env, origin: originOf(c) };
}

/** The call of a person who only reads. A device never gets here: its role allows no action of people. */
export function readContext(c: Context<AppEnv>): ReadContext {
	const actor = actorIn(c);
	if (actor.kind !== "user") throw problem("forbidden");
	return { db: c.get("session").db, env: c.env, actor };
}

/** The call of a person. */
export function serviceContext(c: Context<AppEnv>): ServiceContext {
	return { ...readContext(c), origin: originOf(c) };
}

/** The call of anybody, and the person who makes it: null where nobody is signed in, or a device is. */
export function openContext(c: Context<AppEnv>): PublicContext & { actor: UserActor | null } {
	const actor = c.get("actor");
	return { ...publicContext(c), actor: actor?.kind === "user" ? actor : null };
}

/** The call of a person with a session. A personal access token never gets here: the table says so. */
export function signedInContext(c: Context<AppEnv>): SignedInContext {
	const { actor, ...context } = serviceContext(c);
	const { sessionId } = actor;
	if (sessionId === null) throw problem("forbidden");
	return { ...context, actor: { ...actor, sessionId } };
}
