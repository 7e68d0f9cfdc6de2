import type { Child } from "hono/jsx";
import { texts } from "../texts.ts";

/** Narrows a list: its fields become the address's parameters. */
export function Filters({ label, clear, children }: { label: string; clear?: string | undefined; children: Child }) {
	return (
		<search>
			<form class="filters" aria-label={label} method="get">
				{children}
				<button type="submit">{texts.common.filter}</button>
				{clear && (
					<a class="clear" href={clear}>
						{texts.common.clear}
					</a>
				)}
			</form>
		</search>
	);
}
