import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { Asset } from "../assets.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";

const words = texts.admin;

const PLACES = [
	["/admin", words.places.overview],
	["/admin/users", words.places.users],
	["/admin/doctors", words.places.doctors],
	["/admin/mappings", words.places.mappings],
	["/admin/appointments", words.places.appointments],
	["/admin/bulk", words.places.bulk],
	["/admin/webhooks", words.places.webhooks],
	["/admin/deliveries", words.places.deliveries],
	["/admin/dead-letters", words.places.dead_letters],
	["/admin/audit", words.places.audit],
	["/admin/deleted", words.places.deleted],
] as const;

/** The overview is above all the others: it is only where it is itself. */
const isWithin = (path: string, place: string) =>
	path === place || path === `${place}/` || (place !== "/admin" && path.startsWith(`${place}/`));

interface AdminPage {
	title: string;
	lead?: string;
	/** Beside the title. */
	actions?: Child;
	scripts?: readonly Asset[];
	children: Child;
}

/** Answers a page of the administration, with the way to all the others. */
export function adminPage(
	c: Context<ConsoleEnv>,
	{ title, lead, actions, scripts, children }: AdminPage,
	status?: Parameters<typeof page>[2],
) {
	return page(
		c,
		{
			title,
			wide: true,
			styles: ["admin.css"],
			scripts: scripts ?? [],
			children: (
				<>
					<nav aria-label={words.title}>
						<ul class="tabs">
							{PLACES.map(([path, text]) => (
								<li>
									<a href={path} aria-current={isWithin(c.req.path, path) ? "page" : undefined}>
										{text}
									</a>
								</li>
							))}
						</ul>
					</nav>
					<div class="page-head">
						<h1>{title}</h1>
						{actions && <div class="actions">{actions}</div>}
					</div>
					{lead && <p class="lead">{lead}</p>}
					{children}
				</>
			),
		},
		status,
	);
}
