/** What was measured around one place of the horizontal axis. */
export interface PlotPoint {
	x: number;
	min: number;
	mean: number;
	max: number;
}

/** From left to right, and from the bottom up. */
export type Place = readonly [x: number, y: number];

export interface Size {
	width: number;
	height: number;
}

/** The horizontal axis: its ends, and how far apart neighbouring points are. */
export interface Axis {
	from: number;
	to: number;
	step: number;
}

export interface Scale {
	low: number;
	high: number;
	/** The values with a line across. */
	ticks: number[];
}

const TICK_STEPS = [5, 10, 20, 50] as const;
const MOST_TICKS = 7;

/** A vertical scale that holds all points, and at least from 50 to 100: a calm heart shall not look like a storm. */
export function scaleOf(points: readonly PlotPoint[]): Scale {
	const lowest = Math.min(50, ...points.map(({ min }) => min));
	const highest = Math.max(100, ...points.map(({ max }) => max));
	const fits = (step: number) => Math.ceil(highest / step) - Math.floor(lowest / step) < MOST_TICKS;
	const step = TICK_STEPS.find(fits) ?? 100;
	const [first, last] = [Math.floor(lowest / step), Math.ceil(highest / step)];
	const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
	return { low: first * step, high: last * step, ticks };
}

/** Points that follow each other without a gap. */
export function stretches(points: readonly PlotPoint[], step: number): PlotPoint[][] {
	const found: PlotPoint[][] = [];
	for (const point of points) {
		const last = found.at(-1);
		const before = last?.at(-1);
		if (last && before && point.x - before.x <= step * 1.5) last.push(point);
		else found.push([point]);
	}
	return found;
}

export const across = (x: number, { from, to }: Axis, { width }: Size): number => ((x - from) / (to - from)) * width;
export const upwards = (value: number, { low, high }: Scale, { height }: Size): number =>
	((value - low) / (high - low)) * height;

/** One value of a stretch's points as a line, which begins and ends half a step beyond them: each stands for a step. */
function traced(stretch: readonly PlotPoint[], axis: Axis, toPlace: (point: PlotPoint, x: number) => Place): Place[] {
	const [first, last] = [stretch[0], stretch.at(-1)];
	if (!first || !last) return [];
	const half = axis.step / 2;
	return [
		toPlace(first, Math.max(axis.from, first.x - half)),
		...stretch.map((point) => toPlace(point, point.x)),
		toPlace(last, Math.min(axis.to, last.x + half)),
	];
}

/** From minimum to maximum: an outline for each stretch without a gap. Pure, as all here. */
export function bandsOf(points: readonly PlotPoint[], axis: Axis, scale: Scale, size: Size): Place[][] {
	return stretches(points, axis.step).map((stretch) => {
		const at = (value: "min" | "max") =>
			traced(stretch, axis, (point, x) => [across(x, axis, size), upwards(point[value], scale, size)]);
		return [...at("max"), ...at("min").reverse()];
	});
}

/** The means: a line for each stretch without a gap. */
export function meansOf(points: readonly PlotPoint[], axis: Axis, scale: Scale, size: Size): Place[][] {
	return stretches(points, axis.step).map((stretch) =>
		traced(stretch, axis, ({ mean }, x) => [across(x, axis, size), upwards(mean, scale, size)]),
	);
}

/** The thinnest mark that is still seen, in points of the page. */
const THINNEST = 2;

/** Where a time from `start` to `end` lies on the axis; undefined where it lies beside it. */
export function markOf(
	{ start, end }: { start: number; end: number },
	axis: Axis,
	size: Size,
): { x: number; width: number } | undefined {
	if (end < axis.from || start >= axis.to) return undefined;
	const [left, right] = [Math.max(start, axis.from), Math.min(end, axis.to)].map((at) => across(at, axis, size));
	if (left === undefined || right === undefined) return undefined;
	const width = Math.max(THINNEST, right - left);
	return { x: Math.min(left, size.width - width), width };
}
