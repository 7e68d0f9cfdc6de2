/**
 * Every way that a request can fail: status, and the title that a person reads. The wire format is RFC 9457; code,
 * status and documentation all come from this one table.
 */
export const PROBLEMS = {
	invalid: [400, "Some fields are not right"],
	malformed: [400, "The body cannot be read"],
	unauthenticated: [401, "Sign in first"],
	forbidden: [403, "Your role may not do this"],
	https_required: [403, "Use https"],
	no_verified_email: [403, "There is no e-mail address that is proven to be yours"],
	not_found: [404, "There is nothing here"],
	method_not_allowed: [405, "This method is not allowed here"],
	conflict: [409, "This contradicts what is stored"],
	precondition_failed: [412, "Somebody else changed this in the meantime"],
	too_large: [413, "The body is too large"],
	unsupported_type: [415, "The body is not of a type that is read here"],
	upgrade_required: [426, "Open this as a WebSocket"],
	rate_limited: [429, "Too many requests"],
	internal: [500, "Something went wrong on our side"],
	provider_unavailable: [502, "The sign-in provider cannot be reached"],
	bad_setting: [503, "The server is not set up"],
	not_ready: [503, "A part of the server cannot be reached"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;
export type FieldErrors = Record<string, string[]>;

interface ProblemDetails {
	detail?: string;
	errors?: FieldErrors;
	headers?: Record<string, string>;
	cause?: unknown;
}

/** A failure that the client is told about. Thrown anywhere below a route; `problemResponse` puts it on the wire. */
export class Problem extends Error {
	readonly code: ProblemCode;
	readonly details: ProblemDetails;

	constructor(code: ProblemCode, details: ProblemDetails) {
		super(details.detail ?? PROBLEMS[code][1], { cause: details.cause });
		this.name = "Problem";
		this.code = code;
		this.details = details;
	}
}

export function problem(code: ProblemCode, details: ProblemDetails = {}): Problem {
	return new Problem(code, details);
}

/** One field is wrong, for one reason. */
export function invalid(field: string, reason: string): Problem {
	return problem("invalid", { errors: { [field]: [reason] } });
}

/** Another has the unique value of a field already. Never says who. */
export function taken(field: string): Problem {
	return problem("conflict", { errors: { [field]: ["is already in use"] } });
}

/** A 401 with its challenge as RFC 6750 wants it: with an error code only where a token was sent. */
export function unauthenticated(
	detail: string,
	{ tokenSent = false, headers = {} }: { tokenSent?: boolean; headers?: Record<string, string> } = {},
): Problem {
	const challenge = tokenSent ? 'Bearer realm="edgeward", error="invalid_token"' : 'Bearer realm="edgeward"';
	return problem("unauthenticated", { detail, headers: { ...headers, "WWW-Authenticate": challenge } });
}

/** The body of a problem, as RFC 9457 has it, with the seeds' `errors` and `message` beside it. */
export function problemBody({ code, details }: Problem, requestId: string) {
	const [status, title] = PROBLEMS[code];
	const first = Object.entries(details.errors ?? {})[0];
	const message = details.detail ?? (first ? `${first[0]}: ${first[1][0]}` : title);
	return {
		type: "about:blank",
		title,
		status,
		detail: message,
		message,
		code,
		errors: details.errors ?? {},
		request_id: requestId,
	};
}

export function problemResponse(failure: Problem, requestId: string): Response {
	return new Response(JSON.stringify(problemBody(failure, requestId)), {
		status: PROBLEMS[failure.code][0],
		headers: {
			...failure.details.headers,
			"Content-Type": "application/problem+json",
			"X-Request-Id": requestId,
		},
	});
}
