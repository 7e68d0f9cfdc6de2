import { OpenAPIHono } from "@hono/zod-openapi";
import type { ZodError } from "zod";
import type { Actor } from "../auth/actor.ts";
import type { Database } from "../db/client.ts";
import { type FieldErrors, problem } from "./problem.ts";

export interface AppEnv {
	Bindings: Env;
	Variables: {
		requestId: string;
		db: Database;
		/** Set by `authenticate` where a token is sent. */
		actor?: Actor;
	};
}

type Issue = ZodError["issues"][number];

/** The issues of the choice of a union that was meant: the one whose shape fits, and only something within is wrong. */
function meant(issue: Issue): Issue[] {
	if (issue.code !== "invalid_union") return [issue];
	const choices = issue.errors.map((issues) => issues.flatMap(meant));
	const choice = choices.find((issues) => issues.every(({ path }) => path.length > 0));
	return choice?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

/** Field errors of a failed validation, by dotted path; `body` where the whole is wrong. */
export function fieldErrors(error: ZodError): FieldErrors {
	const errors: FieldErrors = {};
	for (const issue of error.issues.flatMap(meant)) {
		const path = issue.code === "unrecognized_keys" ? [...issue.path, ...issue.keys] : issue.path;
		const field = path.join(".") || "body";
		errors[field] = [...(errors[field] ?? []), issue.message];
	}
	return errors;
}

/** A router of ours: `/x` and `/x/` are one path, and a failed validation is the problem `invalid`. */
export function newRouter() {
	return new OpenAPIHono<AppEnv>({
		strict: false,
		defaultHook: (result) => {
			if (!result.success) throw problem("invalid", { errors: fieldErrors(result.error) });
		},
	});
}
