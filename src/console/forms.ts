import type { Context } from "hono";
import { PROBLEMS, Problem, problem, problemBody } from "../http/problem.ts";
import type { ConsoleEnv } from "./session/visit.ts";
import type { Done } from "./texts.ts";
import type { FormState } from "./ui/form.tsx";
import { withQuery } from "./ui/pager.tsx";

const malformed = (cause: unknown): never => {
	throw problem("malformed", { detail: "The body is not a form.", cause });
};

/**
 * The fields of a form as they were sent; of several with one name the last. Files are left out. Throws `malformed` for
 * what cannot be read.
 */
export async function sentFields(c: Context<ConsoleEnv>): Promise<Record<string, string>> {
	const sent = await c.req.parseBody().catch(malformed);
	return Object.fromEntries(
		Object.entries(sent).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
	);
}

/** Everything that was sent under one name, as boxes to tick send it. */
export async function sentList(c: Context<ConsoleEnv>, name: string): Promise<string[]> {
	const sent = await c.req.parseBody({ all: true }).catch(malformed);
	return [sent[name] ?? []].flat().filter((value): value is string => typeof value === "string");
}

/** Goes on to a page, which says what was done. 303: a reload does not send the form again. */
export const goOn = (c: Context<ConsoleEnv>, path: string, done: Done) => c.redirect(withQuery(path, { done }), 303);

/** What people can mend themselves, on the page of the form. */
const MENDABLE: readonly string[] = [
	"invalid",
	"conflict",
	"precondition_failed",
	"unauthenticated",
	"rate_limited",
	"too_large",
	"unsupported_type",
];

/**
 * Does what a form asks for. Where it is refused for something that its sender can mend, `again` answers the form's page
 * with what was sent and why it was refused; every other problem is thrown.
 */
export async function submit(
	fields: Record<string, string>,
	work: () => Promise<Response>,
	again: (
		state: FormState,
		status: 400 | 401 | 409 | 412 | 413 | 415 | 429,
		failure: Problem,
	) => Response | Promise<Response>,
): Promise<Response> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof Problem) || !MENDABLE.includes(error.code)) throw error;
		const { errors, detail } = error.details;
		// Without a fault of a field the problem says what is wrong.
		const message = detail ?? (errors ? undefined : problemBody(error, "").title);
		const { code } = error;
		const status = PROBLEMS[code][0] as 400 | 401 | 409 | 412 | 413 | 415 | 429;
		return again({ values: fields, errors: errors ?? {}, message }, status, error);
	}
}
