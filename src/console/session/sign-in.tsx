import { loginBody } from "../../accounts/schema.ts";
import { signIn } from "../../accounts/sign-in.ts";
import { publicContext, signedInContext } from "../../auth/authenticate.ts";
import { checked } from "../../http/checked.ts";
import { damped } from "../../http/damping.ts";
import type { Problem } from "../../http/problem.ts";
import { readRateLimit } from "../../http/rate-limit-headers.ts";
import { endAllSessions, logout } from "../../sessions/service.ts";
import { issueTicket } from "../../streams/tickets.ts";
import { sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { homeOf } from "../shell.tsx";
import { count, texts } from "../texts.ts";
import { EMPTY_FORM } from "../ui/form.tsx";
import { withQuery } from "../ui/pager.tsx";
import { dropSession } from "./cookies.ts";
import { letIn } from "./entry.ts";
import { keptIn, keptPage } from "./kept.tsx";
import { ownPath } from "./own-path.ts";
import { signInPage } from "./sign-in-page.tsx";
import { requireVisitor } from "./visit.ts";

const words = texts.sign_in;

/** How many attempts are left, or how long to wait, as the API's headers say it. */
function attemptsLeft({ details }: Problem): string | undefined {
	const limit = readRateLimit(details.headers);
	if (!limit) return undefined;
	if (limit.remaining > 0) return count(words.tries, limit.remaining);
	return count(words.wait, Math.ceil(limit.resetSeconds / 60));
}

/** The sign-in page and what a session of a browser needs. */
export const sessionPages = newPages();

sessionPages.get("/", async (c) => {
	const visitor = c.get("visitor");
	const next = ownPath(c.req.query("next"));
	if (visitor) return c.redirect(next ?? homeOf(visitor), 303);
	return signInPage(c, { state: EMPTY_FORM, next });
});

// Where a reload of a refused form leads, and who types the address.
sessionPages.get("/sign-in", (c) => c.redirect(withQuery("/", { next: ownPath(c.req.query("next")) ?? null }), 303));

sessionPages.post("/sign-in", damped("sign-in"), async (c) => {
	const fields = await sentFields(c);
	const next = ownPath(fields.next);
	const kept = keptIn(fields);
	return submit(
		fields,
		async () => {
			const { username = "", password } = checked(loginBody, fields);
			await letIn(c, await signIn(publicContext(c), username, password));
			return kept ? keptPage(c, kept, next) : c.redirect(next ?? "/", 303);
		},
		(state, status, failure) => {
			const wait = failure.details.headers?.["Retry-After"];
			if (wait) c.header("Retry-After", wait);
			return signInPage(c, { state, next, kept, hint: attemptsLeft(failure) }, status);
		},
	);
});

sessionPages.post("/sign-out", requireVisitor, async (c) => {
	await logout(signedInContext(c));
	dropSession(c);
	return c.redirect("/?done=signed_out", 303);
});

sessionPages.post("/sign-out/everywhere", requireVisitor, async (c) => {
	await endAllSessions(signedInContext(c));
	dropSession(c);
	return c.redirect("/?done=signed_out", 303);
});

/** For the scripts of our own pages: what they send to the API, and what opens a live stream. */
sessionPages.post("/session/token", requireVisitor, (c) => c.json({ access: c.get("visitor")?.access }));
sessionPages.post("/session/ticket", requireVisitor, async (c) => c.json(await issueTicket(signedInContext(c))));
