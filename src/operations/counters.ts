import type { WatchedEvent } from "../alert-engine/alert-event.ts";
import type { Outcome } from "../heart-rate/answer.ts";

// Analytics Engine sums up across the world what all isolates count: blob1 says what it is, and with it what the other
// blobs and the doubles mean. Nothing of it says who. A deployment may do without.

function write({ METRICS }: Env, [what, ...blobs]: [what: string, ...string[]], doubles: number[]): void {
	METRICS?.writeDataPoint({ indexes: [what], blobs: [what, ...blobs], doubles });
}

/** Readings that were handed in at once: blob2 by whom; doubles: created, duplicates, updated, rejected. */
export function countIngest(env: Env, by: "device" | "person" | "socket", outcomes: readonly Outcome[]): void {
	const counts = { created: 0, duplicate: 0, updated: 0, rejected: 0 };
	for (const outcome of outcomes) counts["verdict" in outcome ? outcome.verdict : "rejected"] += 1;
	write(env, ["ingest", by], [counts.created, counts.duplicate, counts.updated, counts.rejected]);
}

/** Changes of alerts' states, a few at once: blob2 the change, blob3 the severity, blob4 the kind of rule; double1: one. */
export function countAlerts(env: Env, events: readonly WatchedEvent[]): void {
	for (const { type, severity, kind } of events) write(env, ["alert", type, severity, kind], [1]);
}

interface Consumed {
	queue: string;
	messages: number;
	/** How many could not be delivered yet. */
	retried: number;
	/** How long the oldest of them had waited, in ms. */
	lagMs: number;
	/** How many wait still. */
	backlog: number;
}

/** A batch of the Queue: blob2 the queue; doubles: messages, retried, lag in ms, backlog. */
export function countConsumed(env: Env, { queue, messages, retried, lagMs, backlog }: Consumed): void {
	write(env, ["queue", queue], [messages, retried, lagMs, backlog]);
}
