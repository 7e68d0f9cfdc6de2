import type { FoundReading } from "../monitor/contract.ts";
import type { Verdict } from "../monitor/ingest.ts";
import { isoOf } from "./iso.ts";
import type { Fault } from "./item.ts";

/** A reading on the wire. */
export function readingAnswer({ id, device, deviceName, at, bpm, arrived }: FoundReading, patient: number) {
	return {
		id,
		device,
		device_id: deviceName,
		patient,
		heart_rate: bpm,
		recorded_at: isoOf(at),
		created_at: isoOf(arrived * 1000),
	};
}

export type ReadingAnswer = ReturnType<typeof readingAnswer>;

/** What became of one item, in the order of the request. */
export type Outcome = { at: number; verdict: Exclude<Verdict, "foreign_device"> } | Fault;

export const FOREIGN_DEVICE: Fault = { field: "device", reason: "is not a device of this patient" };

/** The envelope for many readings: counts, and a result for every item that was not simply created. */
export function envelope(outcomes: readonly Outcome[], clockSkewSeconds: number | null) {
	const counts = { created: 0, duplicates: 0, updated: 0, rejected: 0 };
	const results: { index: number; status: "duplicate" | "updated" | "rejected"; field?: string; reason?: string }[] =
		[];
	let through: number | null = null;
	for (const [index, outcome] of outcomes.entries()) {
		if ("reason" in outcome) {
			counts.rejected += 1;
			results.push({ index, status: "rejected", field: outcome.field, reason: `${outcome.field} ${outcome.reason}` });
			continue;
		}
		through = Math.max(through ?? outcome.at, outcome.at);
		counts[outcome.verdict === "duplicate" ? "duplicates" : outcome.verdict] += 1;
		if (outcome.verdict !== "created") results.push({ index, status: outcome.verdict });
	}
	return {
		...counts,
		accepted_through: through === null ? null : isoOf(through),
		clock_skew_seconds: clockSkewSeconds,
		results,
	};
}
