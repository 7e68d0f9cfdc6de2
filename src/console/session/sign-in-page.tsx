import type { Context } from "hono";
import { settings } from "../../env.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { Field, FormFault, type FormState } from "../ui/form.tsx";
import { type Kept, KeptFields } from "./kept.tsx";
import { ProviderLinks } from "./provider-links.tsx";
import type { ConsoleEnv } from "./visit.ts";

const words = texts.sign_in;

interface SignInProps {
	state: FormState;
	/** Where to go on to. */
	next: string | undefined;
	/** What is left of the attempts. */
	hint?: string | undefined;
	/** What is sent again after the sign-in. */
	kept?: Kept | undefined;
}

function SignIn({ c, state, next, hint, kept }: SignInProps & { c: Context<ConsoleEnv> }) {
	return (
		<section class="sign-in">
			<h1>{words.title}</h1>
			<p class="lead">{words.lead}</p>
			<form method="post" action="/sign-in" class="card">
				<FormFault state={state} fields={["username", "password"]} />
				{kept && <KeptFields kept={kept} />}
				{hint && <p class="hint">{hint}</p>}
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
				<p>
					<a href="/forgot">{words.forgot}</a>
				</p>
			</form>
			<ProviderLinks providers={settings(c.env).oidcProviders} next={next} />
			<p>
				{words.new_here} <a href="/register">{words.register}</a>
			</p>
		</section>
	);
}

type Status = NonNullable<Parameters<typeof page>[2]>;

/** Answers the page on which people sign in. */
export function signInPage(c: Context<ConsoleEnv>, props: SignInProps, status: Status = 200) {
	return page(c, { title: words.title, children: <SignIn c={c} {...props} /> }, status);
}
