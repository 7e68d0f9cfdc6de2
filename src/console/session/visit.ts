import { createMiddleware } from "hono/factory";
import { type Action, may } from "../../auth/policy.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { problem } from "../../http/problem.ts";
import { type Visitor, visitorOf } from "./cookies.ts";

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

/** Where somebody is asked to sign in, and goes on from there. */
export const signInAt = (url: string): string => {
	const { pathname, search } = new URL(url);
	return `/?${new URLSearchParams({ next: pathname + search })}`;
};

/** Sends a stranger to the sign-in page, and from there back. */
export const requireVisitor = createMiddleware<ConsoleEnv>(async function requireVisitor(c, next) {
	if (c.get("visitor")) return next();
	// A form that a stranger sends is lost: they come back to its page.
	return c.redirect(signInAt(c.req.method === "GET" ? c.req.url : (c.req.header("Referer") ?? c.req.url)), 303);
});

/** Lets through only the roles that the table allows. */
export const requireRight = (action: Action) =>
	createMiddleware<ConsoleEnv>(async function requireRight(c, next) {
		const actor = c.get("actor");
		if (!actor || !may(actor, action)) throw problem("forbidden");
		await next();
	});

/** An address of ours to go on to after a sign-in; never one of another site. */
export function ownPath(text: string | undefined): string | undefined {
	if (!text?.startsWith("/")) return undefined;
	const url = URL.parse(text, "https://here.invalid");
	if (url?.host !== "here.invalid" || url.pathname.startsWith("//")) return undefined;
	return url.pathname + url.search;
}
