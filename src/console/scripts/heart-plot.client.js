// Draws a heart rate over time: the mean in a band from the lowest to the highest, and alerts as marks.
import uPlot from "./uplot.js";

/**
 * @typedef {import("./heart-data.client.js").Point} Point
 * @typedef {{ from: number, to: number }} Part In Unix ms.
 * @typedef {{ from: number, to: number, isCritical: boolean, text: string, href: string }} Mark
 * @typedef {{ zone: string, onSelect: (part: Part) => void, onPoint: (point: Point | undefined) => void }} Settings
 */

const DAY_MS = 86_400_000;
const TEN = 10;

/** What a colour of the page's own style is now: light or dark. @param {string} name */
function colour(name) {
	const probe = document.createElement("span");
	probe.style.color = `var(${name})`;
	// A canvas draws what it is told: with one colour for all, forced upon it, the band would hide the mean.
	probe.style.setProperty("forced-color-adjust", "none");
	document.body.append(probe);
	const { color } = getComputedStyle(probe);
	probe.remove();
	return color;
}

/** @param {Intl.DateTimeFormatOptions} options */
const formatter = (options) => new Intl.DateTimeFormat(`${document.documentElement.lang}-GB`, options);

/** How times are written below the chart: as the server writes them. @param {string} timeZone */
function writer(timeZone) {
	const month = formatter({ timeZone, month: "short" });
	const day = formatter({ timeZone, weekday: "short", day: "numeric" });
	const date = formatter({ timeZone, day: "numeric", month: "short" });
	const clock = formatter({ timeZone, hour: "2-digit", minute: "2-digit" });
	/** @param {uPlot} plot @param {number[]} splits @param {number} _ @param {number} __ @param {number} seconds */
	return (plot, splits, _, __, seconds) =>
		splits.map((split) => {
			const at = split * 1000;
			if (seconds * 1000 > 20 * DAY_MS) return month.format(at);
			const span = ((plot.scales.x?.max ?? 0) - (plot.scales.x?.min ?? 0)) * 1000;
			if (seconds * 1000 >= DAY_MS) return span > 8 * DAY_MS ? date.format(at) : day.format(at);
			const time = clock.format(at);
			return time === "00:00" ? day.format(at) : time;
		});
}

/**
 * Columns as the plot takes them, with a hole wherever two points are further apart than `gapMs`.
 * @param {readonly Point[]} points @param {number} gapMs
 */
function columns(points, gapMs) {
	/** @type {number[]} */
	const at = [];
	/** @type {(number | null)[][]} */
	const values = [[], [], []];
	let last = Number.POSITIVE_INFINITY;
	for (const point of points) {
		if (point.at - last > gapMs) {
			at.push((last + 1) / 1000);
			for (const column of values) column.push(null);
		}
		at.push(point.at / 1000);
		for (const [index, value] of [point.max, point.min, point.avg].entries()) values[index]?.push(value);
		last = point.at;
	}
	return /** @type {uPlot.AlignedData} */ (/** @type {unknown} */ ([at, ...values]));
}

/** Points that have no neighbour to be joined with: a line alone would not show them. @type {uPlot.Series.Points.Filter} */
const alone = (plot, series) => {
	const values = Array.from(plot.data[series] ?? []);
	return values.flatMap((value, index) =>
		value != null && values[index - 1] == null && values[index + 1] == null ? [index] : [],
	);
};

/** As the server's chart: whole tens, and never less than 40 to 120. @param {readonly Point[]} points */
function rates(points) {
	const low = Math.min(40, ...points.map(({ min }) => min));
	const high = Math.max(120, ...points.map(({ max }) => max));
	return { min: Math.floor(low / TEN) * TEN, max: Math.ceil(high / TEN) * TEN };
}

/** The room around the drawing, as the box has it for the server's. @param {HTMLElement} box */
function room(box) {
	const { paddingTop, paddingRight, paddingBottom, paddingLeft } = getComputedStyle(box);
	const [top, right, bottom, left] = [paddingTop, paddingRight, paddingBottom, paddingLeft].map(Number.parseFloat);
	return { top: top ?? 0, right: right ?? 0, bottom: bottom ?? 0, left: left ?? 0 };
}

/** @param {HTMLElement} box @param {Settings} settings @param {() => void} onDrawn @returns {uPlot.Options} */
function options(box, { zone, onSelect, onPoint }, onDrawn) {
	const { top, right, bottom, left } = room(box);
	const dim = () => colour("--dim");
	const grid = { stroke: () => colour("--line"), width: 1 };
	const font = `13px ${getComputedStyle(document.body).fontFamily}`;
	const axis = { stroke: dim, grid, ticks: { show: false }, font, gap: 6 };
	const edge = { points: { show: false }, stroke: () => colour("--band"), width: 1 };
	return {
		width: box.clientWidth,
		height: box.clientHeight,
		padding: [top, right, 0, 0],
		tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
		legend: { show: false },
		scales: { x: { auto: false }, y: { auto: false } },
		axes: [
			{ ...axis, size: bottom, space: 70, values: writer(zone) },
			{ ...axis, size: left, incrs: [20, 40], space: 20 },
		],
		series: [
			{},
			edge,
			edge,
			{
				stroke: () => colour("--accent"),
				width: 2,
				points: { size: 6, filter: alone, fill: () => colour("--accent") },
			},
		],
		bands: [{ series: [1, 2], fill: () => colour("--band") }],
		cursor: {
			drag: { x: true, y: false, setScale: false },
			y: false,
			bind: {
				// With Shift held, or a finger, the chart is moved instead: see `movable`.
				mousedown: (_, __, handler) => (event) => (event.shiftKey ? null : handler(event)),
				dblclick: () => () => null,
			},
		},
		hooks: {
			draw: [onDrawn],
			setSelect: [
				(plot) => {
					const { left: start, width } = plot.select;
					if (width < 8) return;
					const instant = (/** @type {number} */ x) => plot.posToVal(x, "x") * 1000;
					plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
					onSelect({ from: instant(start), to: instant(start + width) });
				},
			],
			setCursor: [
				({ cursor, data }) => {
					const place = cursor.idx;
					const [at, max, min, avg] = data.map((column) => (place == null ? null : column[place]));
					const isPoint = at != null && max != null && min != null && avg != null;
					onPoint(isPoint ? { at: at * 1000, min, avg, max, count: 0 } : undefined);
				},
			],
		},
	};
}

/**
 * A mark's shade over the whole height, and at its top a link that says what it was.
 * @param {uPlot} plot @param {Mark} mark
 */
function drawn(plot, { from, to, isCritical, text, href }) {
	const width = plot.over.clientWidth;
	const start = Math.max(0, plot.valToPos(from / 1000, "x"));
	const end = Math.min(width, plot.valToPos(to / 1000, "x"));
	if (start > width || end < 0) return [];
	const shade = document.createElement("div");
	shade.className = "heart-shade";
	shade.style.left = `${start}px`;
	shade.style.width = `${Math.max(2, end - start)}px`;
	const link = document.createElement("a");
	link.className = "heart-episode";
	link.href = href;
	link.draggable = false;
	link.setAttribute("aria-label", text);
	link.style.left = `${Math.min(Math.max(0, (start + end) / 2), width)}px`;
	const sign = document.createElement("span");
	sign.textContent = isCritical ? "▲" : "◆";
	const label = document.createElement("span");
	label.className = start > width / 2 ? "heart-label to-left" : "heart-label";
	label.textContent = text;
	link.append(sign, label);
	for (const part of [shade, link]) part.classList.toggle("critical", isCritical);
	return [shade, link];
}

/**
 * A chart in a box, in the place of what is in it.
 * @param {HTMLElement} box @param {Settings} settings
 */
export function newPlot(box, settings) {
	const marked = document.createElement("div");
	/** @type {readonly Mark[]} */
	let marks = [];
	const plot = new uPlot(
		options(box, settings, () => mark()),
		[[], [], [], []],
		box,
	);
	plot.over.append(marked);
	new ResizeObserver(() => {
		const [width, height] = [box.clientWidth, box.clientHeight];
		if (width !== plot.width || height !== plot.height) plot.setSize({ width, height });
	}).observe(box);
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw());
	/** Where the marks are follows from the scale, which the plot sets when it draws. */
	function mark() {
		// A mark that has the keyboard keeps it.
		const focused = marked.contains(document.activeElement) && document.activeElement?.getAttribute("href");
		marked.replaceChildren(...marks.flatMap((one) => drawn(plot, one)));
		if (focused)
			marked
				.querySelector(`[href=${CSS.escape(focused)}]`)
				?.closest("a")
				?.focus();
	}
	return {
		over: plot.over,
		/** The instant, in Unix ms, at so many pixels from the left of the screen. @param {number} x */
		instantAt: (x) => plot.posToVal(x - plot.over.getBoundingClientRect().left, "x") * 1000,
		/**
		 * @param {Part} part
		 * @param {{ points: readonly Point[], gapMs: number, marks: readonly Mark[] }} what
		 */
		show({ from, to }, what) {
			marks = what.marks;
			const seen = what.points.filter(({ at }) => at >= from && at <= to);
			plot.batch(() => {
				plot.setData(columns(what.points, what.gapMs), false);
				plot.setScale("x", { min: from / 1000, max: to / 1000 });
				plot.setScale("y", rates(seen));
			});
		},
	};
}
