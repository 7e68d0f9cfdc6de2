import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { SignedInActor } from "../../auth/actor.ts";
import { publicContext } from "../../auth/authenticate.ts";
import { isEnded } from "../../auth/ended-sessions.ts";
import { ACCESS_SECONDS, readToken } from "../../auth/tokens.ts";
import { settings } from "../../env.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { browserKey, resume } from "../../sessions/browser.ts";
import { REFRESH_MS } from "../../sessions/family.ts";

/** The session's key, its newest access token, and what its owner is called. */
const COOKIES = { key: "edgeward_session", access: "edgeward_access", name: "edgeward_name" } as const;

/** Forgotten before it ends, so that a page can still work with it. */
const KEPT_SECONDS = ACCESS_SECONDS - 60;

/** Who looks at a page, by the cookies of their browser. */
export interface Visitor {
	actor: SignedInActor;
	name: string;
	/** Good for another minute at least. */
	access: string;
}

/** A laptop's server speaks http, where browsers refuse the prefix that binds a cookie to the host. */
function attributesOf(c: Context<AppEnv>) {
	const isSecure = new URL(c.req.url).protocol === "https:";
	// Lax, so that a link in a mail finds its reader signed in; what changes anything is a POST from our own pages.
	return {
		prefix: isSecure ? "host" : undefined,
		path: "/",
		httpOnly: true,
		secure: isSecure,
		sameSite: "Lax",
	} as const;
}

const read = (c: Context<AppEnv>, cookie: keyof typeof COOKIES) =>
	getCookie(c, COOKIES[cookie], attributesOf(c).prefix);

function keepAccess(c: Context<AppEnv>, access: string, name: string): void {
	setCookie(c, COOKIES.access, access, { ...attributesOf(c), maxAge: KEPT_SECONDS });
	setCookie(c, COOKIES.name, name, { ...attributesOf(c), maxAge: KEPT_SECONDS });
}

/** Keeps a session in the browser after a sign-in. */
export async function keepSession(c: Context<AppEnv>, access: string, name: string): Promise<void> {
	const actor = await readToken(settings(c.env), access);
	if (typeof actor === "string" || actor.kind !== "user" || actor.sessionId === null) return;
	const key = browserKey(settings(c.env), actor.sessionId);
	setCookie(c, COOKIES.key, key, { ...attributesOf(c), maxAge: REFRESH_MS / 1000 });
	keepAccess(c, access, name);
}

/** What the visitor is called from now on. */
export function keepName(c: Context<AppEnv>, name: string): void {
	setCookie(c, COOKIES.name, name, { ...attributesOf(c), maxAge: KEPT_SECONDS });
}

/** Leaves nothing of a session in the browser. */
export function dropSession(c: Context<AppEnv>): void {
	for (const cookie of Object.values(COOKIES)) deleteCookie(c, cookie, attributesOf(c));
}

/** Who looks at the page, with a new access token where the last one is over; undefined for a stranger. */
export async function visitorOf(c: Context<AppEnv>): Promise<Visitor | undefined> {
	const kept = await visitorBy(c, read(c, "access"), read(c, "name") ?? "");
	if (kept) return kept;
	const key = read(c, "key");
	if (key === undefined) return undefined;
	const resumed = await resume(publicContext(c), key);
	const visitor = await visitorBy(c, resumed?.access, resumed?.name ?? "");
	if (!visitor) {
		dropSession(c);
		return undefined;
	}
	setCookie(c, COOKIES.key, key, { ...attributesOf(c), maxAge: REFRESH_MS / 1000 });
	keepAccess(c, visitor.access, visitor.name);
	return visitor;
}

async function visitorBy(c: Context<AppEnv>, access: string | undefined, name: string): Promise<Visitor | undefined> {
	const actor = access && (await readToken(settings(c.env), access));
	if (!access || !actor || typeof actor === "string" || actor.kind !== "user") return undefined;
	const { sessionId } = actor;
	if (sessionId === null || (await isEnded(c.get("session").db, sessionId))) return undefined;
	return { actor: { ...actor, sessionId }, name, access };
}
