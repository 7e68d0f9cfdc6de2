import { z } from "zod";

/** The answer to many readings at `POST /api/heart-rate/`. */
export const Answer = z.object({
	created: z.int(),
	duplicates: z.int(),
	updated: z.int(),
	rejected: z.int(),
	results: z.array(z.object({ index: z.int(), status: z.string(), reason: z.string().nullish() })),
});
export type Answer = z.infer<typeof Answer>;

/** The verdicts of all batches so far; `reasons` counts the rejected readings by the server's reason. */
export interface Totals {
	created: number;
	duplicates: number;
	updated: number;
	rejected: number;
	reasons: Record<string, number>;
	requests: number;
	resent: number;
}

export const NOTHING: Totals = {
	created: 0,
	duplicates: 0,
	updated: 0,
	rejected: 0,
	reasons: {},
	requests: 0,
	resent: 0,
};

/** The totals with one more batch; `resent` is how often that batch had to be sent again. */
export function plus(totals: Totals, answer: Answer, resent: number): Totals {
	const reasons = { ...totals.reasons };
	for (const { status, reason } of answer.results) {
		if (status === "rejected") reasons[reason ?? "no reason given"] = (reasons[reason ?? "no reason given"] ?? 0) + 1;
	}
	return {
		created: totals.created + answer.created,
		duplicates: totals.duplicates + answer.duplicates,
		updated: totals.updated + answer.updated,
		rejected: totals.rejected + answer.rejected,
		reasons,
		requests: totals.requests + 1,
		resent: totals.resent + resent,
	};
}
