import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { settings } from "../../src/env.ts";
import { Browser } from "./browser.ts";
import type { Answer } from "./client.ts";
import { DB } from "./database.ts";
import { unique } from "./factories.ts";

/** The providers of test/support/oidc-providers.ts; `down` is out of reach. */
export type ProviderId = "clinic" | "lab" | "down";

export const startOf = (provider: string, query = "") => `https://edgeward.test/api/auth/oidc/${provider}/${query}`;
export const callbackOf = (provider: string) => `https://edgeward.test/api/auth/oidc/${provider}/callback/`;

export function issuerOf(id: ProviderId): string {
	const found = settings(env).oidcProviders.find((provider) => provider.id === id);
	if (!found) throw new Error(`no provider ${id}`);
	return found.issuer;
}

/** Somebody at a provider. */
export interface Someone {
	login: string;
	email: string;
}

/** Tells a provider what to say of somebody, from now on. */
export async function describePerson(provider: ProviderId, login: string, claims: Record<string, unknown>) {
	const body = JSON.stringify(claims);
	const { ok } = await fetch(`${issuerOf(provider)}/people/${login}`, { method: "PUT", body });
	if (!ok) throw new Error(`${provider} did not take ${login}`);
}

/** Somebody new at a provider, with a proven address of their own unless the claims say otherwise. */
export async function newPerson(
	provider: ProviderId = "clinic",
	claims: Record<string, unknown> = {},
): Promise<Someone> {
	const login = unique();
	const email = `${login}@example.org`;
	await describePerson(provider, login, { email, email_verified: true, ...claims });
	return { login, email };
}

/** The place that a redirect leads to. */
export function locationOf(response: { status: number; headers: Headers }): string {
	const place = response.headers.get("Location");
	if (place === null) throw new Error(`${response.status} leads nowhere`);
	return place;
}

/** The form of a page: where it goes, and what it says by itself. */
async function formOf(page: Response): Promise<{ action: string; prompt: string }> {
	const html = await page.text();
	const [, action] = /<form[^>]* action="([^"]+)"/.exec(html) ?? [];
	const [, prompt] = /name="prompt" value="([^"]+)"/.exec(html) ?? [];
	if (!action || !prompt) throw new Error(`no form: ${page.status} ${html.slice(0, 500)}`);
	return { action, prompt };
}

/** Where a sign-in begins and ends: at the API, or at the pages. */
const DOORS = {
	api: { start: startOf, callback: callbackOf },
	pages: {
		start: (provider: string, query = "") => `https://edgeward.test/sign-in/oidc/${provider}${query}`,
		callback: (provider: string) => `https://edgeward.test/sign-in/oidc/${provider}/callback`,
	},
};

interface Journey {
	/** Of the start. */
	query?: string;
	/** Leaves the provider's form by its way out. */
	cancel?: boolean;
	door?: keyof typeof DOORS;
}

/** Visits an address, fills in the form that may be there, and answers where that leads to. */
async function step(browser: Browser, url: string, login: string, cancel: boolean): Promise<string> {
	const page = await browser.visit(url);
	if (page.headers.has("Location")) return new URL(locationOf(page), url).href;
	const { action, prompt } = await formOf(page);
	const sent = cancel ? browser.visit(`${action}/abort`) : browser.visit(action, { prompt, login, password: "any" });
	return new URL(locationOf(await sent), url).href;
}

/**
 * Signs somebody in at a provider, with every form and redirect on the way. Answers the address of the callback that
 * the provider sends the browser to, which is not visited yet.
 */
export async function signInAt(
	provider: ProviderId,
	{ login }: { login: string },
	browser = new Browser(),
	{ query, cancel = false, door = "api" }: Journey = {},
): Promise<{ browser: Browser; callback: string }> {
	const { start, callback } = DOORS[door];
	let url = locationOf(await browser.visit(start(provider, query)));
	while (!url.startsWith(callback(provider))) url = await step(browser, url, login, cancel);
	return { browser, callback: url };
}

async function read(response: Response): Promise<Answer> {
	return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Follows the callback. */
export const arrive = async (browser: Browser, callback: string) => read(await browser.visit(callback));

/** The whole of it, from the first page to the answer. */
export async function signInWith(
	provider: ProviderId,
	person: { login: string },
	browser = new Browser(),
	journey: Journey = {},
): Promise<Answer> {
	const { callback } = await signInAt(provider, person, browser, journey);
	return arrive(browser, callback);
}

/** The row of a sign-in that has begun, by the address of its callback or of the provider's page. */
export function attemptOf(url: string) {
	const state = new URL(url).searchParams.get("state") ?? "";
	const hash = createHash("sha256").update(state).digest("base64url");
	const where = "where state_hash = ?1";
	return {
		row: () => DB.prepare(`select * from oidc_attempts ${where}`).bind(hash).first(),
		set: (column: "nonce" | "code_verifier" | "expires_at" | "provider", value: unknown) =>
			DB.prepare(`update oidc_attempts set ${column} = ?2 ${where}`).bind(hash, value).run(),
	};
}

/** What the audit trail says of a request. */
export async function auditOf({ headers }: { headers: Headers }) {
	const query = DB.prepare("select * from audit where request_id = ? order by id");
	return (await query.bind(headers.get("X-Request-Id")).all()).results;
}
