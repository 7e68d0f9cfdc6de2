import { publicContext } from "../../auth/authenticate.ts";
import { verifyEmailBody } from "../../credentials/schema.ts";
import { verifyEmail } from "../../credentials/service.ts";
import { checked } from "../../http/checked.ts";
import { damped } from "../../http/damping.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { EMPTY_FORM, Field, FormFault, type FormState } from "../ui/form.tsx";

const words = texts.sign_in.verify;

function Verify({ state, code }: { state: FormState; code?: string | undefined }) {
	return (
		<section class="sign-in">
			<h1>{words.title}</h1>
			<p class="lead">{words.lead}</p>
			<form method="post" action="/verify" class="card">
				<FormFault state={state} fields={["token"]} />
				<Field
					form="verify"
					name="token"
					label={words.code}
					state={state}
					value={code}
					required
					autocomplete="one-time-code"
					spellcheck={false}
				/>
				<button type="submit" class="primary">
					{words.submit}
				</button>
			</form>
		</section>
	);
}

/** Where a code from a mail proves an e-mail address. */
export const verifyPages = newPages();

// A GET spends nothing: mail programs look at links before people do.
verifyPages.get("/verify", (c) =>
	page(c, { title: words.title, children: <Verify state={EMPTY_FORM} code={c.req.query("token")} /> }),
);

verifyPages.post("/verify", damped("public"), async (c) => {
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			await verifyEmail(publicContext(c), checked(verifyEmailBody, fields).token);
			return goOn(c, c.get("visitor") ? "/account" : "/", "verified");
		},
		(state, status) => page(c, { title: words.title, children: <Verify state={state} /> }, status),
	);
});
