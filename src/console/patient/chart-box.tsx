import { fill, texts } from "../texts.ts";
import { withQuery } from "../ui/pager.tsx";
import { HeartChart, type Mark } from "./chart.tsx";
import type { Patient } from "./frame.tsx";
import type { Heart } from "./heart.tsx";
import { RANGE_NAMES, RANGES, stepOf, type View } from "./ranges.ts";

const words = texts.patient;

type Alert = Heart["alerts"][number];

/** From an hour to a year. */
export function Ranges({ view, url }: { view: View; url: string }) {
	return (
		<nav aria-label={words.ranges.label}>
			<ul class="choices">
				{RANGE_NAMES.map((range) => (
					<li>
						<a href={withQuery(url, { range, to: null })} aria-current={range === view.range ? "true" : undefined}>
							{words.ranges[range]}
						</a>
					</li>
				))}
			</ul>
		</nav>
	);
}

/** Links, so that they work without script; with it they move the chart where it is. */
function Steps({ view, url, now }: { view: View; url: string; now: number }) {
	return (
		<nav aria-label={words.steps.label}>
			<ul class="actions heart-steps">
				{(["earlier", "later", "closer", "wider", "now"] as const).map((step) => {
					const next = stepOf(view, step, now);
					return (
						<li>
							<a class="button" data-step={step} href={next ? withQuery(url, next) : undefined} aria-disabled={!next}>
								{words.steps[step]}
							</a>
						</li>
					);
				})}
			</ul>
		</nav>
	);
}

const endOf = ({ closed_at }: Alert, now: number): number => (closed_at === null ? now : Date.parse(closed_at));

function marksOf(alerts: readonly Alert[], now: number): Mark[] {
	return alerts.map((alert) => ({
		from: Date.parse(alert.started_at),
		to: endOf(alert, now),
		isCritical: alert.severity === "critical",
		text: alert.explanation,
	}));
}

export interface ChartBoxProps {
	patient: Patient;
	view: View;
	heart: Heart;
	url: string;
	now: number;
}

/** What the script needs to know, and the texts that it says. */
const forScript = (patient: Patient, view: View) => ({
	"data-patient": patient.id,
	"data-zone": patient.timezone,
	"data-from": view.from,
	"data-to": view.to,
	"data-now": String(view.isNow),
	"data-finenesses": JSON.stringify(Object.values(RANGES)),
	"data-words": JSON.stringify({
		at_point: words.at_point,
		shown: words.shown,
		summary: words.summary,
		readings: words.readings,
		alerts_in: words.alerts_in,
		empty_range: words.empty_range,
		chart_label: words.chart_label,
		chart_keys: words.chart_keys,
		chart_hint: words.chart_hint,
		chart_failed: words.chart_failed,
		live: words.live,
		not_live: words.not_live,
		bpm: words.bpm,
	}),
});

function Key() {
	return (
		<ul class="key">
			{(["mean", "band", "alert"] as const).map((part) => (
				<li>
					<svg class="swatch" aria-hidden="true" width="24" height="16">
						<title>{words.key}</title>
						{part === "mean" && <line class="heart-mean" x1="1" x2="23" y1="8" y2="8" />}
						{part === "band" && <rect class="heart-band" width="24" height="16" />}
						{part === "alert" && <rect class="heart-mark" width="24" height="16" />}
					</svg>
					{words[`key_${part}`]}
				</li>
			))}
		</ul>
	);
}

/** The chart in its box, whose size the script keeps, and what moves it. */
export function ChartBox({ patient, view, heart, url, now }: ChartBoxProps) {
	const { timezone: zone } = patient;
	const { from, to, range } = view;
	const points = heart.points.map((point) => ({ ...point, at: Date.parse(point.at) }));
	const marks = marksOf(heart.alerts, now);
	return (
		<>
			<p class="heart-point">
				<span id="heart-point" /> <span id="heart-live" role="status" />
			</p>
			<div class="heart-chart" id="heart-chart" {...forScript(patient, view)}>
				<HeartChart {...{ points, from, to, zone, marks }} gapMs={RANGES[range].gapMs} />
			</div>
			<div class="heart-foot">
				<Key />
				<Steps view={view} url={url} now={now} />
			</div>
			<p class="hint heart-hint">
				{fill(words.chart_zone, { zone: zone.replaceAll("_", " ") })} <span id="heart-hint" />
			</p>
		</>
	);
}
