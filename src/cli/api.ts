import { z } from "zod";
import { Failure, messageOf } from "./failure.ts";

/** The server understood and said no: its own words, and the status (4xx). */
export class Refusal extends Failure {
	readonly status: number;

	constructor(message: string, status: number) {
		super(message);
		this.status = status;
	}
}

const Problem = z.object({
	title: z.string().optional(),
	detail: z.string().optional(),
	message: z.string().optional(),
	errors: z.record(z.string(), z.array(z.string())).optional(),
});

/** What an error answer says, in one line: the problem's message (RFC 9457) and the fields it names. */
export function problemMessage(status: number, body: string): string {
	const problem = Problem.safeParse(parsed(body)).data;
	const sentence = problem?.message ?? problem?.detail ?? problem?.title ?? "";
	const fields = Object.entries(problem?.errors ?? {}).map(([field, messages]) => `${field}: ${messages.join(" ")}`);
	const unsaid = fields.filter((field) => !sentence.includes(field));
	return [`${status}`, sentence, ...unsaid].filter((part) => part !== "").join(" – ");
}

/** JSON to `POST`, and who asks. */
export type Request = { method?: "GET" | "POST"; token?: string; body?: unknown };

/**
 * One call of the API: the answer's JSON, checked with `schema`. Throws a Refusal on 4xx, and a Failure on anything
 * else that is no success, an unreachable server included.
 */
export async function call<T>(
	url: string,
	schema: z.ZodType<T>,
	{ method = "POST", token, body }: Request,
): Promise<T> {
	const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
	const answer = await fetch(url, {
		method,
		headers,
		body: body === undefined ? undefined : JSON.stringify(body),
	}).catch((error: unknown) => {
		throw new Failure(`${method} ${url}: ${messageOf(error)}`);
	});
	const text = await answer.text();
	if (answer.ok) return read(schema, text, `${method} ${url}`);
	const message = `${method} ${new URL(url).pathname}: ${problemMessage(answer.status, text)}`;
	throw answer.status < 500 ? new Refusal(message, answer.status) : new Failure(message);
}

/** The JSON of a successful answer. Throws a Failure that names the call, where it is not what the API promises. */
export function read<T>(schema: z.ZodType<T>, body: string, what: string): T {
	const result = schema.safeParse(parsed(body));
	if (result.success) return result.data;
	throw new Failure(`${what} answered something else than expected: ${z.prettifyError(result.error)}`);
}

function parsed(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}
