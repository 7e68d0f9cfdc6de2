import { publicContext } from "../../auth/authenticate.ts";
import { forgetPasswordBody, resetPasswordBody } from "../../credentials/schema.ts";
import { forgetPassword, resetPassword } from "../../credentials/service.ts";
import { checked } from "../../http/checked.ts";
import { damped } from "../../http/damping.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { EMPTY_FORM, Field, FormFault, type FormState } from "../ui/form.tsx";
import { dropSession } from "./cookies.ts";

const words = texts.sign_in.reset;

function Forgot({ state }: { state: FormState }) {
	return (
		<section class="sign-in">
			<h1>{words.forgot_title}</h1>
			<p class="lead">{words.forgot_lead}</p>
			<form method="post" action="/forgot" class="card">
				<FormFault state={state} fields={["email"]} />
				<Field
					form="forgot"
					name="email"
					label={words.email}
					state={state}
					required
					type="email"
					autocomplete="email"
				/>
				<button type="submit" class="primary">
					{words.send}
				</button>
			</form>
			<p>
				<a href="/reset">{words.have_code}</a>
			</p>
			<p>
				<a href="/">{words.back}</a>
			</p>
		</section>
	);
}

function Reset({ state, code }: { state: FormState; code?: string | undefined }) {
	const form = { form: "reset", state, required: true };
	return (
		<section class="sign-in">
			<h1>{words.title}</h1>
			<p class="lead">{words.lead}</p>
			<form method="post" action="/reset" class="card">
				<FormFault state={state} fields={["token", "new_password"]} />
				<Field {...form} name="token" label={words.code} value={code} autocomplete="one-time-code" spellcheck={false} />
				<Field
					{...form}
					name="new_password"
					label={words.new_password}
					hint={texts.sign_in.registration.password_hint}
					type="password"
					autocomplete="new-password"
				/>
				<button type="submit" class="primary">
					{words.submit}
				</button>
			</form>
			<p>
				<a href="/forgot">{words.new_code}</a>
			</p>
		</section>
	);
}

/** A way back in for who has lost their password. */
export const passwordPages = newPages();

passwordPages.get("/forgot", (c) => page(c, { title: words.forgot_title, children: <Forgot state={EMPTY_FORM} /> }));

passwordPages.post("/forgot", damped("public"), async (c) => {
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const { email, username } = checked(forgetPasswordBody, fields);
			await forgetPassword(publicContext(c), email ?? username ?? "");
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return goOn(c, "/reset", "code_sent");
		},
		(state, status) => page(c, { title: words.forgot_title, children: <Forgot state={state} /> }, status),
	);
});

// A GET spends nothing: mail programs look at links before people do.
passwordPages.get("/reset", (c) =>
	page(c, { title: words.title, children: <Reset state={EMPTY_FORM} code={c.req.query("token")} /> }),
);

passwordPages.post("/reset", damped("public"), async (c) => {
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const { token, new_password } = checked(resetPasswordBody, fields);
			await resetPassword(publicContext(c), token, new_password);
			c.executionCtx.waitUntil(flushOutbox(c.env));
			// Whoever was signed in here: now it is the new password that lets somebody in.
			dropSession(c);
			return goOn(c, "/", "password_set");
		},
		(state, status) => page(c, { title: words.title, children: <Reset state={state} /> }, status),
	);
});
