import type { Answer } from "./client.ts";

/** Of each answer its own, and so no sign of anything. */
const OWN = ["x-request-id", "date", "content-length"];

/** All that a refusal tells its client, but for what every answer has of its own: equal where there is no telling apart. */
export function told({ status, headers, body }: Answer) {
	const shown = [...headers].filter(([name]) => !OWN.includes(name));
	return {
		status,
		headers: Object.fromEntries(shown.map(([name, value]) => [name, value.replace(/\bt=\d+/, "t=?")])),
		body: { ...body, request_id: "?" },
	};
}

/** What every refusal with a token that is not good (any more) has in common. */
export const INVALID_TOKEN = 'Bearer realm="edgeward", error="invalid_token"';
