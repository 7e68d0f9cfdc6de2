import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { AppEnv } from "./app-env.ts";
import { type Problem, Problem as ProblemError, problem, problemResponse } from "./problem.ts";

/** Hono's own refusals, in our words: its messages can repeat what the client sent. */
function fromHono(error: HTTPException): Problem {
	if (error.status === 403) return problem("forbidden", { detail: "This was sent from another site." });
	if (error.status === 400) return problem("malformed", { detail: "The body is not valid JSON." });
	if (error.status === 415) return problem("unsupported_type", { detail: "Send Content-Type: application/json." });
	if (error.status === 413) return problem("too_large");
	return problem("internal", { cause: error });
}

function known(error: Error): Problem {
	if (error instanceof ProblemError) return error;
	if (error instanceof HTTPException) return fromHono(error);
	return problem("internal", { cause: error });
}

/** What the client is told of whatever was thrown; what nobody expected is logged. */
export function toProblem<E extends AppEnv>(error: Error, c: Context<E>): Problem {
	const failure = known(error);
	if (failure.code === "internal") logFailure(error, c.get("requestId"), `${c.req.method} ${c.req.routePath}`);
	return failure;
}

/**
 * Logs an unexpected failure without its message: a database error's text holds the statement and its parameters, so
 * only the class of the error, its place in the code and the request id are safe to keep.
 */
function logFailure(error: Error, requestId: string, route: string): void {
	const { stack = "", message } = error;
	// The stack begins with the message, whose lines could look like places too.
	const frames = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length).split("\n") : [];
	const place = frames.slice(1, 7).map((line) => line.trim());
	console.error(JSON.stringify({ level: "error", request_id: requestId, route, error: error.name, place }));
}

export const onError: ErrorHandler<AppEnv> = (error, c) => problemResponse(toProblem(error, c), c.get("requestId"));

export const notFound: NotFoundHandler<AppEnv> = (c) => problemResponse(problem("not_found"), c.get("requestId"));
