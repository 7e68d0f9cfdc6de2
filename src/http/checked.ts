import type { z } from "@hono/zod-openapi";
import type { ZodError } from "zod";
import { type FieldErrors, problem } from "./problem.ts";

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

/** What a schema makes of it, or the problem `invalid`, which names the fields. */
export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
	const result = schema.safeParse(value);
	if (!result.success) throw problem("invalid", { errors: fieldErrors(result.error) });
	return result.data;
}
