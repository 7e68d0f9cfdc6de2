import { z } from "@hono/zod-openapi";
import type { Problem } from "./problem.ts";

/** How an item of many was refused. */
export const refusalFields = {
	field: z.string().optional().describe("Of a rejected item: the field that is wrong, if it is one"),
	reason: z.string().optional().describe("Of a rejected item: why, as its own request would have been told"),
};

/** Of what is asked for in bulk. */
export const dryRun = z.boolean().default(false).describe("Only says what would happen, and writes nothing");

/** The same of an item's answer. */
export function refusalOf({ message, details }: Problem): { field?: string; reason: string } {
	const [error] = Object.entries(details.errors ?? {});
	if (!error) return { reason: message };
	const [field, [reason = message]] = error;
	return { field, reason };
}

/** The verdict on an item that was refused. */
export const rejected = (problem: Problem) => ({ status: "rejected", ...refusalOf(problem) }) as const;

/** How many items have each of these statuses. */
export function countsOf<const S extends string>(statuses: readonly S[], results: readonly { status: S }[]) {
	// The cast names the keys that the line has made.
	const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<S, number>;
	for (const { status } of results) counts[status] += 1;
	return counts;
}

/** The documentation of `countsOf`. */
export const countsSchema = <const S extends string>(statuses: readonly [S, ...S[]]) =>
	z.record(z.enum(statuses), z.number().int()).describe("How many items have each status");
