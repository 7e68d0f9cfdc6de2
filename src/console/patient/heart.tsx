import { listAlertsOf } from "../../alerts/service.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import { heartRateSeries, heartRateSummary } from "../../heart-rate/service.ts";
import { count, fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { withQuery } from "../ui/pager.tsx";
import { DataTable } from "../ui/table.tsx";
import { format, Moment } from "../ui/time.tsx";
import { ChartBox, type ChartBoxProps, Ranges } from "./chart-box.tsx";
import { type Patient, patientPath } from "./frame.tsx";
import { RANGES, type View } from "./ranges.ts";
import { StatisticsTable, ZoneBars } from "./statistics.tsx";

const words = texts.patient;
/** Of alerts in a chart: what does not fit is under its own tab. */
const MOST_MARKS = 100;
const MOMENT = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" } as const;

/** What the heart's tab shows of a part of time. */
export async function heartOf(context: ServiceContext, patient: number, { range, from, to }: View) {
	const within = { to: new Date(to).toISOString(), closed_from: new Date(from).toISOString() };
	const [series, alerts, summary] = await Promise.all([
		heartRateSeries(context, patient, { from, to, resolution: RANGES[range].resolution }),
		listAlertsOf(context, patient, { page: 1, ...within }),
		heartRateSummary(context, patient),
	]);
	const { count: going, results } = await alerts.page({ limit: MOST_MARKS, offset: 0 });
	return {
		points: series.results,
		// What by the readings never was is no mark in a chart.
		alerts: results.filter(({ status }) => status !== "withdrawn"),
		hasMore: going > MOST_MARKS,
		summary,
	};
}

export type Heart = Awaited<ReturnType<typeof heartOf>>;
type Point = Heart["points"][number];

const inWords = (at: number | string, zone: string) => format(zone, MOMENT).format(new Date(at));

/** The readings of several points together. */
function together(points: readonly Point[]) {
	const readings = points.reduce((sum, point) => sum + point.count, 0);
	const beats = points.reduce((sum, point) => sum + point.avg * point.count, 0);
	return {
		min: Math.min(...points.map(({ min }) => min)),
		avg: Math.round(beats / readings),
		max: Math.max(...points.map(({ max }) => max)),
		count: count(words.readings, readings),
	};
}

/** What the chart shows, in words. */
function Summary({ heart, view, zone }: { heart: Heart; view: View; zone: string }) {
	const { points, alerts } = heart;
	const shown = fill(words.shown, { from: inWords(view.from, zone), to: inWords(view.to, zone) });
	const figures = points.length > 0 ? fill(words.summary, together(points)) : words.empty_range;
	return (
		<p class="heart-summary">
			<span id="heart-when">{shown}</span> <strong id="heart-figures">{figures}</strong>{" "}
			<span id="heart-told">{alerts.length > 0 && count(words.alerts_in, alerts.length)}</span>
		</p>
	);
}

function Figures({ points, view, zone }: { points: readonly Point[]; view: View; zone: string }) {
	const whole = (value: number) => Math.round(value);
	const columns = [
		{ head: words.time, cell: ({ at }: Point) => <Moment at={at} zone={zone} /> },
		{ head: words.min, isNumber: true, cell: ({ min }: Point) => min },
		{ head: words.avg, isNumber: true, cell: ({ avg }: Point) => whole(avg) },
		{ head: words.max, isNumber: true, cell: ({ max }: Point) => max },
		{ head: words.readings_head, isNumber: true, cell: (point: Point) => point.count },
	];
	const shown = fill(words.shown, { from: inWords(view.from, zone), to: inWords(view.to, zone) });
	return (
		<details>
			<summary>{words.figures}</summary>
			<p class="hint">{shown}</p>
			<DataTable caption={words.figures} columns={columns} rows={points} empty={words.empty_range} />
		</details>
	);
}

function Alerts({ patient, heart }: { patient: Patient; heart: Heart }) {
	const { alerts, hasMore } = heart;
	return (
		<section class="part" aria-labelledby="alerts-shown">
			<h2 id="alerts-shown">{words.alerts_shown}</h2>
			{alerts.length === 0 && <p class="empty">{words.no_alerts_shown}</p>}
			<ul class="alert-lines">
				{alerts.map(({ id, kind, severity, opened_at, explanation }) => (
					<li>
						<Badge tone={severity === "critical" ? "critical" : "alert"}>{words.severities[severity]}</Badge>
						<a href={`${patientPath(patient.id, "alerts")}/${id}`}>
							{words.kinds[kind]}, <Moment at={opened_at} zone={patient.timezone} />
						</a>
						<span class="hint">{explanation}</span>
					</li>
				))}
			</ul>
			{hasMore && <p class="hint">{fill(words.more_alerts, { n: MOST_MARKS })}</p>}
		</section>
	);
}

function Empty({ patient }: { patient: Patient }) {
	const { last_reading: last } = patient;
	if (!last) return <p class="empty">{words.never_read}</p>;
	// A minute later, so that it is within.
	const to = new Date(Date.parse(last.recorded_at) + 60_000).toISOString();
	return (
		<p class="empty">
			{words.empty_range} <a href={withQuery(patientPath(patient.id), { range: "hour", to })}>{words.go_to_last}</a>
		</p>
	);
}

/** The heart rate of a patient as a chart, in words and in figures. */
export function HeartTab({ patient, view, heart, url, now }: ChartBoxProps) {
	const { timezone: zone } = patient;
	return (
		<>
			<section class="card" aria-labelledby="heart-title">
				<div class="page-head">
					<h2 id="heart-title">{words.heart_rate}</h2>
					<Ranges view={view} url={url} />
				</div>
				<Summary heart={heart} view={view} zone={zone} />
				{heart.points.length === 0 && <Empty patient={patient} />}
				<ChartBox {...{ patient, view, heart, url, now }} />
				<Figures points={heart.points} view={view} zone={zone} />
			</section>
			<Alerts patient={patient} heart={heart} />
			<StatisticsTable summary={heart.summary} />
			<ZoneBars summary={heart.summary} />
		</>
	);
}
