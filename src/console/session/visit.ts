import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { type Action, may } from "../../auth/policy.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { problem } from "../../http/problem.ts";
import { EMPTY_FORM } from "../ui/form.tsx";
import { type Visitor, visitorOf } from "./cookies.ts";
import { keptOf } from "./kept.tsx";
import { ownPath } from "./own-path.ts";
import { signInPage } from "./sign-in-page.tsx";

/** What the pages know of a request beyond what the API knows. */
export interface ConsoleEnv extends AppEnv {
	Variables: AppEnv["Variables"] & { visitor?: Visitor };
}

/** Sets the visitor, and the actor for the services, where the browser has a session. */
export const recognize = createMiddleware<ConsoleEnv>(async function recognize(c, next) {
	const visitor = await visitorOf(c);
	if (visitor) {
		c.set("visitor", visitor);
		c.set("actor", visitor.actor);
	}
	await next();
});

/** Where somebody is asked to sign in, and goes on from there to an address of ours. */
export const signInAt = (next: string): string => `/?${new URLSearchParams({ next })}`;

/** The page of ours from which a form was sent; undefined where the browser does not say, or names another site. */
export function cameFrom({ req }: Context<ConsoleEnv>): string | undefined {
	const from = URL.parse(req.header("Referer") ?? "");
	return from?.origin === new URL(req.url).origin ? ownPath(from.pathname + from.search) : undefined;
}

/** Sends a stranger to the sign-in page, and from there back. */
export function sendToSignIn(c: Context<ConsoleEnv>) {
	const { pathname, search } = new URL(c.req.url);
	// They come back to the page of a form that they send, since at its own address there may be none.
	const next = c.req.method === "POST" ? cameFrom(c) : pathname + search;
	return c.redirect(next ? signInAt(next) : "/", 303);
}

/** Lets nobody through without a session; a form that a stranger filled in waits for them on the sign-in page. */
export const requireVisitor = createMiddleware<ConsoleEnv>(async function requireVisitor(c, next) {
	if (c.get("visitor")) return next();
	const kept = c.req.method === "GET" ? undefined : await keptOf(c);
	if (!kept) return sendToSignIn(c);
	return signInPage(c, { state: EMPTY_FORM, next: cameFrom(c), kept }, 401);
});

/** Lets through only the roles that the table allows. */
export const requireRight = (action: Action) =>
	createMiddleware<ConsoleEnv>(async function requireRight(c, next) {
		const actor = c.get("actor");
		if (!actor || !may(actor, action)) throw problem("forbidden");
		await next();
	});
