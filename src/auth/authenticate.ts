import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { settings } from "../env.ts";
import type { AppEnv } from "../http/app-env.ts";
import { problem } from "../http/problem.ts";
import { isEnded } from "./ended-sessions.ts";
import { type Action, may } from "./policy.ts";
import type { ServiceContext } from "./service-context.ts";
import { readToken } from "./tokens.ts";

/** 401 as RFC 6750 wants it: a challenge, with an error code only where a token was sent. */
function unauthenticated(detail: string, tokenSent: boolean) {
	const challenge = tokenSent ? 'Bearer realm="edgeward", error="invalid_token"' : 'Bearer realm="edgeward"';
	return problem("unauthenticated", { detail, headers: { "WWW-Authenticate": challenge } });
}

/** The refusal of a device token that the patient's object no longer knows. */
export const tokenRevoked = () => unauthenticated("This device token was revoked or replaced.", true);

/** Sets the actor from `Authorization: Bearer <token>` (or seed 0's `Token <token>`), or answers 401. */
export const authenticate = createMiddleware<AppEnv>(async function authenticate(c, next) {
	const [, token] = /^(?:bearer|token) +(\S+)$/i.exec(c.req.header("Authorization") ?? "") ?? [];
	if (!token) throw unauthenticated("Send an access token: Authorization: Bearer <token>.", false);
	const actor = await readToken(settings(c.env), token);
	if (actor === "expired") throw unauthenticated("The access token has expired: refresh it.", true);
	if (actor === "invalid") throw unauthenticated("The token is not valid.", true);
	if (actor.kind === "user" && (await isEnded(c.get("db"), actor.sessionId)))
		throw unauthenticated("This session was ended: sign in again.", true);
	c.set("actor", actor);
	await next();
});

/** Lets through only the roles that the table allows, or answers 403. */
export function allow(action: Action) {
	return createMiddleware<AppEnv>(async function allowed(c, next) {
		if (!may(c.get("actor"), action)) throw problem("forbidden");
		await next();
	});
}

/** The call of a signed-in person. A device never gets here: its role allows no action of people. */
export function serviceContext(c: Context<AppEnv>): ServiceContext {
	const actor = c.get("actor");
	if (actor.kind !== "user") throw problem("forbidden");
	return { actor, db: c.get("db"), env: c.env, requestId: c.get("requestId") };
}
