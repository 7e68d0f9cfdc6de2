import type { Context } from "hono";
import type { signedIn } from "../../accounts/signed-in.ts";
import { signedInContext } from "../../auth/authenticate.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { nameOf } from "../../sessions/browser.ts";
import { logout } from "../../sessions/service.ts";
import { keepSession } from "./cookies.ts";
import type { ConsoleEnv } from "./visit.ts";

/** Gives the browser the session of somebody who has just proven who they are; the one that it had ends. */
export async function letIn(c: Context<ConsoleEnv>, answer: Awaited<ReturnType<typeof signedIn>>): Promise<void> {
	const { first_name: firstName, last_name: lastName, username } = answer.user;
	c.executionCtx.waitUntil(flushOutbox(c.env));
	// Its key is overwritten here: left alone it would go on where nobody could end it with a sign-out.
	if (c.get("visitor")) await logout(signedInContext(c));
	await keepSession(c, answer.access, nameOf({ firstName, lastName, username }));
}
