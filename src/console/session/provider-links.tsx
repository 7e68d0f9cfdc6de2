import type { OidcProvider } from "../../oidc/providers.ts";
import { fill, texts } from "../texts.ts";
import { withQuery } from "../ui/pager.tsx";

const words = texts.sign_in;

/**
 * Ways in by a provider's account. Links and not forms: a browser holds the redirect of a form to the policy of the page,
 * which lets none leave the site.
 */
export function ProviderLinks(props: {
	providers: readonly OidcProvider[];
	next?: string | undefined;
	/** What somebody new becomes. */
	becomes?: "patient" | "doctor";
}) {
	const { providers, next = null, becomes = null } = props;
	if (providers.length === 0) return null;
	return (
		<section class="card">
			<h2>{words.other_way}</h2>
			{providers.map(({ id, name }) => (
				<a class="button" href={withQuery(`/sign-in/oidc/${id}`, { next, user_type: becomes })}>
					{fill(words.provider, { name })}
				</a>
			))}
		</section>
	);
}
