import type { Context, Env } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { MOST_BYTES } from "../heart-rate/body.ts";
import { Problem, problem } from "./problem.ts";

/**
 * Refuses a body that is compressed, as RFC 9110 wants it: none is unpacked here, so a few bytes never become a flood.
 * Throws `unsupported_type`.
 */
export function refuseCoded<E extends Env>(c: Context<E>): void {
	const coding = c.req.header("Content-Encoding");
	if (!coding || coding.toLowerCase() === "identity" || c.req.raw.body === null) return;
	const headers = { "Accept-Encoding": "identity" };
	throw problem("unsupported_type", { detail: "Send the body as it is, without Content-Encoding.", headers });
}

const small = bodyLimit({
	maxSize: MOST_BYTES,
	onError: () => {
		throw problem("too_large", { detail: "A request holds at most 1 MiB." });
	},
});

/** What a body is that was cut on its way, by whoever sent it or by the line: no failure of ours. */
export function cutShort(cause: unknown): Problem {
	return cause instanceof Problem
		? cause
		: problem("malformed", { detail: "The body did not come to its end.", cause });
}

/** How a request may bring its body that brings no files: not compressed, and no larger than this. */
export const limited = createMiddleware(async function limited(c, next) {
	refuseCoded(c);
	let isRead = false;
	const behind = () => {
		isRead = true;
		return next();
	};
	await small(c, behind).catch((error) => {
		throw isRead ? error : cutShort(error);
	});
});
