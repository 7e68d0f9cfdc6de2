import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../http/app-env.ts";
import { refuseCoded } from "../http/body-limit.ts";
import { type Problem, problem } from "../http/problem.ts";
import { MOST_FILE_BYTES, tooLarge } from "./schema.ts";

/** What a form has around its files: boundaries, headers, the other fields. */
const AROUND = 64 * 1024;

/** Refuses what is no form, or is compressed, before reading it. */
const formsOnly = <E extends AppEnv>() =>
	createMiddleware<E>(async function formsOnly(c, next) {
		const [type = ""] = (c.req.header("Content-Type") ?? "").split(";");
		if (type.trim().toLowerCase() !== "multipart/form-data")
			throw problem("unsupported_type", { detail: "Send Content-Type: multipart/form-data." });
		refuseCoded(c);
		await next();
	});

/** Reads the form, which the validation then finds read. */
const readForm = <E extends AppEnv>() =>
	createMiddleware<E>(async function readForm(c, next) {
		await c.req.formData().catch((cause) => {
			throw problem("malformed", { detail: "The body is not a form.", cause });
		});
		await next();
	});

/**
 * Lets forms with files in these fields in, and stops reading where they grow beyond: also where no length was announced.
 * Then `refuse` answers, if it is given.
 */
export function uploads<E extends AppEnv = AppEnv>(
	fields: readonly string[],
	refuse?: (c: Context<E>, refusal: Problem) => Promise<Response>,
): MiddlewareHandler<E>[] {
	const limited = bodyLimit({
		maxSize: fields.length * MOST_FILE_BYTES + AROUND,
		onError: (c) => {
			if (!refuse) throw tooLarge(fields);
			return refuse(c, tooLarge(fields));
		},
	});
	return [formsOnly<E>(), limited, readForm<E>()];
}
