import { loginBody } from "../../accounts/schema.ts";
import { signIn } from "../../accounts/sign-in.ts";
import { publicContext, signedInContext } from "../../auth/authenticate.ts";
import { damped } from "../../http/damping.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { nameOf } from "../../sessions/browser.ts";
import { endAllSessions, logout } from "../../sessions/service.ts";
import { issueTicket } from "../../streams/tickets.ts";
import { checked, sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { homeOf, page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { EMPTY_FORM, Field, FormFault, type FormState } from "../ui/form.tsx";
import { dropSession, keepSession } from "./cookies.ts";
import { ownPath, requireVisitor } from "./visit.ts";

const words = texts.sign_in;

function SignIn({ state, next }: { state: FormState; next: string | undefined }) {
	return (
		<section class="sign-in">
			<h1>{words.title}</h1>
			<p class="lead">{words.lead}</p>
			<form method="post" action="/sign-in" class="card">
				<FormFault state={state} fields={["username", "password"]} />
				<Field
					form="sign-in"
					name="username"
					label={words.name}
					state={state}
					required
					autocomplete="username"
					autocapitalize="none"
				/>
				<Field
					form="sign-in"
					name="password"
					label={words.password}
					state={state}
					required
					type="password"
					autocomplete="current-password"
				/>
				{next && <input type="hidden" name="next" value={next} />}
				<button type="submit" class="primary">
					{words.submit}
				</button>
			</form>
		</section>
	);
}

/** The sign-in page and what a session of a browser needs. */
export const sessionPages = newPages();

sessionPages.get("/", async (c) => {
	const visitor = c.get("visitor");
	const next = ownPath(c.req.query("next"));
	if (visitor) return c.redirect(next ?? homeOf(visitor), 303);
	return page(c, { title: words.title, children: <SignIn state={EMPTY_FORM} next={next} /> });
});

sessionPages.post("/sign-in", damped("sign-in"), async (c) => {
	const fields = await sentFields(c);
	const next = ownPath(fields.next);
	return submit(
		fields,
		async () => {
			const { username = "", password } = checked(loginBody, fields);
			const { access, user } = await signIn(publicContext(c), username, password);
			c.executionCtx.waitUntil(flushOutbox(c.env));
			await keepSession(
				c,
				access,
				nameOf({ firstName: user.first_name, lastName: user.last_name, username: user.username }),
			);
			return c.redirect(next ?? "/", 303);
		},
		(state, status) => page(c, { title: words.title, children: <SignIn state={state} next={next} /> }, status),
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
