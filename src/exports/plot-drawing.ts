import { ACCENT, ACCENT_LIGHT, ALERT_SHADE, INK, QUIET, RULE } from "./colours.ts";
import type { Page, Spot } from "./page.ts";
import { across, bandsOf, markOf, meansOf, type Place, type Size, scaleOf, upwards } from "./plot.ts";
import type { Plotted } from "./plot-axes.ts";

/** Around the plot itself: values to its left, alerts above it, hours or days and the legend below. */
const ROOM = { left: 34, right: 10, top: 24, bottom: 42 } as const;
const LANE = 6;
const LABEL = { size: 7, colour: QUIET } as const;

export const PLOT_HEIGHT = 210;

/** Draws the times of alerts: in grey behind the plot, and in a lane above it, the critical ones filled. */
function drawMarks(page: Page, { marks, axis }: Plotted, size: Size, [left, top]: Spot): void {
	const placed = marks.flatMap(({ isCritical, ...time }) => {
		const mark = markOf(time, axis, size);
		return mark ? [{ ...mark, isCritical }] : [];
	});
	for (const { x, width } of placed) page.box([left + x, top], width, size.height, ALERT_SHADE);
	for (const { x, width, isCritical } of placed) drawMark(page, [left + x, top - LANE - 3], width, isCritical);
}

function drawMark(page: Page, spot: Spot, width: number, isCritical: boolean): void {
	if (isCritical) page.box(spot, width, LANE, INK);
	else page.frame(spot, width, LANE, { colour: INK, width: 0.7 });
}

function drawLegend(page: Page, [left, baseline]: Spot): void {
	const middle = baseline - 2.5;
	const entries: [label: string, draw: (x: number) => void][] = [
		[
			"mean",
			(x) =>
				page.line(
					[
						[x, middle],
						[x + 14, middle],
					],
					{ colour: ACCENT, width: 1.4 },
				),
		],
		["minimum to maximum", (x) => page.box([x, baseline - 6], 14, 7, ACCENT_LIGHT)],
		["alert", (x) => drawMark(page, [x, baseline - 5.5], 14, false)],
		["critical alert", (x) => drawMark(page, [x, baseline - 5.5], 14, true)],
	];
	let x = left;
	for (const [label, draw] of entries) {
		draw(x);
		page.text(label, [x + 18, baseline], LABEL);
		x += 18 + page.widthOf(label, LABEL.size) + 18;
	}
}

/** A plot with its axes and legend, `width` wide and `PLOT_HEIGHT` high. `unit` says what is counted to the right. */
export function drawPlot(page: Page, [left, top]: Spot, width: number, plotted: Plotted, unit: string): void {
	const { points, axis, ticks } = plotted;
	const size = { width: width - ROOM.left - ROOM.right, height: PLOT_HEIGHT - ROOM.top - ROOM.bottom };
	const origin: Spot = [left + ROOM.left, top + ROOM.top];
	const bottom = origin[1] + size.height;
	const scale = scaleOf(points);
	const spot = ([x, y]: Place): Spot => [origin[0] + x, bottom - y];

	drawMarks(page, plotted, size, origin);
	for (const value of scale.ticks) {
		const [, y] = spot([0, upwards(value, scale, size)]);
		page.line(
			[
				[origin[0], y],
				[origin[0] + size.width, y],
			],
			{ colour: RULE },
		);
		page.text(String(value), [origin[0] - 5, y + 2.5], { ...LABEL, align: "right" });
	}
	page.text("bpm", [left, origin[1] - 7], LABEL);
	for (const band of bandsOf(points, axis, scale, size)) page.area(band.map(spot), ACCENT_LIGHT);
	for (const line of meansOf(points, axis, scale, size)) page.line(line.map(spot), { colour: ACCENT, width: 1.4 });
	page.line(
		[
			[origin[0], bottom],
			[origin[0] + size.width, bottom],
		],
		{ colour: QUIET, width: 0.8 },
	);
	for (const { x, label } of ticks) {
		const [at] = spot([across(x, axis, size), 0]);
		page.line(
			[
				[at, bottom],
				[at, bottom + 3],
			],
			{ colour: QUIET },
		);
		page.text(label, [at, bottom + 11], { ...LABEL, align: "middle" });
	}
	if (points.length === 0) {
		const middle: Spot = [origin[0] + size.width / 2, origin[1] + size.height / 2];
		page.text("No readings", middle, { size: 10, colour: QUIET, align: "middle" });
	}
	page.text(unit, [origin[0] + size.width, bottom + 24], { ...LABEL, align: "right" });
	drawLegend(page, [origin[0], bottom + 24]);
}
