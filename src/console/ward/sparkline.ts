/** The size of the drawing, in its own units: the style sheet says how large it is seen. */
export const WIDTH = 88;
export const HEIGHT = 20;

/** bpm at the bottom and the top: the same for all, so that rows can be compared at a glance. */
const BOTTOM = 40;
const TOP = 160;

const heightOf = (bpm: number): number =>
	Math.round(HEIGHT - 1 - ((Math.min(TOP, Math.max(BOTTOM, bpm)) - BOTTOM) / (TOP - BOTTOM)) * (HEIGHT - 2));

/**
 * The line of a trend (bpm at even steps, null for a gap) as an SVG path, short enough for a thousand of them on a page.
 * A lone step is a dot, which a round line cap makes of a line of no length.
 */
export function sparkline(trend: readonly (number | null)[]): string {
	const step = WIDTH / trend.length;
	let path = "";
	let previous: number | null = null;
	for (const [index, bpm] of trend.entries()) {
		if (bpm !== null) {
			const [x, y] = [Math.round((index + 0.5) * step), heightOf(bpm)];
			const isAlone = previous === null && (trend[index + 1] ?? null) === null;
			path += `${previous === null ? "M" : "L"}${x} ${y}${isAlone ? "h0" : ""}`;
		}
		previous = bpm;
	}
	return path;
}
