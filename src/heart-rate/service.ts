import { noteAccess } from "../accesses/noting.ts";
import { visiblePatient } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { problem } from "../http/problem.ts";
import type { Found } from "../monitor/contract.ts";
import type { Day } from "../monitor/local-days.ts";
import { MOST_POINTS, type Period, type Resolution } from "../monitor/statistics.ts";
import { type Monitor, monitorOf } from "../monitor/stub.ts";

/**
 * The object of a patient whose readings the actor looks at, else `not_found`. The patient themself is known by the token.
 */
export async function visibleMonitor(context: ServiceContext, patientId: number): Promise<Monitor> {
	const { db, env, actor } = context;
	if (actor.patientId !== patientId) await visiblePatient(db, actor, patientId);
	noteAccess(context, patientId, "heart_rate");
	return monitorOf(env, patientId);
}

function answered<T>(found: Found<T>): T {
	if (found.outcome === "no_patient") throw problem("not_found");
	return found.value;
}

/** The patient's statistics: calendar windows of their own days, all time, and rolling windows. */
export async function heartRateSummary(context: ServiceContext, patientId: number) {
	const monitor = await visibleMonitor(context, patientId);
	return answered(await monitor.summary());
}

/** Statistics by day, week or month of the patient's own days, both ends included. */
export async function heartRateBuckets(
	context: ServiceContext,
	patientId: number,
	period: Period,
	days: { from: Day | undefined; to: Day | undefined },
) {
	const monitor = await visibleMonitor(context, patientId);
	const { timezone, buckets } = answered(await monitor.buckets(period, days.from ?? null, days.to ?? null));
	return { period, timezone, results: buckets };
}

const WIDTHS: Record<Resolution, number> = { "1m": 60_000, "15m": 900_000, "1h": 3_600_000, "1d": 86_400_000 };

/** The finest resolution that shows the range in at most so many points, or the coarsest there is. */
export function resolutionFor(from: number, to: number, points: number): Resolution {
	const fits = (resolution: Resolution) => (to - from) / WIDTHS[resolution] <= points;
	return (["1m", "15m", "1h"] as const).find(fits) ?? "1d";
}

/** A chart's points over a range (Unix ms); says so where they do not all fit, and where to go on. */
export async function heartRateSeries(
	context: ServiceContext,
	patientId: number,
	range: { from: number; to: number; resolution: Resolution },
) {
	const { from, to, resolution } = range;
	const monitor = await visibleMonitor(context, patientId);
	const { timezone, points } = answered(await monitor.series(resolution, from, to));
	const next = points[MOST_POINTS];
	const results = points
		.slice(0, MOST_POINTS)
		.map(({ at, ...point }) => ({ at: new Date(at).toISOString(), ...point }));
	return {
		timezone,
		resolution,
		truncated: next !== undefined,
		next_from: next ? new Date(next.at).toISOString() : null,
		results,
	};
}
