import { Hono } from "hono";
import type { ConsoleEnv } from "./session/visit.ts";

/** A router of pages: `/x` and `/x/` are one. */
export const newPages = () => new Hono<ConsoleEnv>({ strict: false });
