import { noteAccess } from "../accesses/noting.ts";
import { visiblePatient } from "../auth/access.ts";
import type { ReadContext } from "../auth/service-context.ts";
import { problem } from "../http/problem.ts";
import { fromJson, type Json } from "../json.ts";
import type { Day } from "../monitor/local-days.ts";
import { type Buckets, MOST_POINTS, type Period, type Resolution, type Summary } from "../monitor/statistics.ts";
import { type Monitor, monitorOf } from "../monitor/stub.ts";
import { isoOf } from "./iso.ts";

/**
 * The object of a patient whose readings the actor looks at, else `not_found`. The patient themself is known by the token.
 */
export async function visibleMonitor(context: ReadContext, patientId: number): Promise<Monitor> {
	const { db, env, actor } = context;
	if (actor.patientId !== patientId) await visiblePatient(db, actor, patientId);
	noteAccess(context, patientId, "heart_rate");
	return monitorOf(env, patientId);
}

/** What a patient's object answered. Throws `not_found` where it knows no patient. */
export function answered<T>(json: Json<T> | null): Json<T> {
	if (json === null) throw problem("not_found");
	return json;
}

/** The patient's statistics: calendar windows of their own days, all time, and rolling windows. */
export async function heartRateSummary(context: ReadContext, patientId: number): Promise<Summary> {
	const monitor = await visibleMonitor(context, patientId);
	return fromJson(answered(await monitor.summary()));
}

/** The local days of a question, both included; the first or the last with readings where it names none. */
interface DayRange {
	from: Day | undefined;
	to: Day | undefined;
}

/** Statistics by day, week or month of the patient's own days. */
export async function heartRateBuckets(context: ReadContext, patientId: number, period: Period, days: DayRange) {
	return fromJson(await writtenBuckets(context, patientId, period, days));
}

/** The same, as the object wrote it. */
export async function writtenBuckets(
	context: ReadContext,
	patientId: number,
	period: Period,
	days: DayRange,
): Promise<Json<Buckets>> {
	const monitor = await visibleMonitor(context, patientId);
	return answered(await monitor.buckets(period, days.from ?? null, days.to ?? null));
}

const WIDTHS: Record<Resolution, number> = { "1m": 60_000, "15m": 900_000, "1h": 3_600_000, "1d": 86_400_000 };

/** The finest resolution that shows the range in at most so many points, or the coarsest there is. */
export function resolutionFor(from: number, to: number, points: number): Resolution {
	const fits = (resolution: Resolution) => (to - from) / WIDTHS[resolution] <= points;
	return (["1m", "15m", "1h"] as const).find(fits) ?? "1d";
}

/** A chart's points over a range (Unix ms); says so where they do not all fit, and where to go on. */
export async function heartRateSeries(
	context: ReadContext,
	patientId: number,
	range: { from: number; to: number; resolution: Resolution },
) {
	const { from, to, resolution } = range;
	const monitor = await visibleMonitor(context, patientId);
	const { timezone, points } = fromJson(answered(await monitor.series(resolution, from, to)));
	const next = points[MOST_POINTS];
	const results = points.slice(0, MOST_POINTS).map(({ at, ...point }) => ({ at: isoOf(at), ...point }));
	return {
		timezone,
		resolution,
		truncated: next !== undefined,
		next_from: next ? new Date(next.at).toISOString() : null,
		results,
	};
}
