import type { Outcome } from "../heart-rate/answer.ts";

/** What became of the frames of one socket that were stored together. */
export interface Acknowledgement {
	/** Everything up to and including this frame is stored, or was rejected by name. */
	ack: number;
	created: number;
	duplicates: number;
	updated: number;
	rejected: { seq: number; index: number; field: string; reason: string }[];
}

/** Of the outcomes of every reading of these frames, in order; there must be one. */
export function acknowledgement(frames: readonly { seq: number; outcomes: readonly Outcome[] }[]): Acknowledgement {
	const counts = { created: 0, duplicates: 0, updated: 0 };
	const rejected: Acknowledgement["rejected"] = [];
	for (const { seq, outcomes } of frames) {
		for (const [index, outcome] of outcomes.entries()) {
			if ("reason" in outcome) {
				rejected.push({ seq, index, field: outcome.field, reason: `${outcome.field} ${outcome.reason}` });
			} else counts[outcome.verdict === "duplicate" ? "duplicates" : outcome.verdict] += 1;
		}
	}
	return { ack: frames.at(-1)?.seq ?? 0, ...counts, rejected };
}
