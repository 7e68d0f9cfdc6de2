/** The last hour of a heart, for a sparkline: the mean of each five minutes by the clock (:00, :05, …). */
export interface Trend {
	/** The end of the last step, in Unix ms, not included. */
	until: number;
	/** Whole beats per minute, oldest first; null where there was no reading. */
	means: (number | null)[];
}

export const TREND_STEP_MS = 5 * 60_000;
export const TREND_STEPS = 12;

const stepOf = (at: number): number => Math.floor(at / TREND_STEP_MS);

/** The first instant of the trend that ends with the step in which `now` lies (Unix ms). */
export const trendStart = (now: number): number => (stepOf(now) + 1 - TREND_STEPS) * TREND_STEP_MS;

/** The trend of these readings up to now. What a device's fast clock puts ahead of ours counts in the step going on. */
export function trendOf(beats: Iterable<{ at: number; bpm: number }>, now: number): Trend {
	const last = stepOf(now);
	const sums = Array.from({ length: TREND_STEPS }, () => ({ bpm: 0, count: 0 }));
	for (const { at, bpm } of beats) {
		const sum = sums[Math.min(stepOf(at), last) - last + TREND_STEPS - 1];
		if (!sum) continue;
		sum.bpm += bpm;
		sum.count += 1;
	}
	const means = sums.map(({ bpm, count }) => (count === 0 ? null : Math.round(bpm / count)));
	return { until: (last + 1) * TREND_STEP_MS, means };
}

/** The means of the hour that ends with the step in which `now` lies: since the trend was kept, time has gone on. */
export function agedTrend(trend: Trend | null, now: number): (number | null)[] {
	const gone = trend ? stepOf(now) + 1 - stepOf(trend.until) : 0;
	return Array.from({ length: TREND_STEPS }, (_, step) => trend?.means[step + gone] ?? null);
}
