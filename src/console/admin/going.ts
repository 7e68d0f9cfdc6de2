import type { Context } from "hono";
import { checked } from "../../http/checked.ts";
import { idParam } from "../../http/route.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { goOn } from "../forms.ts";
import { type ConsoleEnv, cameFrom } from "../session/visit.ts";
import type { Done } from "../texts.ts";

/** The `:id` of a page's address. Throws `invalid` where it is no number. */
export const idIn = (c: Context<ConsoleEnv>): number => checked(idParam, c.req.param()).id;

/** Sends what a change has put into the outbox, and goes on to where its button stood, or to `path`. */
export function goBack(c: Context<ConsoleEnv>, path: string, done: Done) {
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return goOn(c, cameFrom(c) ?? path, done);
}

/** The version that a form was opened at; undefined where it says none. */
export const versionIn = ({ version }: Record<string, string>): number | undefined =>
	version ? Number(version) : undefined;
