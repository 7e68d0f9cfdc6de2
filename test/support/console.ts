import { env, exports } from "cloudflare:workers";
import { readToken } from "../../src/auth/tokens.ts";
import { settings } from "../../src/env.ts";
import { browserKey } from "../../src/sessions/browser.ts";
import type { TestUser } from "./factories.ts";

const ORIGIN = "https://edgeward.test";

/** A page, read. */
export interface Page {
	status: number;
	headers: Headers;
	/** Its HTML, or whatever else was answered. */
	text: string;
	/** Where it sends the browser. */
	location: string | null;
}

/** What a browser with this user's session sees of the console; of a stranger's without one. */
export class Pages {
	private readonly cookie: Promise<string | undefined>;

	constructor(user?: Pick<TestUser, "token">) {
		this.cookie = user ? cookieOf(user) : Promise.resolve(undefined);
	}

	get(path: string): Promise<Page> {
		return this.send("GET", path);
	}

	/** Sends a form of our own pages; `headers` may say that it is another's. */
	post(
		path: string,
		fields: Record<string, string> | FormData = {},
		headers: Record<string, string> = {},
	): Promise<Page> {
		return this.send("POST", path, fields instanceof FormData ? fields : new URLSearchParams(fields), headers);
	}

	private async send(...request: Parameters<Pages["ask"]>): Promise<Page> {
		const response = await this.ask(...request);
		const location = response.headers.get("Location");
		return { status: response.status, headers: response.headers, text: await response.text(), location };
	}

	/** The answer as it came: it may be a PDF. */
	async ask(
		method: string,
		path: string,
		body?: URLSearchParams | FormData,
		headers: Record<string, string> = {},
	): Promise<Response> {
		const cookie = await this.cookie;
		return exports.default.fetch(`${ORIGIN}${path}`, {
			method,
			body,
			redirect: "manual",
			headers: { ...(cookie && { Cookie: cookie }), ...(method === "POST" && { Origin: ORIGIN }), ...headers },
		});
	}
}

async function cookieOf({ token }: Pick<TestUser, "token">): Promise<string> {
	const actor = await readToken(settings(env), token);
	if (typeof actor === "string" || actor.kind !== "user" || actor.sessionId === null) throw new Error("no session");
	return `__Host-edgeward_session=${browserKey(settings(env), actor.sessionId)}`;
}
