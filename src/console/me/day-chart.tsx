import { minuteOfDay } from "../../clinic/zone.ts";
import {
	across,
	bandPath,
	bpmRange,
	bpmTicks,
	type ChartPoint,
	down,
	meanPath,
	runsOf,
} from "../patient/chart-shape.ts";
import { texts } from "../texts.ts";

const QUARTER_MS = 15 * 60_000;
const TICK_MINUTES = 6 * 60;
/** Readings further apart than this are not joined by a line. */
const GAP_MS = 2 * QUARTER_MS;

/** The instants at which the clock on the wall shows 0, 6, 12 or 18 o'clock. */
function clockTicks(from: number, to: number, zone: string): number[] {
	const first = Math.ceil(from / QUARTER_MS) * QUARTER_MS;
	const quarters = Array.from(
		{ length: Math.ceil((to - first) / QUARTER_MS) },
		(_, index) => first + index * QUARTER_MS,
	);
	return quarters.filter((at) => minuteOfDay(at, zone) % TICK_MINUTES === 0);
}

const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;
const clock = (at: number, zone: string) =>
	new Intl.DateTimeFormat(`${texts.language}-GB`, { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);

/** The last 24 hours as a small drawing: the mean, and from the lowest to the highest around it. */
export function DayChart(props: {
	points: readonly ChartPoint[];
	from: number;
	to: number;
	zone: string;
	/** What it shows, for who does not see it. */
	label: string;
}) {
	const { points, from, to, zone, label } = props;
	const scale = { from, to, ...bpmRange(points) };
	const runs = runsOf(points, GAP_MS);
	return (
		<div class="day-chart" role="img" aria-label={label}>
			<svg class="day-scale" aria-hidden="true">
				{bpmTicks(scale).map((bpm) => (
					<text x="100%" y={percent(down(scale, bpm))} dx="-6" dy="4">
						{bpm}
					</text>
				))}
			</svg>
			<svg class="day-plot" aria-hidden="true">
				{bpmTicks(scale).map((bpm) => (
					<line x1="0" x2="100%" y1={percent(down(scale, bpm))} y2={percent(down(scale, bpm))} />
				))}
				{clockTicks(from, to, zone).map((at) => (
					<>
						<line class="day-clock" x1={percent(across(scale, at))} x2={percent(across(scale, at))} y1="0" y2="100%" />
						<text x={percent(across(scale, at))} y="100%" dy="16">
							{clock(at, zone)}
						</text>
					</>
				))}
				<svg width="100%" height="100%" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
					{runs.map((run) => (
						<path class="day-band" d={bandPath(run, scale)} />
					))}
					{runs.map((run) => (
						<path class="day-mean" d={meanPath(run, scale)} />
					))}
				</svg>
			</svg>
		</div>
	);
}
