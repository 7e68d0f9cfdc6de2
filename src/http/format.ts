import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { AppEnv } from "./app-env.ts";

/** What an answer can be besides JSON, by the name that `?format=` calls it. */
const MEDIA_TYPES = { json: "application/json", csv: "text/csv", pdf: "application/pdf" } as const;

export type Format = keyof typeof MEDIA_TYPES;

/** `?format=`, where there are these: what else is asked for is told so. */
export function formatQuery<const F extends readonly [Format, ...Format[]]>(formats: F, description: string) {
	return z
		.enum(formats, `must be ${formats.join(" or ")}`)
		.optional()
		.describe(description);
}

/** The format that a client asks for: by `?format=`, else by `Accept`, else JSON. */
export function formatOf<F extends Format>(
	c: Context<AppEnv>,
	asked: F | undefined,
	offered: readonly F[],
): F | "json" {
	if (asked) return asked;
	// Of a list like `text/csv, */*` the first one is meant.
	const [first = ""] = (c.req.header("Accept") ?? "").split(",");
	const type = first.split(";")[0]?.trim().toLowerCase();
	return offered.find((format) => MEDIA_TYPES[format] === type) ?? "json";
}

/** A file for the client to keep. */
export function fileResponse(body: BodyInit, name: string, format: "csv" | "pdf"): Response {
	const type = { csv: "text/csv; charset=utf-8", pdf: MEDIA_TYPES.pdf }[format];
	return new Response(body, {
		headers: { "Content-Type": type, "Content-Disposition": `attachment; filename="${name}.${format}"` },
	});
}
