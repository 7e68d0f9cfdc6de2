import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./app-env.ts";

const HEADER = "X-Request-Id";
/** What a client may call its request: anything longer or stranger has no place in our logs. */
const ACCEPTABLE = /^[\w\-=]{1,255}$/;

/**
 * Gives each request an id, the client's own where it sends one, and tells it in the answer. As `hono/request-id`, which
 * prepares headers for an answer that may bring its own.
 */
export const requestId = createMiddleware<AppEnv>(async function requestId(c, next) {
	const sent = c.req.header(HEADER);
	const id = sent && ACCEPTABLE.test(sent) ? sent : crypto.randomUUID();
	c.set("requestId", id);
	await next();
	if (!c.res.headers.has(HEADER)) c.res.headers.set(HEADER, id);
});
