import { exports } from "cloudflare:workers";

/** An answer, read. */
export interface Answer {
	status: number;
	headers: Headers;
	// Bodies are asserted field by field; a test that reads a wrong one fails.
	// biome-ignore lint/suspicious/noExplicitAny: the shape is what the test is about
	body: any;
}

export interface Call {
	token?: string;
	/** Sent as JSON, or as it is where it is a text, a form or bytes. */
	body?: unknown;
	headers?: Record<string, string>;
}

// Each client comes from its own address, as on the internet: the doors' damping counts by address.
const address = `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 256)).join(".")}`;
let calls = 0;

/** Calls the Worker through its front door; the answer is as it came. */
export function send(method: string, path: string, { token, body, headers }: Call = {}): Promise<Response> {
	const asItIs =
		body === undefined || typeof body === "string" || body instanceof FormData || body instanceof Uint8Array;
	const content = asItIs ? body : JSON.stringify(body);
	return exports.default.fetch(`https://edgeward.test${path}`, {
		method,
		body: content,
		redirect: "manual",
		headers: {
			"CF-Connecting-IP": `${address}.${calls++}`,
			...(typeof content === "string" ? { "Content-Type": "application/json" } : {}),
			...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
			...headers,
		},
	});
}

/** Calls the Worker through its front door, and reads the answer. */
export async function call(method: string, path: string, request: Call = {}): Promise<Answer> {
	const response = await send(method, path, request);
	const contentType = response.headers.get("Content-Type") ?? "";
	// A live stream has no end to wait for; test/support/event-stream.ts reads them.
	const isLive = contentType === "text/event-stream";
	if (isLive) await response.body?.cancel();
	const answer = isLive ? "" : await response.text();
	const isJson = answer !== "" && /json/.test(contentType);
	return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(answer) : answer };
}

export const get = (path: string, token?: string) => call("GET", path, { token });
export const post = (path: string, body: unknown, token?: string) => call("POST", path, { token, body });
export const patch = (path: string, body: unknown, token?: string) => call("PATCH", path, { token, body });
export const put = (path: string, body: unknown, token?: string) => call("PUT", path, { token, body });
export const del = (path: string, token?: string) => call("DELETE", path, { token });
