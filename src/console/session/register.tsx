import { registerBody } from "../../accounts/schema.ts";
import { register } from "../../accounts/service.ts";
import { publicContext } from "../../auth/authenticate.ts";
import { settings } from "../../env.ts";
import { checked } from "../../http/checked.ts";
import { damped } from "../../http/damping.ts";
import type { OidcProvider } from "../../oidc/providers.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { EMPTY_FORM, Field, FormFault, type FormState } from "../ui/form.tsx";
import { letIn } from "./entry.ts";
import { ProviderLinks } from "./provider-links.tsx";

const words = texts.sign_in.registration;

const ROLES = [
	["patient", words.patient],
	["doctor", words.doctor],
	["staff", words.staff],
] as const;

const FIELDS = [
	...["user_type", "first_name", "last_name", "email", "phone_number", "username"],
	...["password", "password2"],
];

function Register({ state, providers }: { state: FormState; providers: readonly OidcProvider[] }) {
	const form = { form: "register", state };
	const secret = { ...form, required: true, type: "password", autocomplete: "new-password" };
	return (
		<section class="sign-in">
			<h1>{words.title}</h1>
			<form method="post" action="/register" class="card">
				<FormFault state={state} fields={FIELDS} />
				<Field {...form} name="user_type" label={words.role} hint={words.role_hint} choices={ROLES} required />
				<Field {...form} name="first_name" label={words.first_name} required autocomplete="given-name" />
				<Field {...form} name="last_name" label={words.last_name} required autocomplete="family-name" />
				<Field {...form} name="email" label={words.email} hint={words.email_hint} type="email" autocomplete="email" />
				<Field {...form} name="phone_number" label={words.phone} type="tel" autocomplete="tel" />
				<Field
					{...form}
					name="username"
					label={words.username}
					hint={words.username_hint}
					autocomplete="username"
					autocapitalize="none"
				/>
				<Field {...secret} name="password" label={words.password} hint={words.password_hint} />
				<Field {...secret} name="password2" label={words.password2} />
				<button type="submit" class="primary">
					{words.submit}
				</button>
			</form>
			<ProviderLinks providers={providers} becomes="patient" />
			<p>
				{words.known} <a href="/">{texts.sign_in.submit}</a>
			</p>
		</section>
	);
}

/** Where somebody new gets an account. */
export const registerPages = newPages();

registerPages.get("/register", (c) => {
	const { oidcProviders } = settings(c.env);
	return page(c, { title: words.title, children: <Register state={EMPTY_FORM} providers={oidcProviders} /> });
});

registerPages.post("/register", damped("sign-up"), async (c) => {
	const fields = await sentFields(c);
	const { oidcProviders } = settings(c.env);
	return submit(
		fields,
		async () => {
			const answer = await register(publicContext(c), checked(registerBody, fields), undefined);
			await letIn(c, answer);
			return goOn(c, answer.user.patient_id === null ? "/account" : "/me", "registered");
		},
		(state, status) =>
			page(c, { title: words.title, children: <Register state={state} providers={oidcProviders} /> }, status),
	);
});
