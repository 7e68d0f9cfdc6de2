import { setTimeout as sleep } from "node:timers/promises";

/** An answer, read. */
export interface Answer {
	status: number;
	// biome-ignore lint/suspicious/noExplicitAny: bodies are compared field by field
	body: any;
}

const PAUSE_MS = 150;
/** A server that is there and says nothing for so long has lost the request. */
const PATIENCE_MS = 30_000;
/** An access token is good for five minutes. */
const TOKEN_MS = 4 * 60_000;

/** One request; undefined without an answer, and where the answer is that something went wrong on the server's side. */
export async function attempt(method: string, url: string, token: string | null, body?: unknown, headers = {}) {
	try {
		const response = await fetch(url, {
			method,
			headers: {
				"Content-Type": "application/json",
				...(token !== null && { Authorization: `Bearer ${token}` }),
				...headers,
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(PATIENCE_MS),
		});
		const answer: Answer = { status: response.status, body: await response.json() };
		return answer.status < 500 ? answer : undefined;
	} catch {
		return undefined;
	}
}

/** Asks until there is an answer: who got none does not know whether it was done, and must ask again. */
export async function insist(ask: () => Promise<Answer | undefined>): Promise<Answer> {
	for (;;) {
		const answer = await ask();
		if (answer) return answer;
		await sleep(PAUSE_MS);
	}
}

/** Fails where an answer has another status. */
export function must(answer: Answer, ...statuses: number[]): Answer {
	if (statuses.includes(answer.status)) return answer;
	throw new Error(`expected ${statuses.join(" or ")}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** Somebody who is signed in, and stays so. */
export class Person {
	private readonly url: string;
	private readonly login: object;
	private token = { text: "", since: 0 };

	constructor(url: string, username: string, password: string) {
		this.url = url;
		this.login = { username, password };
	}

	/** One request; see `attempt`. */
	async attempt(method: string, path: string, body?: unknown, headers = {}): Promise<Answer | undefined> {
		if (Date.now() - this.token.since > TOKEN_MS) {
			const since = Date.now();
			const answer = await attempt("POST", `${this.url}/api/auth/login/`, null, this.login);
			if (!answer) return undefined;
			this.token = { text: must(answer, 200).body.access, since };
		}
		return attempt(method, `${this.url}${path}`, this.token.text, body, headers);
	}

	/** An answer of this status, after as many attempts as it takes: for what may be asked again. */
	async ask(method: string, path: string, body?: unknown, status = 200): Promise<Answer["body"]> {
		return must(await insist(() => this.attempt(method, path, body)), status).body;
	}

	/** All items of a list. */
	async all(path: string): Promise<Answer["body"][]> {
		const items: Answer["body"][] = [];
		for (let next: string | null = path; next; ) {
			const { results, next: following } = await this.ask("GET", next);
			items.push(...results);
			next = following === null ? null : following.slice(new URL(following).origin.length);
		}
		return items;
	}
}
