import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { AppEnv } from "./app-env.ts";
import { problem } from "./problem.ts";

/** What answers carry of it. */
export const version = z.number().int().describe("Counts the edits; the ETag, for `If-Match`");

/** The ETag of a version of a row that people edit together. */
export const etagOf = ({ version }: { version: number }) => `"${version}"`;

/**
 * The version that an edit was made on, by `If-Match`; undefined where the client does not say. Throws
 * `precondition_failed` for what is no ETag of ours.
 */
export function expectedVersion(c: Context<AppEnv>): number | undefined {
	const header = c.req.header("If-Match")?.trim();
	if (header === undefined || header === "*") return undefined;
	const [, version] = /^"(\d{1,15})"$/.exec(header) ?? [];
	if (version === undefined) throw problem("precondition_failed");
	return Number(version);
}

/** Whether the client has the answer with this ETag already, by `If-None-Match`. */
export function isKnown(c: Context<AppEnv>, etag: string): boolean {
	const known = (c.req.header("If-None-Match") ?? "").split(",").map((entry) => entry.trim().replace(/^W\//, ""));
	return known.includes(etag) || known.includes("*");
}
