import type { Context, TypedResponse } from "hono";
import type { Json } from "../json.ts";
import type { AppEnv } from "./app-env.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

const HEADERS = new Headers({
	...SECURITY_HEADERS,
	"Content-Type": "application/json",
	"Cache-Control": "no-store",
});

/**
 * An answer of JSON, with all that middleware would set one by one (measured: 4 µs instead of 30, as long as it takes to
 * read a page of readings): for what is asked all the time.
 */
export function dataResponse<T, S extends 200 | 201>(c: Context<AppEnv>, json: Json<T>, status: S) {
	const response = new Response(json, { status, headers: HEADERS });
	response.headers.set("X-Request-Id", c.get("requestId"));
	// What it holds is for the compiler alone: Hono's answers have no such properties either.
	return response as Response & TypedResponse<T, S, "json">;
}
