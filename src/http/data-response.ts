import type { Context } from "hono";
import type { Json } from "../json.ts";
import type { AppEnv } from "./app-env.ts";
import { HSTS, isFarAndSafe } from "./https.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

/** What the headers of an answer say of its request. */
export interface Sending {
	requestId: string;
	/** Whether it came over https from beyond this machine and its network. */
	isFar: boolean;
}

export const sendingOf = (c: Context<AppEnv>): Sending => ({
	requestId: c.get("requestId"),
	isFar: isFarAndSafe(c.req.url),
});

/** Hands over an answer that `dataResponse` has made, here or in a patient's object: nothing is to be added to it. */
export function dressed(c: Context<AppEnv>, response: Response): Response {
	c.set("isDressed", true);
	return response;
}

/** Answers JSON. */
export const jsonAnswer = (c: Context<AppEnv>, json: Json<unknown>, status: 200 | 201 = 200): Response =>
	dressed(c, dataResponse(json, status, sendingOf(c)));

const NEAR = new Headers({
	...SECURITY_HEADERS,
	"Content-Type": "application/json",
	"Cache-Control": "no-store",
});
const FAR = new Headers(NEAR);
FAR.set("Strict-Transport-Security", HSTS);

/**
 * An answer of JSON, with all that middleware would set one by one (measured: 4 µs instead of 30, as long as it takes to
 * read a page of readings): for what is asked all the time.
 */
export function dataResponse(json: Json<unknown>, status: 200 | 201, { requestId, isFar }: Sending): Response {
	const response = new Response(json, { status, headers: isFar ? FAR : NEAR });
	response.headers.set("X-Request-Id", requestId);
	return response;
}
