import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { may } from "../auth/policy.ts";
import { primaryRole } from "../auth/roles.ts";
import { type Asset, assetPath } from "./assets.ts";
import type { Visitor } from "./session/cookies.ts";
import type { ConsoleEnv } from "./session/visit.ts";
import { isDone, texts } from "./texts.ts";

interface PageProps {
	/** Of the window; the page itself says it in its `h1`. */
	title: string;
	/** As wide as the window, for tables and boards. */
	wide?: boolean;
	scripts?: readonly Asset[];
	styles?: readonly Asset[];
	children?: Child;
}

/** A link of the main navigation, where the visitor has something to do there. */
const PLACES = [
	{
		path: "/ward",
		text: texts.navigation.ward,
		isFor: ({ actor }: Visitor) => actor.roles.some((role) => role !== "patient"),
	},
	{
		path: "/patients",
		text: texts.navigation.patients,
		isFor: ({ actor }: Visitor) => actor.roles.some((role) => role !== "patient"),
	},
	{ path: "/me", text: texts.navigation.me, isFor: ({ actor }: Visitor) => may(actor, "patients.own") },
	{ path: "/appointments", text: texts.navigation.appointments, isFor: () => true },
	{ path: "/inbox", text: texts.navigation.inbox, isFor: () => true },
	{ path: "/admin", text: texts.navigation.admin, isFor: ({ actor }: Visitor) => may(actor, "users.read") },
	{ path: "/api-docs", text: texts.navigation.api, isFor: ({ actor }: Visitor) => may(actor, "users.read") },
] as const;

/** The page that somebody starts from. */
export function homeOf({ actor }: Visitor): string {
	return may(actor, "patients.own") && actor.roles.length === 1 ? "/me" : "/ward";
}

const isWithin = (path: string, place: string) => path === place || path.startsWith(`${place}/`);

function Bar({ visitor, path }: { visitor: Visitor | undefined; path: string }) {
	return (
		<header class="bar">
			<a class="brand" href={visitor ? homeOf(visitor) : "/"}>
				{texts.product}
			</a>
			{visitor && <Navigation visitor={visitor} path={path} />}
		</header>
	);
}

function Navigation({ visitor, path }: { visitor: Visitor; path: string }) {
	const places = PLACES.filter(({ isFor }) => isFor(visitor));
	return (
		<>
			<nav aria-label={texts.navigation.label}>
				<ul>
					{places.map((place) => (
						<li>
							<a href={place.path} aria-current={isWithin(path, place.path) ? "page" : undefined}>
								{place.text}
							</a>
						</li>
					))}
				</ul>
			</nav>
			<div class="who">
				<a href="/account" aria-current={isWithin(path, "/account") ? "page" : undefined}>
					<span class="name">{visitor.name}</span>{" "}
					<span class="role">{texts.roles[primaryRole(visitor.actor.roles)]}</span>
				</a>
				<form method="post" action="/sign-out">
					<button type="submit" class="quiet">
						{texts.navigation.sign_out}
					</button>
				</form>
			</div>
		</>
	);
}

function Shell({ c, ...page }: PageProps & { c: Context<ConsoleEnv> }) {
	const visitor = c.get("visitor");
	const done = c.req.query("done");
	return (
		<html lang={texts.language}>
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<title>{`${page.title} · ${texts.product}`}</title>
				<link rel="icon" href={assetPath("icon.svg")} />
				<link rel="stylesheet" href={assetPath("console.css")} />
				{page.styles?.map((name) => (
					<link rel="stylesheet" href={assetPath(name)} />
				))}
				<script type="module" src={assetPath("console.client.js")} />
				{page.scripts?.map((name) => (
					<script type="module" src={assetPath(name)} />
				))}
			</head>
			<body>
				<a class="skip" href="#main">
					{texts.skip}
				</a>
				<Bar visitor={visitor} path={c.req.path} />
				<main id="main" class={page.wide ? "wide" : undefined} tabindex={-1}>
					{isDone(done) && (
						<p class="notice good" role="status">
							{texts.done[done]}
						</p>
					)}
					{page.children}
				</main>
			</body>
		</html>
	);
}

type Status = 200 | 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 429 | 500 | 502 | 503;

/** Answers a whole page. */
export async function page(c: Context<ConsoleEnv>, props: PageProps, status: Status = 200) {
	const content = await (<Shell c={c} {...props} />);
	return c.html(`<!doctype html>${content}`, status);
}
