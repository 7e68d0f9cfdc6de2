/** A point of a chart: at one instant (Unix ms), the lowest, mean and highest heart rate of its step. */
export interface ChartPoint {
	at: number;
	min: number;
	avg: number;
	max: number;
}

/** What a chart's sides stand for: Unix ms, and beats per minute. */
export interface Scale {
	from: number;
	to: number;
	low: number;
	high: number;
}

/** Of the drawing's own square, which is then stretched. */
const SIDE = 1000;
/** Shown at least, so that charts can be compared. */
const USUAL = { low: 40, high: 120 };
const TEN = 10;

/** Heart rates that a chart of these points shows, to whole tens. Pure. */
export function bpmRange(points: readonly ChartPoint[], others: readonly number[] = []): { low: number; high: number } {
	const low = Math.min(USUAL.low, ...points.map(({ min }) => min), ...others);
	const high = Math.max(USUAL.high, ...points.map(({ max }) => max), ...others);
	return { low: Math.floor(low / TEN) * TEN, high: Math.ceil(high / TEN) * TEN };
}

/** The heart rates that have a line across the chart. Pure. */
export function bpmTicks({ low, high }: Pick<Scale, "low" | "high">): number[] {
	const step = 2 * TEN;
	const first = Math.ceil(low / step) * step;
	return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, index) => first + index * step);
}

/** How far from the left, 0 to 1. Pure. */
export const across = ({ from, to }: Scale, at: number): number => (at - from) / (to - from);

/** How far from the top, 0 to 1. Pure. */
export const down = ({ low, high }: Scale, bpm: number): number => (high - bpm) / (high - low);

/** Points that follow each other without a gap of more than so many ms. Pure. */
export function runsOf<P extends { at: number }>(points: readonly P[], gapMs: number): P[][] {
	const runs: P[][] = [];
	for (const point of points) {
		const run = runs.at(-1);
		const last = run?.at(-1);
		if (run && last && point.at - last.at <= gapMs) run.push(point);
		else runs.push([point]);
	}
	return runs;
}

const figure = (share: number): string => String(Math.round(share * SIDE * 10) / 10);
const at = (scale: Scale, point: ChartPoint, bpm: number): string =>
	`${figure(across(scale, point.at))} ${figure(down(scale, bpm))}`;

/** The mean, as a path in a square of 1000; a single point is a line of no length, which a round pen shows. Pure. */
export function meanPath(run: readonly ChartPoint[], scale: Scale): string {
	const [only] = run;
	const spots = (run.length === 1 && only ? [only, only] : run).map((point) => at(scale, point, point.avg));
	return `M${spots.join("L")}`;
}

/** From the lowest to the highest of each point, as a path in a square of 1000. Pure. */
export function bandPath(run: readonly ChartPoint[], scale: Scale): string {
	const above = run.map((point) => at(scale, point, point.max));
	const below = run.toReversed().map((point) => at(scale, point, point.min));
	return `M${[...above, ...below].join("L")}Z`;
}
