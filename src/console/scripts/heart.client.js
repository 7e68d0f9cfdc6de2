// The chart of a heart: zoomed, moved and live. Without it the server's drawing stays where it is.
import { load } from "./heart-data.client.js";
import { newPlot } from "./heart-plot.client.js";
import { count, fill, inFigures, momentsOf, say } from "./heart-words.client.js";
import { listenTo } from "./patient-stream.client.js";

/**
 * @typedef {import("./heart-data.client.js").Point} Point
 * @typedef {import("./heart-data.client.js").Alert} Alert
 * @typedef {{ from: number, to: number }} Part In Unix ms.
 * @typedef {{ resolution: string, gapMs: number, upToMs: number }} Fineness
 */

const SHORTEST_MS = 10 * 60_000;
/** Longer parts are not live: a reading would not be seen in them. */
const LONGEST_LIVE_MS = 36 * 3_600_000;
/** Between two looks at a chart that follows, which replace what the stream has added reading by reading. */
const REFRESH_MS = 60_000;

const box = /** @type {HTMLElement} */ (document.getElementById("heart-chart"));
const { patient = "", zone = "UTC" } = box.dataset;
const words = JSON.parse(box.dataset.words ?? "{}");
/** @type {Fineness[]} */
const finenesses = JSON.parse(box.dataset.finenesses ?? "[]");
const longest = finenesses.at(-1)?.upToMs ?? 0;

/** @type {Part} */
let part = { from: Number(box.dataset.from), to: Number(box.dataset.to) };
/** Whether it ends now, whenever that is. */
let follows = box.dataset.now === "true";
/** @type {{ part: Part, fineness: Fineness, points: Point[], alerts: Alert[] } | undefined} */
let shown;

const moments = momentsOf(zone);

// In words

/** @param {readonly Point[]} points @param {readonly Alert[]} alerts */
function summarize(points, alerts) {
	const when = fill(words.shown, { from: moments.format(part.from), to: moments.format(part.to) });
	say("heart-when", when);
	say("heart-figures", inFigures(points, words));
	say("heart-told", alerts.length > 0 ? count(words.alerts_in, alerts.length) : "");
}

// The chart

/** @param {Alert} alert */
const endOf = ({ closed_at }) => (closed_at ? Date.parse(closed_at) : Date.now());

/** @type {ReturnType<typeof newPlot> | undefined} */
let plot;

/** The server's drawing goes with the first one of ours, so that the box is never empty. */
function plotted() {
	plot ??= newPlot(box, {
		zone,
		onSelect: (selected) => moveTo(selected),
		onPoint: (point) => say("heart-point", point ? pointText(point) : ""),
	});
	if (!box.dataset.drawn) takeOver(plot.over);
	return plot;
}

/** @param {Point} point */
const pointText = ({ at, min, avg, max }) =>
	fill(words.at_point, { at: moments.format(at), min, avg: Math.round(avg), max });

function draw() {
	if (!shown) return;
	const marks = shown.alerts.map((alert) => ({
		...{ from: Date.parse(alert.started_at), to: endOf(alert), isCritical: alert.severity === "critical" },
		...{ text: alert.explanation, href: `/patients/${patient}/alerts/${alert.id}` },
	}));
	plotted().show(part, { points: shown.points, gapMs: shown.fineness.gapMs, marks });
	const isSeen = (/** @type {number} */ from, /** @type {number} */ to) => to >= part.from && from <= part.to;
	summarize(
		shown.points.filter(({ at }) => isSeen(at, at)),
		shown.alerts.filter((alert) => isSeen(Date.parse(alert.started_at), endOf(alert))),
	);
	sayLive();
	for (const step of ["later", "now"])
		document.querySelector(`[data-step=${step}]`)?.setAttribute("aria-disabled", String(follows));
}

/** @param {number} ms */
const finenessOf = (ms) => finenesses.find(({ upToMs }) => ms <= upToMs) ?? finenesses.at(-1);

/** @type {AbortController | undefined} */
let loading;

/** Loads what is shown and as much again around it, so that little moves need nothing. */
async function refresh() {
	const span = part.to - part.from;
	const fineness = finenessOf(span);
	if (!fineness) return;
	loading?.abort();
	const mine = new AbortController();
	loading = mine;
	const wide = { from: part.from - span / 2, to: Math.min(Date.now() + 1, part.to + span / 2) };
	box.classList.add("loading");
	try {
		const found = await load(patient, { ...wide, resolution: fineness.resolution }, mine.signal);
		shown = { part: wide, fineness, ...found };
		draw();
	} catch {
		if (!mine.signal.aborted) say("heart-point", words.chart_failed);
	} finally {
		if (loading === mine) box.classList.remove("loading");
	}
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {number} delay */
function refreshIn(delay) {
	clearTimeout(timer);
	timer = setTimeout(refresh, delay);
}

/** Shows another part of time. @param {Part} asked */
function moveTo(asked) {
	const now = Date.now();
	const span = Math.min(longest, Math.max(SHORTEST_MS, asked.to - asked.from));
	const middle = (asked.from + asked.to) / 2;
	const end = middle + span / 2;
	// Who goes as far as that means now.
	follows = end > now - span / 200;
	const to = follows ? now : end;
	part = { from: to - span, to };
	draw();
	const isEnough =
		shown &&
		shown.part.from <= part.from &&
		shown.part.to >= Math.min(part.to, now - SHORTEST_MS) &&
		shown.fineness === finenessOf(span);
	if (!isEnough) refreshIn(150);
}

/** @param {number} share Of the part that is shown. */
function shift(share) {
	const by = (part.to - part.from) * share;
	moveTo({ from: part.from + by, to: part.to + by });
}

/** @param {number} factor @param {number} [around] Unix ms that stays where it is: the end, where the chart follows. */
function zoom(factor, around = follows ? part.to : (part.from + part.to) / 2) {
	moveTo({ from: around - (around - part.from) * factor, to: around + (part.to - around) * factor });
}

function toNow() {
	moveTo({ from: Date.now() - (part.to - part.from), to: Date.now() });
}

/** @type {Record<string, () => void>} */
const STEPS = {
	earlier: () => shift(-0.5),
	later: () => shift(0.5),
	closer: () => zoom(0.5),
	wider: () => zoom(2),
	now: toNow,
};

/** @type {Record<string, string>} */
const KEYS = { ArrowLeft: "earlier", ArrowRight: "later", "+": "closer", "=": "closer", "-": "wider", Home: "now" };

/** @param {HTMLElement} over */
function takeOver(over) {
	box.dataset.drawn = "true";
	box.querySelector(".heart-drawing")?.remove();
	box.tabIndex = 0;
	box.setAttribute("role", "group");
	box.setAttribute("aria-label", `${words.chart_label}. ${words.chart_keys}`);
	say("heart-hint", words.chart_hint);
	for (const link of document.querySelectorAll("[data-step]")) {
		if (!link.hasAttribute("href")) link.setAttribute("href", "#heart-chart");
		link.setAttribute("aria-disabled", "false");
		link.addEventListener("click", (event) => {
			event.preventDefault();
			STEPS[link.getAttribute("data-step") ?? ""]?.();
		});
	}
	box.addEventListener("keydown", (event) => {
		const step = event.target === box && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key];
		if (!step) return;
		event.preventDefault();
		STEPS[step]?.();
	});
	over.addEventListener(
		"wheel",
		(event) => {
			if (!event.ctrlKey) return;
			event.preventDefault();
			zoom(event.deltaY < 0 ? 0.8 : 1.25, plotted().instantAt(event.clientX));
		},
		{ passive: false },
	);
	movable(over);
}

/** With Shift held, or by a finger, the chart is moved. @param {HTMLElement} over */
function movable(over) {
	over.addEventListener("pointerdown", (down) => {
		if (down.target !== over || !(down.pointerType === "touch" || (down.shiftKey && down.button === 0))) return;
		const start = { ...part };
		const perPixel = (part.to - part.from) / over.clientWidth;
		over.setPointerCapture(down.pointerId);
		const ended = new AbortController();
		const { signal } = ended;
		over.addEventListener(
			"pointermove",
			({ clientX }) => {
				const by = (down.clientX - clientX) * perPixel;
				moveTo({ from: start.from + by, to: start.to + by });
			},
			{ signal },
		);
		for (const end of ["pointerup", "pointercancel"]) over.addEventListener(end, () => ended.abort(), { signal });
	});
}

// Live

/** The last reading in the head of the page. @param {string} at @param {number} bpm */
function renewLast(at, bpm) {
	const place = document.getElementById("last-reading");
	const time = place?.querySelector("time");
	const figure = place?.querySelector("strong");
	if (!time || !figure || Date.parse(time.dateTime) >= Date.parse(at)) return;
	time.dateTime = at;
	time.textContent = moments.format(Date.parse(at));
	figure.textContent = `${bpm} ${words.bpm}`;
}

const isLive = () => follows && part.to - part.from <= LONGEST_LIVE_MS;

/** @type {boolean | undefined} */
let isConnected;

/** Says whether the chart follows by itself; nothing where it should not. */
function sayLive() {
	const text = isConnected ? `● ${words.live}` : `○ ${words.not_live}`;
	say("heart-live", isLive() && isConnected !== undefined ? text : "");
	document.getElementById("heart-live")?.classList.toggle("on", isConnected === true);
}

function follow() {
	if (!isLive()) return;
	const now = Date.now();
	part = { from: part.from + now - part.to, to: now };
	draw();
}

listenTo(patient, {
	reading({ recorded_at, heart_rate: bpm }) {
		renewLast(recorded_at, bpm);
		const at = Date.parse(recorded_at);
		const last = shown?.points.at(-1)?.at ?? 0;
		if (!isLive() || !shown || at <= last) return;
		shown.points.push({ at, min: bpm, avg: bpm, max: bpm, count: 1 });
		shown.part.to = Date.now();
		follow();
	},
	alert: () => refreshIn(150),
	missed: () => refreshIn(150),
	live(is) {
		isConnected = is;
		sayLive();
	},
});
setInterval(() => {
	if (document.hidden || !isLive()) return;
	follow();
	refreshIn(0);
}, REFRESH_MS);
refresh();
