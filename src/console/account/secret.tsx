import { texts } from "../texts.ts";

/** What is shown this once and never again: a click selects all of it. */
export function Secret({ title, secret, use }: { title: string; secret: string; use: string }) {
	return (
		<section class="notice good shown-once" role="status">
			<h2>{title}</h2>
			<p>{texts.account.once}</p>
			<p>
				<code>{secret}</code>
			</p>
			<p class="hint">{use}</p>
		</section>
	);
}
