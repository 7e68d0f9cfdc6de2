import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { ConsoleEnv } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";

const words = texts.account;

const TABS = [
	["profile", "/account"],
	["security", "/account/security"],
	["notifications", "/account/notifications"],
	["tokens", "/account/tokens"],
	["webhooks", "/account/webhooks"],
] as const;

export type AccountTab = (typeof TABS)[number][0];

/** Answers one of the pages on which people look after their own account. */
export function accountPage(
	c: Context<ConsoleEnv>,
	tab: AccountTab,
	children: Child,
	status?: Parameters<typeof page>[2],
) {
	const content = (
		<>
			<h1>{words.title}</h1>
			<nav aria-label={words.parts}>
				<ul class="tabs">
					{TABS.map(([name, path]) => (
						<li>
							<a href={path} aria-current={name === tab ? "page" : undefined}>
								{words[name].title}
							</a>
						</li>
					))}
				</ul>
			</nav>
			{children}
		</>
	);
	return page(c, { title: `${words[tab].title} · ${words.title}`, children: content }, status);
}
