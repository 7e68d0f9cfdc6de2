import { OpenAPIHono } from "@hono/zod-openapi";
import type { Actor } from "../auth/actor.ts";
import type { Session } from "../db/client.ts";
import { fieldErrors } from "./checked.ts";
import { problem } from "./problem.ts";

export interface AppEnv {
	Bindings: Env;
	Variables: {
		requestId: string;
		/** Whether the answer is about people, and so stays out of caches unless it says itself how long it may be kept. */
		isPrivate?: boolean;
		/** Whether the answer has all these headers: set by `dressed`. */
		isDressed?: boolean;
		session: Session;
		/** Set by `authenticate` where a token is sent. */
		actor?: Actor;
	};
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
