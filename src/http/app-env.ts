import { OpenAPIHono } from "@hono/zod-openapi";
import type { RequestIdVariables } from "hono/request-id";
import type { ZodError } from "zod";
import type { Actor } from "../auth/actor.ts";
import type { Database } from "../db/client.ts";
import { type FieldErrors, problem } from "./problem.ts";

export interface AppEnv {
	Bindings: Env;
	Variables: RequestIdVariables & {
		db: Database;
		/** Set by `authenticate`; routes outside it never read it. */
		actor: Actor;
	};
}

/** Field errors of a failed validation, by dotted path; `body` where the whole is wrong. */
export function fieldErrors(error: ZodError): FieldErrors {
	const errors: FieldErrors = {};
	for (const issue of error.issues) {
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
